"""The range of days in the address: `?days=30`, or `?from=2026-05-01&to=2026-05-31`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict

PRESETS = (7, 30, 90)
DEFAULT_DAYS = 30
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days, both ends included; `preset` is 0 for a range of one's own."""

    first: date
    last: date
    preset: int

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Days:
        """The same number of days just before."""
        return Days(self.first - timedelta(days=self.count), self.first - timedelta(days=1), 0)

    @property
    def query(self) -> str:
        return f"days={self.preset}" if self.preset else f"from={self.first}&to={self.last}"


def read_range(query: QueryDict, *, today: date) -> Days:
    """Read the range; what makes no sense becomes the last 30 days, what is too long loses its oldest days."""
    first, last = _day(query.get("from", "")), _day(query.get("to", ""))
    if first and last and first <= last <= today:
        return Days(max(first, last - timedelta(days=LONGEST_DAYS - 1)), last, 0)
    asked = query.get("days", "")
    count = int(asked) if asked in {str(preset) for preset in PRESETS} else DEFAULT_DAYS
    return Days(today - timedelta(days=count - 1), today, count)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
