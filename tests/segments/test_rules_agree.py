"""The same rule selects the same people in SQL and in Polars, whatever the rule and the people."""

import json
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.kernel.facts import FactType
from acuerdo.segments.rules import check, parse_rule, to_polars, to_sql
from acuerdo.segments.rules.operators import OPERATORS
from tests.segments.vocabulary import FACTS

TODAY = date(2026, 3, 10)
# Few distinct values, so that random rules meet random people often; letters that fold and that do not.
LETTERS = st.text(alphabet="aAáÁñÑßİıſ%_'\\ ", min_size=1, max_size=3)
VALUES: dict[FactType, st.SearchStrategy[Any]] = {
    FactType.MONEY: st.integers(-300, 300),
    FactType.NUMBER: st.integers(-3, 3),
    FactType.DATE: st.integers(-4, 4).map(lambda days: TODAY + timedelta(days=days)),
    FactType.TEXT: LETTERS,
    FactType.CHOICE: st.sampled_from(["early", "late"]),
    FactType.BOOL: st.booleans(),
}
DATES = st.one_of(
    VALUES[FactType.DATE].map(date.isoformat), st.sampled_from(["today", "today-1", "today+2", "today - 400"])
)
OPERANDS: dict[FactType, st.SearchStrategy[Any]] = {
    **VALUES,
    FactType.MONEY: st.integers(-300, 300).map(lambda cents: f"{cents / 100:.2f}"),
    FactType.NUMBER: st.one_of(st.integers(-3, 3), st.sampled_from([0.5, -1.5, 1e9])),
    FactType.DATE: DATES,
}


@st.composite
def _condition(draw: st.DrawFn) -> dict[str, Any]:
    fact = draw(st.sampled_from(FACTS))
    op = draw(st.sampled_from(OPERATORS[fact.type]))
    one = OPERANDS[fact.type]
    if op in ("is_set", "is_not_set"):
        return {"fact": fact.key, "op": op}
    if op.startswith("within"):
        return {"fact": fact.key, "op": op, "value": draw(st.integers(0, 5))}
    if op in ("in", "not_in"):
        return {"fact": fact.key, "op": op, "value": draw(st.lists(one, min_size=1, max_size=3))}
    if op == "between":
        return {"fact": fact.key, "op": op, "value": [draw(one), draw(one)]}
    return {"fact": fact.key, "op": op, "value": draw(one)}


TREES = st.recursive(
    _condition(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)
# Days past due follow from the due date, so they are not drawn.
PEOPLE = st.lists(
    st.fixed_dictionaries({fact.key: st.none() | VALUES[fact.type] for fact in FACTS if not fact.days_since}),
    min_size=1,
    max_size=12,
)
TYPES = {
    FactType.MONEY: ("bigint", pl.Int64),
    FactType.NUMBER: ("integer", pl.Int64),
    FactType.DATE: ("date", pl.Date),
    FactType.TEXT: ("text", pl.String),
    FactType.CHOICE: ("text", pl.String),
    FactType.BOOL: ("boolean", pl.Boolean),
}
STORED = [fact for fact in FACTS if not fact.is_custom and not fact.days_since]
CUSTOM = [fact for fact in FACTS if fact.is_custom]


def _in_sql(document: object, people: list[dict[str, Any]]) -> list[int]:
    condition, parameters = to_sql(parse_rule(document), TODAY, custom=FACTS)
    columns = ", ".join(f'"{fact.column}" {TYPES[fact.type][0]}' for fact in STORED)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS probe")
        cursor.execute(f"CREATE TEMP TABLE probe (number integer, {columns}, custom jsonb)")
        marks = ", ".join(["%s"] * (len(STORED) + 2))
        cursor.executemany(f"INSERT INTO probe VALUES ({marks})", [_row(n, person) for n, person in enumerate(people)])  # noqa: S608  our own columns
        cursor.execute(f"SELECT f.number FROM probe AS f WHERE {condition} ORDER BY 1", parameters)  # noqa: S608  what is tested
        return [row[0] for row in cursor.fetchall()]


def _row(number: int, person: dict[str, Any]) -> list[Any]:
    own = {fact.column: person[fact.key] for fact in CUSTOM if person[fact.key] is not None}
    return [number, *(person[fact.key] for fact in STORED), json.dumps(own, default=str)]


def _in_polars(document: object, people: list[dict[str, Any]]) -> list[int]:
    schema = {fact.key: TYPES[fact.type][1] for fact in FACTS if not fact.days_since}
    frame = (
        pl.DataFrame(people, schema=schema, orient="row")
        .with_row_index("number")
        .with_columns((pl.lit(TODAY) - pl.col("t.due")).dt.total_days().alias("t.days"))
    )
    return frame.filter(to_polars(parse_rule(document), TODAY, custom=FACTS))["number"].to_list()


@pytest.mark.django_db
@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(document=TREES, people=PEOPLE)
def test_sql_and_polars_select_the_same_people(db: None, document: object, people: list[dict[str, Any]]) -> None:
    if check(parse_rule(document), custom=FACTS):
        return  # `between` with its values the wrong way round, or a choice that does not exist

    assert _in_sql(document, people) == _in_polars(document, people)
