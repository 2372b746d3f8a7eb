"""When a time window rule is open: tables of intervals by zones, region and the consumer's own hours."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache, reduce
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from acuerdo.compliance.rules.holiday_dates import UNKNOWN, has_regions, holiday_dates, resolve_region, union_of_regions
from acuerdo.compliance.rules.local_time import NEVER, Instants, Intervals, open_intervals, overlap
from acuerdo.compliance.rules.pack_models import WEEKDAYS, TimeWindow, Windows, expand_windows
from acuerdo.compliance.rules.packs import Holidays, Pack

Week = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Windows by day, in a form that can be a key."""
HolidayKey = tuple[str, str, str, tuple[str, ...]] | None
"""Country, region, what to do where it is unknown, categories; None where holidays make no difference."""

_WRITTEN: TypeAdapter[dict[str, Windows]] = TypeAdapter(dict[str, Windows])
_LIST: TypeAdapter[Windows] = TypeAdapter(Windows)
_ALL_DAY: Windows = [("00:00", "24:00")]
ANY_HOUR: Week = tuple((day, tuple(_ALL_DAY)) for day in (*WEEKDAYS, "holiday"))


class NotAnOverride(ValueError):
    """The consumer's hours cannot be read."""


@lru_cache(maxsize=4096)
def read_override(text: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The consumer's own hours: `any`, `19:00-21:00`, or JSON of windows, a list for every day or a map by day.

    In a map, days that are not named keep the law's hours. Raises NotAnOverride.
    """
    try:
        value: Any = json.loads(text) if text[:1] in ("[", "{", '"', "t") else text
    except json.JSONDecodeError as error:
        raise NotAnOverride(f"{text!r} is no JSON: {error}") from error
    if isinstance(value, dict) and set(value) == {"windows"}:
        value = value["windows"]
    if value is True or value == "any":
        return ANY_HOUR
    if isinstance(value, str):
        value = [part.strip().split("-") for part in value.split(",")]
    try:
        if isinstance(value, dict):
            days = expand_windows(_WRITTEN.validate_python(value), complete=False)
        else:
            windows = _LIST.validate_python(value)
            days = expand_windows(dict.fromkeys((*WEEKDAYS, "holiday"), windows), complete=True)
    except ValidationError as error:
        raise NotAnOverride(error.errors()[0]["msg"].removeprefix("Value error, ")) from error
    except ValueError as error:
        raise NotAnOverride(str(error)) from error
    return _week(days)


def _week(days: dict[str, Windows]) -> Week:
    return tuple((day, tuple(windows)) for day, windows in sorted(days.items()))


def hours_of(rule: TimeWindow, override: str | None) -> Week:
    """The windows that bind: the rule's, with the consumer's own hours in their place where the rule allows that.

    A rule that honours what is inconvenient for the consumer stays open only in what both have in common.
    """
    days = rule.windows_by_day()
    if not override:
        return _week(days)
    own = {day: list(windows) for day, windows in read_override(override)}
    if rule.override_by_consumer is not None and rule.override_by_consumer.allowed:
        days = days | own
    elif rule.consumer_inconvenient_times == "honour":
        days = _in_common(days, own)
    return _week(days)


def _in_common(days: dict[str, Windows], own: dict[str, Windows]) -> dict[str, Windows]:
    """Hours of the rule that are convenient too (Reg F 12 CFR 1006.6(b)(1)); days nobody named stay as they are."""
    common = {day: _overlap(windows, own[day]) if day in own else windows for day, windows in days.items()}
    if "holiday" not in days and own.get("holiday", _ALL_DAY) != _ALL_DAY:
        # The rule's holidays are like any other day: whichever it is, these hours suit both.
        common["holiday"] = reduce(_overlap, days.values(), own["holiday"])
    return common


def _overlap(some: Windows, others: Windows) -> Windows:
    pairs = ((max(start, first), min(end, last)) for start, end in some for first, last in others)
    return [(start, end) for start, end in pairs if start < end]


def holidays_for(pack: Pack, week: Week, region: str | None) -> HolidayKey:
    """Which holidays close the day; None where the rule treats them like any other day."""
    calendar: Holidays | None = pack.document.holidays
    if calendar is None or "holiday" not in dict(week):
        return None
    found = resolve_region(calendar.country, region)
    return (calendar.country, found, calendar.unknown_subdivision, tuple(calendar.categories))


@lru_cache(maxsize=8192)
def opening_table(
    week: Week, zones: tuple[str, ...], holiday: HolidayKey, first_year: int, last_year: int
) -> Intervals:
    """Starts and ends of the instants at which the hours are open in all zones; nothing is open without a zone."""
    if not zones:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    years = range(first_year, last_year + 1)
    by_zone = []
    for zone in zones:
        pieces = [_year_table(week, zone, holiday, year) for year in years]
        by_zone.append((np.concatenate([p[0] for p in pieces]), np.concatenate([p[1] for p in pieces])))
    return overlap(by_zone)


@lru_cache(maxsize=8192)
def _year_table(week: Week, zone: str, holiday: HolidayKey, year: int) -> Intervals:
    days = dict(week)
    closed = _holidays(holiday, year)
    first = date(year, 1, 1).toordinal()
    windows = []
    for ordinal in range(first, date(year + 1, 1, 1).toordinal()):
        is_holiday = closed is None or (closed and date.fromordinal(ordinal) in closed)
        windows.append(days["holiday"] if is_holiday else days[WEEKDAYS[(ordinal - 1) % 7]])
    return open_intervals(zone, year, windows)


def _holidays(holiday: HolidayKey, year: int) -> frozenset[date] | None:
    """The year's holidays; None: every day is treated as one, because nobody knows."""
    if holiday is None:
        return frozenset()
    country, region, when_unknown, categories = holiday
    if region == UNKNOWN and has_regions(country):
        if when_unknown == "deny":
            return None
        if when_unknown == "union_of_all":
            return union_of_regions(country, year, categories)
    return holiday_dates(country, region, year, categories)


def next_open(table: Intervals, instants: Instants) -> Instants:
    """For each instant, itself if the hours are open then, else when they open next; NEVER beyond the table."""
    starts, ends = table
    if not len(starts):
        return np.full(len(instants), NEVER, dtype=np.int64)
    place = np.searchsorted(ends, instants, side="right")
    beyond = place >= len(starts)
    opens = np.maximum(starts[np.minimum(place, len(starts) - 1)], instants)
    return np.where(beyond, NEVER, opens)


def closing(table: Intervals, instants: Instants) -> Instants:
    """For each instant, when the hours open then close; the instant itself if they are not open."""
    starts, ends = table
    if not len(starts):
        return instants.copy()
    # Intervals that touch (24:00 and the 00:00 after it) are one opening.
    last = np.append(starts[1:] != ends[:-1], True)
    until = ends[last]
    place = np.minimum(np.searchsorted(ends, instants, side="right"), len(starts) - 1)
    is_open = (starts[place] <= instants) & (instants < ends[place])
    return np.where(
        is_open, until[np.minimum(np.searchsorted(until, instants, side="right"), len(until) - 1)], instants
    )
