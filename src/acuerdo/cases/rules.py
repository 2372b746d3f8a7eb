"""Stage of a case, and how facts are read from its row. Plain values and frames; no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from acuerdo.cases.enums import Stage
from acuerdo.kernel.facts import Fact, FactType


@dataclass(frozen=True, slots=True)
class StagePolicy:
    """From how many days past due a case is late, and pre-court. Defaults are the usual 60 and 180 days."""

    late_after_days: int = 60
    pre_court_after_days: int = 180


DEFAULT_STAGES = StagePolicy()


def next_stages(frame: pl.DataFrame, *, policy: StagePolicy = DEFAULT_STAGES) -> pl.DataFrame:
    """Say where each case stands: the frame with `to_stage` and `reason` added.

    `frame` needs `days_past_due` (null where nothing has a due date); a case not yet due is `pre_due`. The
    stage never depends on the one before, so recomputing from scratch gives the same.
    """
    days = pl.col("days_past_due").fill_null(0)
    stage = (
        pl.when(days <= 0)
        .then(pl.lit(Stage.PRE_DUE.value))
        .when(days <= policy.late_after_days)
        .then(pl.lit(Stage.EARLY.value))
        .when(days <= policy.pre_court_after_days)
        .then(pl.lit(Stage.LATE.value))
        .otherwise(pl.lit(Stage.PRE_COURT.value))
    )
    return frame.with_columns(stage.alias("to_stage"), pl.format("days_past_due={}", days).alias("reason"))


def column_sql(fact: Fact, *, today: str) -> str:
    """Say how a fact is read from `cases_casefacts AS f`; `today` is an SQL expression of type date.

    Empty text counts as missing. Doubled `%` are for psycopg: always execute with parameters.
    """
    if fact.days_since:
        return f'({today} - f."{fact.days_since}")'
    if not fact.is_custom:
        return f"NULLIF(f.\"{fact.column}\", '')" if fact.type in _WORDS else f'f."{fact.column}"'
    # Keys of own columns come from import mappings, so they are quoted as literals.
    key = fact.column.replace("'", "''").replace("%", "%%")
    kind, cast = _JSON[fact.type]
    # A value of another type (the column's type was changed) counts as missing instead of failing the query.
    return f"CASE WHEN jsonb_typeof(f.custom->'{key}') = '{kind}' THEN (f.custom->>'{key}'){cast} END"


_WORDS = (FactType.TEXT, FactType.CHOICE)

# Numbers are floats on both sides: frames read json numbers as floats too.
_JSON: dict[FactType, tuple[str, str]] = {
    FactType.MONEY: ("number", "::numeric::bigint"),
    FactType.NUMBER: ("number", "::float8"),
    FactType.DATE: ("string", "::date"),
    FactType.TEXT: ("string", ""),
    FactType.CHOICE: ("string", ""),
    FactType.BOOL: ("boolean", "::boolean"),
}

FRAME_TYPES: dict[FactType, type[pl.DataType]] = {
    FactType.MONEY: pl.Int64,
    FactType.NUMBER: pl.Int64,
    FactType.DATE: pl.Date,
    FactType.TEXT: pl.String,
    FactType.CHOICE: pl.String,
    FactType.BOOL: pl.Boolean,
}


def frame_type(fact: Fact) -> type[pl.DataType]:
    """The column type of a fact in frames of cases."""
    return pl.Float64 if fact.is_custom and fact.type is FactType.NUMBER else FRAME_TYPES[fact.type]
