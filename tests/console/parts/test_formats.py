from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from acuerdo.console.parts import formats

NOW = datetime(2026, 6, 30, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "es",
            ["1.234,50 €", "1,2 M€", "12.345", "61 %", "30 jun 2026", "30 jun 2026, 14:05", "hace 3 horas", "3,2 MB"],
        ),
        ("en", ["€1,234.50", "€1.2M", "12,345", "61%", "30 Jun 2026", "30 Jun 2026, 14:05", "3 hours ago", "3.2 MB"]),
    ],
)
def test_numbers_money_and_time_follow_the_reader(language, expected):
    with translation.override(language):
        found = [
            formats.money(123_450, "EUR"),
            formats.money_compact(123_456_789, "EUR"),
            formats.number(12_345),
            formats.percent(0.614),
            formats.day(date(2026, 6, 30)),
            formats.moment(NOW),
            formats.ago(NOW - timedelta(hours=3), now=NOW),
            formats.size(3_200_000),
        ]

    assert [text.replace("\xa0", " ").replace("\u202f", " ") for text in found] == expected


@pytest.mark.parametrize(("language", "said"), [("es", ["2 sept", "2 sept 2025"]), ("en", ["2 Sept", "2 Sept 2025"])])
def test_days_in_narrow_columns_leave_out_this_year(language, said):
    with translation.override(language):
        assert [formats.day_of_year(date(year, 9, 2), now=NOW) for year in (2026, 2025)] == said


def test_small_sums_are_not_shortened_and_old_instants_are_dates():
    with translation.override("en"):
        assert formats.money_compact(123_450, "EUR") == "€1,234.50"
        assert formats.ago(NOW - timedelta(days=40), now=NOW) == "21 May 2026"
        assert formats.ago(NOW + timedelta(days=2), now=NOW) == "in 2 days"
        assert formats.hour(NOW) == "14:05"
        assert formats.size(12) == "12 B"
