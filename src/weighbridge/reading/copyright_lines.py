"""Lines that only say whose work a text is, so that they do not change a licence."""

from __future__ import annotations

import re
from typing import NamedTuple

from weighbridge.reading.copyright_terms import is_of_terms, tells_terms_across_words
from weighbridge.reading.known_holders import is_known_holder

MOST_LINES = 4
"""Copyright notices that are ignored in one text; from the next on they count: words can be spread over many."""
_LONGEST_LINE = 100
_MOST_NAME_WORDS = 6
"""Words of a holder, without small ones and legal forms."""
_MOST_WORDS_AFTER_A_COMMA = 3
_MOST_SEGMENTS = 4
_MOST_WORDS = 8
"""Of all holders of a line."""

_OPENING = re.compile(r"[\s#*/;%<!\-|>\"'`]*((?:copyright|©|\(c\))(?!\w).*)", re.IGNORECASE | re.DOTALL)
_CLOSING = " \t*/#|`"
_SIGN = re.compile(r"(©|\(c\)|copyright(?!\w))[\s,]*", re.IGNORECASE)
_YEAR = r"(?:19[7-9]\d|20\d\d|2100)"
_PRESENT = r"(?:present|now|today|current)"
_ONE = rf"{_YEAR}(?:[-–—]\d\d(?!\d))?"
_YEARS = (
    rf"{_ONE}(?!\w)(?:\s*(?:[-–—,]|\bto\b|\band\b)\s*(?:{_ONE}|{_PRESENT})(?!\w))*"
    r"(?:\s*[-–—](?=\s|$))?"
)
_FIRST_YEARS = re.compile(rf"(?:{_YEARS}|[\[(<{{]{_YEARS}[\])>}}])(?!\w)[\s,.]*", re.IGNORECASE)
_LAST_YEARS = re.compile(rf"(?:^|[\s,]+)(?:{_YEARS}|\({_YEARS}\))$", re.IGNORECASE)
_BLANK_FOR = (
    "(?:author|authors|copyright|full|fullname|holder|holders|name|of|or|organization|owner|owners|the|url|year|years"
    "|yy|yyyy|your)"
)
_PLACEHOLDER = re.compile(rf"[\[<{{(]\s*{_BLANK_FOR}(?:\s+{_BLANK_FOR})*\s*[\]>}})]", re.IGNORECASE)
_BY = re.compile(r"^by\s+(?=\S)")
_RESERVED = re.compile(r"(?:^|[\s,.;]+)all rights reserved[\s.]*$", re.IGNORECASE)
_RESERVED_ALONE = re.compile(r"[\W_]*all rights reserved[\W_]*", re.IGNORECASE)
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_ADDRESS = re.compile(rf"(?:^|(?<=[\s,]))(?:<({_MAIL})>|\(({_MAIL})\)|({_MAIL}))(?=[\s,.]|$)", re.ASCII)

# Latin letters of European languages and Vietnamese: in other scripts and blocks some letters look like these.
_LETTER = "A-Za-zÀ-ÖØ-öø-ſȘ-țḀ-ỿ"
_NAME = re.compile(rf"[{_LETTER}]+(?:[-'’][{_LETTER}]+)*")
_INITIALS = re.compile(rf"(?:[{_LETTER}]\.){{1,3}}(?:-[{_LETTER}]\.)?")
_QUOTED = re.compile(r"['‘](\w+)['’]")
_ACRONYM = re.compile(r"\(([A-Za-z]{2,8})\)$")
# fmt: off
_LEGAL_FORMS = frozenset(
    {
        "ab", "ag", "aps", "as", "asa", "bhd", "bv", "co", "company", "corp", "corporation", "ev", "gmbh", "inc",
        "incorporated", "kg", "kk", "limited", "llc", "llp", "lp", "ltd", "ltda", "mbh", "nv", "oy", "oyj", "pbc",
        "plc", "pte", "pty", "sa", "sarl", "sas", "sdn", "se", "sl", "spa", "srl", "sro", "ug",
    }
)
_LEGAL_IN_CAPITALS = frozenset({"ab", "ag", "as", "bv", "co", "lp", "nv", "sa", "sas", "se", "sl", "kg", "kk", "ug"})
"""Those that are words or names too: only as "SA", "S.A." or, in the case of Co, with a capital."""
_ABBREVIATIONS = frozenset({"al", "dr", "jr", "mr", "mrs", "ms", "prof", "sr", "st"})
_SMALL_WORDS = frozenset(
    {
        "af", "al", "all", "and", "av", "bin", "copyright", "da", "das", "de", "del", "della", "der", "di", "dos", "du",
        "e", "el", "et", "ibn", "individual", "its", "la", "le", "of", "other", "respective", "ten", "ter", "the",
        "their", "van", "various", "von", "zu", "zur", "y",
    }
)
"""In small letters only, but for `_PARTICLES` and an article at the start of a name."""
_PARTICLES = frozenset(
    {"al", "bin", "da", "das", "de", "del", "della", "der", "di", "dos", "du", "el", "ibn", "la", "le", "van", "von"}
)
_PEOPLE = frozenset(
    {
        "affiliates", "author", "authors", "contributor", "contributors", "developer", "developers", "holder", "holders",
        "maintainer", "maintainers", "others", "owner", "owners", "project", "subsidiaries", "team",
    }
)
_BODIES = frozenset(
    {
        "academy", "agency", "association", "center", "centre", "college", "consortium", "council", "department",
        "foundation", "group", "institut", "institute", "lab", "laboratories", "laboratory", "labs", "office",
        "school", "society",
    }
)
# Names that are words of terms elsewhere.
_FIRST_NAMES = frozenset({"Bill", "Will", "Sue"})
_NAMED_WORDS = frozenset({"all", "and", "of", "the", "for", "their", "its", "by", "other", "respective"})
# fmt: on


class _Notice(NamedTuple):
    """What follows the signs of a notice, and whether signs, years or placeholders show that it is one."""

    holder: str
    marked: bool


def is_copyright_line(line: str) -> bool:
    """Return whether `line` holds nothing but a copyright notice: years, placeholders, short names, an e-mail address.

    A holder on the list of known ones is matched whole. Anything else that could be a term makes the line count as text: a
    word of terms, a second sentence, a link, a number that is no year or in no place of one, a lower-case word that is no
    part of a name, a letter that is not Latin, a long name, a long list, over 100 characters. `line` is in NFKC.
    """
    opening = _OPENING.match(line)
    if not opening:
        return False
    bare = opening[1].rstrip(_CLOSING).removesuffix("-->").rstrip(_CLOSING)
    if len(bare) > _LONGEST_LINE:
        return False
    notice = _notice(bare)
    if not notice.marked:
        return False
    return not notice.holder or is_known_holder(notice.holder) or _holds_names(notice.holder)


def is_rights_reserved(line: str) -> bool:
    """Return whether `line` says "all rights reserved" and nothing else."""
    return len(line) <= _LONGEST_LINE and bool(_RESERVED_ALONE.fullmatch(line))


def _notice(bare: str) -> _Notice:
    """Return what a notice says after its signs and years and before its last years and the reservation of rights."""
    signs: set[str] = set()
    years = False
    rest = bare
    while True:
        if sign := _SIGN.match(rest):
            signs.add("word" if sign[1].lower() == "copyright" else sign[1].lower())
            rest = rest[sign.end() :]
        elif not years and (first := _FIRST_YEARS.match(rest)):
            years = True
            rest = rest[first.end() :]
        else:
            break
    rest = _RESERVED.sub("", rest).rstrip(" \t,.;")
    if not years and (last := _LAST_YEARS.search(rest)):
        years = True
        rest = rest[: last.start()].rstrip(" \t,.;")
    # Without one of these it may be prose that was wrapped before the word: "Copyright Holder" or "(c) the Contributors".
    placeholder = _PLACEHOLDER.search(rest)
    marked = years or bool(placeholder) or "©" in signs or {"word", "(c)"} <= signs
    return _Notice(_BY.sub("", _PLACEHOLDER.sub(" ", rest).strip(" \t,."), count=1), marked)


def _holds_names(holder: str) -> bool:
    """Return whether a holder that is on no list can only be names of people and bodies."""
    text, addresses = _without_addresses(holder)
    if any(_is_address_of_terms(address) for address in addresses) or tells_terms_across_words(text):
        return False
    segments = [segment.split() for segment in text.split(",")]
    if addresses:
        segments = [segment for segment in segments if segment] or [[]]
    if len(segments) > _MOST_SEGMENTS or not segments[0] or sum(len(_named(one)) for one in segments) > _MOST_WORDS:
        return False
    return _is_name(segments[0], _MOST_NAME_WORDS, alone=len(segments) == 1) and all(
        _is_after_a_comma(segment) for segment in segments[1:]
    )


def _without_addresses(holder: str) -> tuple[str, list[str]]:
    """Return a holder without e-mail addresses, and those."""
    addresses = [match[1] or match[2] or match[3] for match in _ADDRESS.finditer(holder)]
    return _ADDRESS.sub(" ", holder), addresses


def _is_address_of_terms(address: str) -> bool:
    """Return whether an address spells terms: one of its words may be one of terms, as in me@example.org, not two."""
    words = [word for word in re.split(r"[^A-Za-z]+", address.rpartition(".")[0]) if word]
    return sum(map(is_of_terms, words)) > 1 or tells_terms_across_words(address) or len(words) > 8


def _is_after_a_comma(words: list[str]) -> bool:
    """Return whether words after a comma are a legal form, others that are not named, or one more plain name."""
    if not words:
        return False
    if is_known_holder(" ".join(words)):
        return True
    named = _named(words)
    if not named:
        return _is_name(words, 0, alone=False, after_a_comma=True)
    parts = [part.split() for part in " ".join(words).split(" and ")]
    return all(_is_plain_name(part) for part in parts if part)


def _is_plain_name(words: list[str]) -> bool:
    """Return whether words are one plain name; one word alone is more likely to be a term, as in "Acme, Nonfree"."""
    named = _named(words)
    return len(named) != 1 and _is_name(words, _MOST_WORDS_AFTER_A_COMMA, alone=False, after_a_comma=True)


def _named(words: list[str]) -> list[str]:
    """Return the words that name somebody: no legal form, no small word, no word such as "contributors"."""
    return [
        word
        for word in words
        if not (
            _is_legal_form(word)
            or _ACRONYM.match(word)
            or word in _SMALL_WORDS
            or word == "&"
            or word.rstrip(".").lower() in _PEOPLE
        )
    ]


def _is_name(words: list[str], most: int, *, alone: bool, after_a_comma: bool = False) -> bool:
    """Return whether words can only be a name, or names with "and" between them, of at most so many words that count."""
    named = _named(words)
    if len(named) > most or len(words) > most + 6 or (not named and not after_a_comma and not _is_nobody_named(words)):
        return False
    # A small word may be the name of an account, where it is the whole name: "npm, Inc. and contributors".
    account = named[0] if len(named) == 1 and named[0].isascii() and not after_a_comma else None
    capitals = all(word == word.upper() for word in words)
    singles = 0
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        last = not after and alone
        singles += len(word.strip(".")) == 1 and word != "&"
        if not _fits(word, before, after, words[:place], account, capitals=capitals, last=last):
            return False
    return singles <= 3


def _is_nobody_named(words: list[str]) -> bool:
    """Return whether words such as "the contributors" name people by what they do."""
    return any(word.rstrip(".").lower() in _PEOPLE for word in words)


def _fits(
    word: str, before: str, after: str, earlier: list[str], account: str | None, *, capitals: bool, last: bool
) -> bool:
    """Return whether one word can stand where it does in a name."""
    first = not before or before.lower() in {"and", "&"}
    small = word.lower()
    if word == "&":
        return bool(before and after)
    if acronym := _ACRONYM.match(word):
        return _is_acronym(acronym[1], earlier)
    if _is_legal_form(word):
        return True
    if small in _NAMED_WORDS:
        return _small_word_fits(word, before, first=first, capitals=capitals)
    if word in _SMALL_WORDS or (small in _PARTICLES and word.istitle()):
        return not is_of_terms(word)
    bare = word.rstrip(".")
    if bare.lower() in _PEOPLE:
        return word == bare or last
    if word.endswith(".") and not (last or bare.lower() in _ABBREVIATIONS or _INITIALS.fullmatch(word)):
        return False
    return _is_name_word(bare if not _INITIALS.fullmatch(word) else word, after, account, first=first)


def _small_word_fits(word: str, before: str, *, first: bool, capitals: bool) -> bool:
    """Return whether a word that joins others is written as in a name, and not as in a heading."""
    if word.lower() == "by":
        return False
    if word.lower() == "for":
        return word == "for" and before.lower().rstrip(".") in _BODIES
    if word.lower() == "the":
        return word.islower() or first
    return word.islower() or capitals


def _is_name_word(word: str, after: str, account: str | None, *, first: bool) -> bool:
    """Return whether a word is a name, going by its letters, its case and what it can mean."""
    quoted = _QUOTED.fullmatch(word)
    bare = quoted[1] if quoted else word
    if not (_NAME.fullmatch(bare) or _INITIALS.fullmatch(bare)):
        return False
    if is_of_terms(bare):
        return (first and bool(after) and bare in _FIRST_NAMES) or (
            # "Academy of Sciences", "Research Council"
            (bare.lower() == "academy" and after == "of")
            or (bare == "Research" and after.lower() in _BODIES and after != "for")
        )
    return bare[0].isupper() or bare == account or after.rstrip(".").lower() in _PEOPLE


def _is_legal_form(word: str) -> bool:
    """Return whether a word is the legal form of a company."""
    bare = word.replace(".", "").replace("/", "")
    if bare.lower() not in _LEGAL_FORMS:
        return False
    return bare.lower() not in _LEGAL_IN_CAPITALS or bare.isupper() or bare == "Co"


def _is_acronym(letters: str, earlier: list[str]) -> bool:
    """Return whether letters in parentheses are the initials of the words before them."""
    if not letters.isupper() or is_of_terms(letters):
        return False
    initials = "".join(word[0] for word in earlier if word[0].isalpha() and word != "The")
    return initials.upper() == letters or "".join(letter for letter in initials if letter.isupper()).endswith(letters)
