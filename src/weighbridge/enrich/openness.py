"""Whether a model is open source, open weight, or a closed API; what is not known narrows instead of guessing."""

from __future__ import annotations

import narwhals as nw

from weighbridge.enrich.native import Table
from weighbridge.facts import excludes_column
from weighbridge.facts.readings import observed_column
from weighbridge.knowledge.licenses import OPEN_CATEGORIES

_KIND = "openness__kind"


def with_openness(frame: Table) -> Table:
    """Add openness.kind and what it is known not to be.

    Not a closed API: its weights were seen on the Hub. Not open source: the licence restricts use, or the training data is
    undisclosed. Open source: such a licence, weights seen, and training data available. What remains alone is the answer;
    null otherwise.
    """
    weighed = ~nw.col(observed_column("weights")).is_null() & ~nw.col("size__parameters").is_null()
    listed = (nw.col("files__formats").list.len() > 0).fill_null(False)
    seen = weighed | listed | ~nw.col("size__weight_bytes").is_null()
    free = nw.col("license__category").is_in(list(OPEN_CATEGORIES))
    data = nw.col("docs__training_data")
    closed_out = seen
    source_out = ~free.fill_null(True) | (data == "undisclosed").fill_null(False)
    open_source = seen & free.fill_null(False) & (data == "available").fill_null(False)
    derived = (
        nw.when(open_source)
        .then(nw.lit("open-source"))
        .otherwise(nw.when(closed_out & source_out).then(nw.lit("open-weight")))
    )
    flags = {"closed-api": closed_out, "open-source": source_out}
    return frame.with_columns(
        nw.coalesce(_KIND, derived).alias(_KIND),
        *(
            nw.coalesce(excludes_column("openness.kind", member), flag).alias(excludes_column("openness.kind", member))
            for member, flag in flags.items()
        ),
    )
