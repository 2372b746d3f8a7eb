"""The days of the demo's history."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from acuerdo.simulation.history import times_of

FRIDAY = date(2026, 6, 5)
UNTIL = datetime(2026, 6, 19, 11, tzinfo=UTC)


def test_working_days_have_one_instant_the_last_day_has_all() -> None:
    days = [FRIDAY + timedelta(days=number) for number in range(15)]

    found = {f"{day:%a %d}": times_of(day, first=FRIDAY, until=UNTIL) for day in days}

    once, twice = (time(10, 0),), (time(10, 0), time(16, 30))
    assert found == {
        "Fri 05": once, "Sat 06": (), "Sun 07": (), "Mon 08": once, "Tue 09": once, "Wed 10": once, "Thu 11": once,
        "Fri 12": once, "Sat 13": (), "Sun 14": (), "Mon 15": once, "Tue 16": once, "Wed 17": once, "Thu 18": once,
        "Fri 19": twice,
    }  # fmt: skip
    assert times_of(FRIDAY + timedelta(days=8), first=FRIDAY, until=UNTIL - timedelta(days=6)) == (time(12, 0),)


def test_long_ago_the_clock_stops_on_two_days_a_week_by_turns() -> None:
    later = UNTIL + timedelta(days=45)
    days = [FRIDAY + timedelta(days=number) for number in range(3, 17)]

    assert [f"{day:%a %d}" for day in days if times_of(day, first=FRIDAY, until=later)] == [
        "Mon 08", "Thu 11", "Tue 16", "Fri 19",
    ]  # fmt: skip


def test_the_first_day_is_lived_through_on_a_weekend_too() -> None:
    saturday = FRIDAY + timedelta(days=1)

    assert times_of(saturday, first=saturday, until=UNTIL) == (time(10, 0),)
