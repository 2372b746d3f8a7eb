"""Stages and columns, without a database."""

import polars as pl
import pytest

from acuerdo.cases.rules import StagePolicy, column_sql, frame_type, next_stages
from acuerdo.kernel.facts import Fact, FactType, Words

WORDS = Words(es="", en="")


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (None, "pre_due"),
        (-3, "pre_due"),
        (0, "pre_due"),
        (1, "early"),
        (60, "early"),
        (61, "late"),
        (180, "late"),
        (181, "pre_court"),
    ],
)
def test_stage_follows_from_days_past_due(days: int | None, stage: str) -> None:
    frame = pl.DataFrame({"days_past_due": [days]}, schema={"days_past_due": pl.Int64})

    assert next_stages(frame).row(0) == (days, stage, f"days_past_due={days or 0}")


def test_stage_policy_moves_the_limits() -> None:
    frame = pl.DataFrame({"days_past_due": [10, 11, 21]})

    assert next_stages(frame, policy=StagePolicy(10, 20))["to_stage"].to_list() == ["early", "late", "pre_court"]


@pytest.mark.parametrize(
    ("fact", "sql", "kind"),
    [
        (Fact("a.b", FactType.MONEY, WORDS, WORDS, column="x"), 'f."x"', pl.Int64),
        (Fact("a.b", FactType.TEXT, WORDS, WORDS, column="x"), "NULLIF(f.\"x\", '')", pl.String),
        (Fact("a.b", FactType.NUMBER, WORDS, WORDS, days_since="x"), '(TODAY - f."x")', pl.Int64),
        (
            Fact("custom.it's 5%", FactType.NUMBER, WORDS, WORDS, column="it's 5%"),
            "CASE WHEN jsonb_typeof(f.custom->'it''s 5%%') = 'number' THEN (f.custom->>'it''s 5%%')::float8 END",
            pl.Float64,
        ),
    ],
)
def test_column_says_how_a_fact_is_read(fact: Fact, sql: str, kind: type[pl.DataType]) -> None:
    assert (column_sql(fact, today="TODAY"), frame_type(fact)) == (sql, kind)
