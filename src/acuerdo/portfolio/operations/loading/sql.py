"""Set-wise reads and updates that the loading of blocks shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl
from django.db import connection
from django.db.backends.utils import CursorWrapper

from acuerdo.kernel.frames import copy_frame, read_columns

# Separates keys sent as one text; no cell of a file holds it.
UNIT_SEPARATOR = "\x1f"


def as_one_text(keys: pl.Series) -> str:
    """Keys for `string_to_array(%s, E'\\x1f')`: a list of a million costs its driver ten times as much to send."""
    return str(keys.cast(pl.String).str.replace_all(UNIT_SEPARATOR, "", literal=True).str.join(UNIT_SEPARATOR).item())


def by_key(sql: str, params: Sequence[Any] | Mapping[str, Any], schema: dict[str, Any]) -> pl.DataFrame:
    """Read by looking each key up in its index; see `by_index`."""
    with by_index():
        return read_columns(sql, params, schema=schema)


@contextmanager
def by_index() -> Iterator[CursorWrapper]:
    """Only indexes are read while this lasts.

    Left to itself the planner hashes the whole table for every block once statistics are missing or stale, which
    makes ten times the rows a hundred times the work. Statements look up in a `LATERAL` query that ends in `OFFSET 0`:
    of a creditor whom statistics do not know yet, it would else expect no rows and go through all of them for each key.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_seqscan = off"
        )
        yield cursor
        cursor.execute("SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on; SET LOCAL enable_seqscan = on")


def update_rows(table: str, frame: pl.DataFrame) -> int:
    """Set the frame's columns in the rows of its `id` column; one statement, however many rows."""
    if frame.is_empty():
        return 0
    columns = ", ".join(f'"{name}"' for name in frame.columns)
    sets = ", ".join(f'"{name}" = fresh."{name}"' for name in frame.columns if name != "id")
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMP TABLE import_fresh AS SELECT {columns} FROM "{table}" WITH NO DATA')  # noqa: S608 -- our own names
        copy_frame("import_fresh", frame)
        cursor.execute("ANALYZE import_fresh")
        cursor.execute(f'UPDATE "{table}" AS kept SET {sets} FROM import_fresh AS fresh WHERE kept.id = fresh.id')  # noqa: S608
        changed = int(cursor.rowcount)
        cursor.execute("DROP TABLE import_fresh")
    return changed
