"""Zones by the city, in the reader's language, and the hour where somebody lives."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from acuerdo.console.parts.zones import city_of, time_there, zone_choices

JUNE = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "language", "city"),
    [("America/Bogota", "es", "Bogotá"), ("America/New_York", "es", "Nueva York"), ("Europe/Madrid", "en", "Madrid")],
)
def test_a_zone_is_called_by_its_city(zone, language, city):
    with translation.override(language):
        assert city_of(zone) == city


def test_every_zone_can_be_chosen_once():
    with translation.override("es"):
        parts = dict(zone_choices())

    chosen = [zone for zones in parts.values() for zone, _city in zones]
    assert len(chosen) == len(set(chosen)) > 300
    assert {"America/Lima", "America/Santiago", "America/Bogota", "Europe/Madrid", "Atlantic/Canary"} <= set(chosen)
    assert ("America/Bogota", "Bogotá") in parts["América"]


def test_the_hour_there_is_said_only_where_it_differs():
    with timezone.override(ZoneInfo("Europe/Madrid")):
        hours = [time_there(zone, now=JUNE) for zone in ("America/Bogota", "Europe/Madrid", "Europe/Paris")]

    assert hours == ["05:00", "", ""]
