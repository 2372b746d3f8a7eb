"""The risk band, by the figures of docs/algorithms/scorecard.md; in words, in SQL and on frames alike."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.cases.rules import column_sql
from acuerdo.cases.rules.scorecard import BAND, ROWS, SCORE, VALUES_SQL, explain
from acuerdo.kernel import facts

TODAY = date(2026, 6, 15)
KEYS = [row.key for row in ROWS]


@pytest.mark.parametrize(
    ("values", "points", "score", "band"),
    [
        ((-7, 0, 0, 0, 2, 100), (0, 0, 15, 10, 0, 13), 38, "low"),
        ((45, 0, 0, 0, 2, 100), (18, 0, 15, 10, 0, 13), 56, "medium"),
        ((45, 1, 0, 0, 2, 100), (18, 10, 15, 10, 0, 13), 66, "high"),
        ((200, 0, 5, 0, 1, 48), (32, 0, 0, 10, 5, 0), 47, "medium"),
        ((120, 2, 0, 0, 0, 104), (28, 18, 15, 10, 12, 13), 96, "high"),
        ((31, 0, 1, 1, 2, 50), (18, 0, 6, 0, 0, 6), 30, "low"),
    ],
)
def test_points_add_up_as_documented(values: tuple[int, ...], points: tuple[int, ...], score: int, band: str) -> None:
    scored = explain(dict(zip(KEYS, values, strict=True)))

    assert (scored.score, scored.band) == (score, band)
    assert sorted(part.points for part in scored.parts) == sorted(points)
    assert [part.points for part in scored.parts] == sorted(points, reverse=True)


def test_the_worst_of_everything_is_a_hundred() -> None:
    assert sum(row.most for row in ROWS) == 100


def test_parts_say_what_they_found() -> None:
    (first, *_) = explain(dict(zip(KEYS, (45, 0, 0, 0, 2, 100), strict=True))).parts

    assert (first.label.en, first.words.es, first.points, first.most) == (
        "days past due", "de 31 a 60 días de mora", 18, 32,
    )  # fmt: skip


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "oldest_due_date": st.none() | st.integers(-20, 300).map(lambda days: TODAY - timedelta(days=days)),
            "promises_broken": st.integers(0, 3),
            "payments_count": st.integers(0, 3),
            "cured_debts": st.integers(0, 2),
            "has_email": st.booleans(),
            "opted_out_email": st.booleans(),
            "has_mobile": st.booleans(),
            "opted_out_sms": st.booleans(),
            "balance_cents": st.integers(0, 300),
            "original_cents": st.integers(0, 200),
        }
    ),
    min_size=1,
    max_size=20,
)
SQL_TYPES = {"oldest_due_date": "date", "has_email": "boolean", "opted_out_email": "boolean", "has_mobile": "boolean",
             "opted_out_sms": "boolean", "balance_cents": "bigint", "original_cents": "bigint"}  # fmt: skip


@pytest.mark.django_db
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE)
def test_sql_frames_and_words_agree(db: None, people: list[dict[str, Any]]) -> None:
    in_sql = _in_sql(people)
    frame = pl.DataFrame(people, schema_overrides={"oldest_due_date": pl.Date})
    found = frame.select(SCORE.frame(TODAY).alias("score"), BAND.frame(TODAY).alias("band"))

    explained = [explain(dict(zip(KEYS, values, strict=True))) for *_, values in in_sql]
    assert [(score, band) for score, band, _ in in_sql] == found.rows()
    assert [(each.score, each.band) for each in explained] == found.rows()


@pytest.mark.parametrize(
    ("differs", "score", "band"),
    [
        ({}, 38, "low"),
        ({"oldest_due_date": TODAY - timedelta(days=45)}, 56, "medium"),
        ({"oldest_due_date": TODAY - timedelta(days=45), "promises_broken": 1}, 66, "high"),
    ],
)
def test_score_of_one_person(db: None, differs: dict[str, Any], score: int, band: str) -> None:
    person = {
        "oldest_due_date": None, "promises_broken": 0, "payments_count": 0, "cured_debts": 0, "has_email": True,
        "opted_out_email": False, "has_mobile": True, "opted_out_sms": False, "balance_cents": 100,
        "original_cents": 100, **differs,
    }  # fmt: skip
    frame = pl.DataFrame([person], schema_overrides={"oldest_due_date": pl.Date})

    assert frame.select(SCORE.frame(TODAY).alias("score"), BAND.frame(TODAY).alias("band")).rows() == [(score, band)]
    assert [found[:2] for found in _in_sql([person])] == [(score, band)]


def _in_sql(people: list[dict[str, Any]]) -> list[tuple[int, str, tuple[int, ...]]]:
    today = f"DATE '{TODAY.isoformat()}'"
    columns = list(people[0])
    values = ", ".join(VALUES_SQL[key].replace("{today}", today) for key in KEYS)
    score, band = (column_sql(facts.get(key), today=today) for key in ("risk.score", "risk.band"))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS probe")
        typed = ", ".join(f"{name} {SQL_TYPES.get(name, 'integer')}" for name in columns)
        cursor.execute(f"CREATE TEMP TABLE probe (number integer, {typed})")
        marks = ", ".join(["%s"] * (len(columns) + 1))
        rows = [[number, *(person[name] for name in columns)] for number, person in enumerate(people)]
        cursor.executemany(f"INSERT INTO probe VALUES ({marks})", rows)  # noqa: S608  our own columns
        cursor.execute(f"SELECT {score}, {band}, {values} FROM probe f ORDER BY number")  # noqa: S608  what is tested
        return [(row[0], row[1], row[2:]) for row in cursor.fetchall()]
