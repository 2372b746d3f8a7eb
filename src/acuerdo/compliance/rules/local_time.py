"""Local days and hours as instants: the only place where a wall clock meets a time zone.

Instants are int64 microseconds since 1970 UTC. Windows and days are local and become instants here, day by day, so
that a day of 23 or 25 hours is what the people who live it see.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Instants = NDArray[np.int64]
Intervals = tuple[Instants, Instants]

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
NEVER = np.iinfo(np.int64).max
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant_of(moment: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def year_of(instant: int) -> int:
    """UTC year of an instant."""
    return (_EPOCH + timedelta(microseconds=instant)).year


@lru_cache(maxsize=4096)
def _year_starts(zone: str, year: int) -> Instants:
    """First instant of each local day of a year."""
    where = ZoneInfo(zone)
    first = date(year, 1, 1).toordinal()
    days = [date.fromordinal(first + number) for number in range(date(year + 1, 1, 1).toordinal() - first)]
    # fold=0: where midnight does not exist this is the jump itself, where it comes twice it is the first.
    return np.array([instant_of(datetime(d.year, d.month, d.day, tzinfo=where)) for d in days], dtype=np.int64)


@lru_cache(maxsize=1024)
def day_starts(zone: str, first_year: int, last_year: int) -> Instants:
    """First instant of each local day from 1 January of the first year to 31 December of the last."""
    return np.concatenate([_year_starts(zone, year) for year in range(first_year, last_year + 1)])


def open_intervals(zone: str, year: int, windows: Sequence[Sequence[tuple[str, str]]]) -> Intervals:
    """Starts and ends of the instants at which the local wall clock stands in a day's windows, [start, end).

    `windows` has one entry for each day of the year.
    """
    starts = np.append(_year_starts(zone, year), _year_starts(zone, year + 1)[0])
    pieces: list[tuple[int, int]] = []
    for number, of_day in enumerate(windows):
        begins, ends = int(starts[number]), int(starts[number + 1])
        for opens, closes in of_day:
            if ends - begins == DAY:
                pieces.append((begins + _minutes(opens), begins + _minutes(closes)))
            else:
                pieces += _in_uneven_day(zone, begins, ends, _minutes(opens), _minutes(closes))
    pieces.sort()
    array = np.array(pieces, dtype=np.int64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def _minutes(text: str) -> int:
    return (int(text[:2]) * 60 + int(text[3:])) * MINUTE


def _in_uneven_day(zone: str, begins: int, ends: int, opens: int, closes: int) -> list[tuple[int, int]]:
    """Instants of a day with a clock change at which the wall shows a time in [opens, closes)."""
    change = _clock_change(zone, begins, ends)
    found = []
    for lower, upper in ((begins, change), (change, ends)):
        midnight = lower - _wall(zone, lower, begins)
        start, end = max(midnight + opens, lower), min(midnight + closes, upper)
        if start < end:
            found.append((start, end))
    return found


def _offset(zone: str, instant: int) -> timedelta | None:
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(ZoneInfo(zone)).utcoffset()


def _wall(zone: str, instant: int, of_day: int) -> int:
    """Time the wall clock shows at an instant, counted from the midnight of the day that began at `of_day`."""
    local = (_EPOCH + timedelta(microseconds=instant)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    day = (_EPOCH + timedelta(microseconds=of_day)).astimezone(ZoneInfo(zone)).date()
    return (local - datetime(day.year, day.month, day.day)) // timedelta(microseconds=1)  # noqa: DTZ001  wall time


def _clock_change(zone: str, begins: int, ends: int) -> int:
    """The instant inside [begins, ends) from which the offset is that of the end; `begins` if it changed there."""
    last = _offset(zone, ends - SECOND)
    low, high = begins - SECOND, ends - SECOND
    while high - low > SECOND:
        middle = low + (high - low) // 2 // SECOND * SECOND
        low, high = (low, middle) if _offset(zone, middle) == last else (middle, high)
    return max(high, begins)


def overlap(several: Sequence[Intervals]) -> Intervals:
    """Instants that are in all of the given intervals."""
    if len(several) == 1:
        return several[0]
    times = np.concatenate([part for starts_ends in several for part in starts_ends])
    steps = np.concatenate(
        [np.full(len(part), sign) for pair in several for part, sign in zip(pair, (1, -1), strict=True)]
    )
    at, where = np.unique(times, return_inverse=True)
    opened = np.zeros(len(at), dtype=np.int64)
    np.add.at(opened, where, steps)
    inside = np.cumsum(opened) == len(several)
    inside[-1:] = False
    index = np.flatnonzero(inside)
    return at[index], at[index + 1]
