"""The readings: one answer each, from which several facts come, with the page where a person can see it."""

from __future__ import annotations

from dataclasses import dataclass

HUB = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class Reading:
    """One kind of answer.

    `ages`: what it says may change without a new commit, so `decide.max_age` applies to it. `page`: the path on the
    Hub after the model's id, None where no page shows it.
    """

    id: str
    title: str
    ages: bool = False
    page: str | None = None

    def url(self, model_id: str, revision: str | None) -> str:
        """Return the page of this reading for one model, at the commit where one is known; "" where there is none."""
        if self.page is None:
            return ""
        return f"{HUB}/{model_id}{self.page.format(revision=revision or 'main')}"


_READINGS = (
    Reading("identity", "the id by which it is called"),
    Reading("hub-info", "what the Hub says of the repository", ages=True, page=""),
    Reading("hub-files", "the list of files at the commit", page="/tree/{revision}"),
    Reading("hub-stats", "downloads, likes and descendants on the Hub", ages=True, page=""),
    Reading("security", "the Hub's security scan", ages=True, page="/tree/{revision}"),
    Reading("card", "the model card", page="/blob/{revision}/README.md"),
    Reading("license-text", "the licence text in the repository", page="/blob/{revision}/LICENSE"),
    Reading("config", "the model's config.json", page="/blob/{revision}/config.json"),
    Reading("weights", "the headers of the weight files", page="/tree/{revision}"),
    Reading("publisher", "what is known of the publisher"),
    Reading("watchlists", "the lists that bind the buyer"),
    Reading("own", "the buyer's own results"),
    Reading("licenses", "what is known of the licence"),
    Reading("engines", "what is known of the serving engines"),
    Reading("openness", "what shows the components of the Model Openness Framework"),
    Reading("offer", "the offer of a service, described by hand"),
)
READINGS: dict[str, Reading] = {reading.id: reading for reading in _READINGS}


def observed_column(reading: str) -> str:
    """Return the column with the date of a reading; null means that it was never made."""
    return f"read__{reading.replace('-', '_')}__observed"


def source_column(reading: str) -> str:
    """Return the column that names where a reading was made."""
    return f"read__{reading.replace('-', '_')}__source"


def reason_column(reading: str) -> str:
    """Return the column that says why a reading is missing; null where it is there."""
    return f"read__{reading.replace('-', '_')}__reason"
