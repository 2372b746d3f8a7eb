"""Wall clocks: a time of day as a setting, and the instants at which clocks in a time zone show it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import StringConstraints, WithJsonSchema

PATTERN = r"^([01]\d|2[0-3]):[0-5]\d$"
Clock = Annotated[
    str, StringConstraints(pattern=PATTERN), WithJsonSchema({"type": "string", "format": "clock", "pattern": PATTERN})
]


def next_local(*, at: time, weekdays: frozenset[int], zone: str, after: datetime) -> datetime:
    """Return the first instant strictly after `after` at which the wall clock in `zone` reads `at` on such a day.

    An hour that the clock skips in spring counts as the instant it would have been (02:30 → 03:30); an hour that comes
    twice in autumn counts the first time.
    """
    tz = ZoneInfo(zone)
    first = after.astimezone(tz).date()
    # Eight days always hold one of the weekdays, the ninth covers "today, but already past".
    days = (first + timedelta(days=ahead) for ahead in range(9))
    instants = (
        datetime.combine(day, at, tzinfo=tz).astimezone(UTC)
        for day in days
        if not weekdays or day.weekday() in weekdays
    )
    return next(instant for instant in instants if instant > after)


def start_of(day: date, *, zone: str) -> datetime:
    """Return the instant at which a day begins in `zone`."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
