"""Who may come in, after how many tries, and what the answers may look like. Plain values only."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# Wrong answers in a day. A birth date has some 20,000 likely values, a postcode 10,000: five tries tell nothing.
LINK_TRIES = 5
PERSON_TRIES = 8
# An office or a mobile network shares an address; a robot needs far more than this.
ADDRESS_TRIES = 30
WINDOW = timedelta(days=1)

_DATE = re.compile(r"^\s*(\d{1,4})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{1,4})\s*$")
_COMPACT = re.compile(r"^\s*(\d{2})(\d{2})(\d{4})\s*$")


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong answers within the window, by this link, about this person, from this address; newest at `last_at`."""

    link: int
    person: int
    address: int
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Whether one more answer is taken; if not, from when on."""

    is_open: bool
    tries_left: int
    until: datetime | None = None


def may_answer(tries: Tries) -> Entry:
    """Say whether one more answer is taken."""
    left = min(LINK_TRIES - tries.link, PERSON_TRIES - tries.person, ADDRESS_TRIES - tries.address)
    if left > 0:
        return Entry(is_open=True, tries_left=left)
    until = None if tries.oldest_at is None else tries.oldest_at + WINDOW
    return Entry(is_open=False, tries_left=0, until=until)


def answer_fits(answer: str, *, birth_date: date | None, postcode: str) -> bool:
    """Compare an answer with what is known: a birth date however written (day first), or the postcode."""
    if birth_date is not None and birth_date in _dates(answer):
        return True
    return bool(postcode) and _bare(answer) == _bare(postcode)


def _dates(answer: str) -> set[date]:
    found = _DATE.match(answer) or _COMPACT.match(answer)
    if not found:
        return set()
    first, second, third = (int(part) for part in found.groups())
    # 1985-03-09 is the only order in which the year comes first.
    year, month, day = (first, second, third) if first > 31 else (third, second, first)
    if year < 100:
        year += 1900 if year > 25 else 2000
    try:
        return {date(year, month, day)}
    except ValueError:
        return set()


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s-]", "", plain)
