"""Time zones as people call them: by the city, in the reader's language."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location
from django.utils import timezone
from django.utils.translation import gettext as _

from acuerdo.console.parts import formats

# Zones begin with one of these; what begins otherwise ("Etc", "US", "SystemV") is another name of one of them.
_AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def city_of(zone: str) -> str:
    """The city a zone is called by: "America/Bogota" → "Bogotá"."""
    return get_timezone_location(ZoneInfo(zone), locale=formats.locale(), return_city=True)


def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone once, by part of the world and city, for a select."""
    words = {
        "Africa": _("Africa"),
        "America": _("America"),
        "Antarctica": _("Antarctica"),
        "Asia": _("Asia"),
        "Atlantic": _("Atlantic"),
        "Australia": _("Australia"),
        "Europe": _("Europe"),
        "Indian": _("Indian Ocean"),
        "Pacific": _("Pacific"),
    }
    return [(words[area], list(zones)) for area, zones in _zones(formats.locale())]


def time_there(zone: str, *, now: datetime) -> str:
    """The hour in a zone, "" if it is that of the reader's screen."""
    there = now.astimezone(ZoneInfo(zone))
    return "" if there.utcoffset() == timezone.localtime(now).utcoffset() else f"{there:%H:%M}"


@cache
def _zones(locale: str) -> list[tuple[str, list[tuple[str, str]]]]:
    aliases = get_global("zone_aliases")
    found: dict[str, list[tuple[str, str]]] = {area: [] for area in _AREAS}
    for zone in available_timezones():
        area, slash, _city = zone.partition("/")
        if slash and area in found and zone not in aliases:
            city = get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)
            found[area].append((zone, city))
    return [(area, sorted(zones, key=lambda each: _bare(each[1]))) for area, zones in found.items()]


def _bare(city: str) -> str:
    return unicodedata.normalize("NFKD", city).encode("ascii", "ignore").decode().casefold()
