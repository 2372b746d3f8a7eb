"""How facts are read from a case's row, in SQL and as columns of frames."""

from __future__ import annotations

import polars as pl

from acuerdo.kernel.facts import Fact, FactType


def column_sql(fact: Fact, *, today: str) -> str:
    """Say how a fact is read from `cases_casefacts AS f`; `today` is an SQL expression of type date.

    Empty text counts as missing. Doubled `%` are for psycopg: always execute with parameters.
    """
    if fact.days_since:
        return f'({today} - f."{fact.days_since}")'
    if fact.derived is not None:
        return f"({fact.derived.sql.replace('{today}', today)})"
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
