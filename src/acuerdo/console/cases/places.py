"""Where in which list a case stands; kept in its address, so that two windows may work through two lists."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Place:
    """The address of the list (`flag=task&sort=due`), and the number of the case there, from 0."""

    query: str
    at: int

    @property
    def here(self) -> str:
        """What an address of a case ends with."""
        return f"?{self.parts}"

    @property
    def parts(self) -> str:
        """The place among other parts of an address."""
        return urlencode({"list": self.query, "at": self.at})


def place_of(query: QueryDict) -> Place | None:
    """The place that an address names; None if the case was not opened from a list."""
    at = query.get("at", "")
    if not (at.isdecimal() and len(at) < 9):
        return None
    return Place(query=str(query.get("list", ""))[:_LONGEST], at=int(at))


def case_address(case_id: int, place: Place | None, *, part: str = "detail") -> str:
    """A page of a case, in its list if it was opened from one."""
    return reverse(f"console:cases:{part}", args=[case_id]) + (place.here if place else "")
