"""Columns in and out of PostgreSQL: frames by `SELECT`, rows by `COPY`, keys in blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
import polars as pl
import psycopg
from django.db import connection
from psycopg.types.array import ListDumper

# Instants in frames: UTC, microseconds, as PostgreSQL keeps them.
INSTANT = pl.Datetime("us", "UTC")
Params = Sequence[Any] | Mapping[str, Any] | None


def read_frame(sql: str, params: Params = None, *, schema: Mapping[str, Any] | None = None) -> pl.DataFrame:
    """Run a query and return its rows as a frame with one column per selected name.

    `schema` fixes column types (needed where a result may be empty or all null); its order need not match.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column[0] for column in cursor.description or []]
        rows = cursor.fetchall()
    overrides = {name: kind for name, kind in (schema or {}).items() if name in names}
    if not rows:
        return pl.DataFrame(schema={name: overrides.get(name, pl.Null) for name in names})
    return pl.DataFrame(
        rows,
        schema=names,
        schema_overrides=overrides,
        orient="row",
        infer_schema_length=None,
    )


def read_columns(sql: str, params: Params = None, *, schema: Mapping[str, Any], after: str = "") -> pl.DataFrame:
    """Run a query into a frame, each column as one array; quicker than `read_frame` from the first row on.

    `schema` names every selected column in order, with its Polars type: integers, floats, Boolean, String, Date or
    Datetime (read as UTC microseconds). Lists and json arrive as their text. `after`: what the query builds upon, as
    `name AS (…)`; statements that change rows must stand there.
    """
    columns = {f"c{place}": kind for place, kind in enumerate(schema.values())}
    before = f"{after}, " if after else ""
    arrays = ", ".join(f"array_agg({_readable(name, kind)})" for name, kind in columns.items())
    whole = f"WITH {before}found ({', '.join(columns)}) AS ({sql}) SELECT {arrays} FROM found"  # noqa: S608 - the caller's
    with connection.cursor() as cursor:
        cursor.execute(whole, params)
        row = cursor.fetchone() or ()
    return pl.DataFrame([_column(name, kind, values) for (name, kind), values in zip(schema.items(), row, strict=True)])


def _readable(name: str, kind: Any) -> str:
    """What Python reads at once: dates and instants as the numbers that they are in a frame."""
    if kind == pl.Datetime:
        # As float8, which keeps microseconds until the year 2242; `extract` makes numerics, at ten times the cost.
        return f"round(date_part('epoch', {name}) * 1000000)::bigint"
    if kind == pl.Date:
        return f"{name} - DATE '1970-01-01'"
    if kind == pl.Boolean:
        return name
    return f"{name}::{'text' if kind == pl.String else 'float8' if kind.is_float() else 'bigint'}"


def _column(name: str, kind: Any, values: list[Any] | None) -> pl.Series:
    if kind == pl.Datetime:
        return pl.Series(name, values or [], dtype=pl.Int64).cast(INSTANT)
    if kind == pl.Date:
        return pl.Series(name, values or [], dtype=pl.Int32).cast(pl.Date)
    return pl.Series(name, values or [], dtype=kind)


def beside(frame: pl.DataFrame, table: pl.DataFrame, *, on: str) -> pl.DataFrame:
    """A left join on a key that `table` has once: for a batch, done before Polars has woken its threads for `join`."""
    places = {key: place for place, key in enumerate(table[on].to_list())}
    found = pl.Series([places.get(key) for key in frame[on].to_list()], dtype=pl.UInt32)
    brought = table.select_seq(pl.all().gather(found))
    return frame.hstack([column for column in brought.get_columns() if column.name != on])


@lru_cache(maxsize=16)
def instant(at: datetime) -> pl.Expr:
    """The same instant in every row. Kept, because Polars works longer at making one than at a batch's whole column."""
    return pl.lit(at, dtype=INSTANT)


def reserve_ids(table: str, count: int) -> pl.Series:
    """Take `count` fresh primary keys of a table; other writers never get the same ones."""
    if count == 0:
        return pl.Series("id", [], dtype=pl.Int64)
    with connection.cursor() as cursor:
        cursor.execute(
            # MATERIALIZED: else the name of the sequence is looked up for each key, ten times the cost of the key.
            "WITH s AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS seq) "
            "SELECT string_agg(nextval(s.seq)::text, ',') FROM s, generate_series(1, %s)",
            [table, count],
        )
        row = cursor.fetchone()
    return pl.Series("id", np.fromstring(row[0], dtype=np.int64, sep=",") if row else [], dtype=pl.Int64)


def copy_frame(table: str, frame: pl.DataFrame) -> int:
    """Append a frame to a table by `COPY`; column names are the table's. Returns the number of rows.

    Lists become PostgreSQL arrays only if the caller has written them as text (`{1,2}`); json likewise as text.
    """
    if frame.height == 0:
        return 0
    columns = ", ".join(f'"{name}"' for name in frame.columns)
    # QUOTE_ALL keeps the empty string apart from null, which `COPY` reads from the bare empty field.
    buffer = BytesIO()
    frame.write_csv(
        buffer,
        include_header=False,
        null_value="",
        quote_style="non_numeric",
        datetime_format=DATETIME,
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN (FORMAT csv)') as copy,
    ):
        copy.write(buffer.getbuffer())
    return frame.height


# Frames hold UTC instants; the offset makes the text mean the same under any session time zone.
DATETIME = "%Y-%m-%d %H:%M:%S%.6f+00"


class QuickListDumper(ListDumper):
    """Writes whole numbers and plain texts into an array at once: psycopg takes 1.6 µs a value, this 0.1."""

    def dump(self, obj: list[Any]) -> Any:
        kinds = set(map(type, obj))
        if kinds <= {int, type(None)}:
            return f"{{{','.join(map(str, obj))}}}".replace("None", "NULL").encode()
        if kinds == {str}:
            text = '","'.join(obj)
            # No quotes but our own, nothing to escape, and not the one sign that PostgreSQL refuses.
            if text.count('"') == 2 * (len(obj) - 1) and "\\" not in text and "\0" not in text:
                return f'{{"{text}"}}'.encode()
        return super().dump(obj)


def register_quick_lists() -> None:
    """Let every connection opened from now on write lists so."""
    psycopg.adapters.register_dumper(list, QuickListDumper)
