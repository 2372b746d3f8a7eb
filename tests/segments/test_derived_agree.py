"""Facts worked out from the row when they are read are the same in SQL and on frames, on whatever day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.cases.rules import column_sql
from acuerdo.kernel import facts

TODAY = date(2026, 6, 15)
KEYS = (
    "behaviour.visited_without_paying",
    "behaviour.clicked_without_paying",
    "behaviour.contacts_7_days",
    "behaviour.contacts_30_days",
)
DAYS = st.integers(-2, 40).map(lambda days: TODAY - timedelta(days=days))
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "last_visit_date": st.none() | DAYS,
            "last_clicked_date": st.none() | DAYS,
            "last_payment_date": st.none() | DAYS,
            "contact_dates": st.none() | st.lists(DAYS, min_size=1, max_size=6).map(sorted),
        }
    ),
    min_size=1,
    max_size=10,
)
TYPES = {"contact_dates": pl.List(pl.Date)}
COLUMNS = ("last_visit_date", "last_clicked_date", "last_payment_date", "contact_dates")


@pytest.mark.django_db
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, later=st.integers(0, 35))
def test_sql_and_frames_work_out_the_same(db: None, people: list[dict[str, Any]], later: int) -> None:
    today = TODAY + timedelta(days=later)
    frame = pl.DataFrame({name: [each[name] for each in people] for name in COLUMNS}, schema={
        name: TYPES.get(name, pl.Date) for name in COLUMNS
    })  # fmt: skip

    found = frame.select(_derived(key, today).alias(key) for key in KEYS)

    assert _in_sql(people, today) == found.rows()


def _derived(key: str, today: date) -> pl.Expr:
    derived = facts.get(key).derived
    assert derived is not None
    return derived.frame(today)


def _in_sql(people: list[dict[str, Any]], today: date) -> list[tuple[Any, ...]]:
    asked = ", ".join(column_sql(facts.get(key), today=f"DATE '{today.isoformat()}'") for key in KEYS)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS probe")
        cursor.execute(
            "CREATE TEMP TABLE probe (number integer, last_visit_date date, last_clicked_date date, "
            "last_payment_date date, contact_dates date[])"
        )
        rows = [[number, *(each[name] for name in COLUMNS)] for number, each in enumerate(people)]
        cursor.executemany("INSERT INTO probe VALUES (%s, %s, %s, %s, %s)", rows)
        cursor.execute(f"SELECT {asked} FROM probe f ORDER BY number")  # noqa: S608  what is tested
        return list(cursor.fetchall())
