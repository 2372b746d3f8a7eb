"""Local time and holidays, one contact at a time."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS = {"W": "weeks", "D": "days", "H": "hours", "M": "minutes", "S": "seconds"}
_ZONES: dict[str, ZoneInfo] = {}


def local(moment: datetime, zone: str) -> datetime:
    """What calendar and clock show there."""
    if zone not in _ZONES:
        _ZONES[zone] = ZoneInfo(zone)
    return moment.astimezone(_ZONES[zone])


@lru_cache(maxsize=256)
def length(text: str) -> timedelta:
    """`P7D`, `PT3M`: weeks to seconds only."""
    return timedelta(**{_UNITS[unit]: int(number) for number, unit in re.findall(r"(\d+)([WDHMS])", text)})


def is_open(rule: dict[str, Any], pack: dict[str, Any], moment: datetime, zone: str, region: str | None) -> bool:
    """Whether the wall clock of a zone stands in one of the day's windows."""
    here = local(moment, zone)
    minute = here.hour * 60 + here.minute
    return any(_minute(start) <= minute < _minute(end) for start, end in _windows(rule, pack, here.date(), region))


def _windows(rule: dict[str, Any], pack: dict[str, Any], day: date, region: str | None) -> list[list[str]]:
    written = rule["windows"]
    if written.get("holiday", "inherit") != "inherit" and _is_holiday(pack.get("holidays"), day, region):
        return list(written["holiday"])
    name = _DAYS[day.weekday()]
    return list(written.get(name, written.get("mon_fri", [])))


@lru_cache(maxsize=4096)
def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _is_holiday(calendar: dict[str, Any] | None, day: date, region: str | None) -> bool:
    if calendar is None:
        return False
    return day in _holidays(calendar["country"], region, day.year)


@lru_cache(maxsize=4096)
def _holidays(country: str, region: str | None, year: int) -> frozenset[date]:
    national = holidays.country_holidays(country, years=year)
    name = (region or "").removeprefix(f"{country}-")
    regions = [name] if name in national.subdivisions else national.subdivisions
    days = set(national)
    for each in regions:
        found = set(holidays.country_holidays(country, subdiv=each, years=year))
        days = found if len(regions) == 1 else days | found
    return frozenset(days)
