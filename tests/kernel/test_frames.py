"""Frames go into PostgreSQL and come back as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest
from django.db import DataError, connection

from acuerdo.kernel.frames import INSTANT, beside, copy_frame, read_columns, read_frame, reserve_ids

SCHEMA = {
    "n": pl.Int64,
    "s": pl.String,
    "b": pl.Boolean,
    "d": pl.Date,
    "t": INSTANT,
    "f": pl.Float64,
}
FRAME = pl.DataFrame(
    {
        "n": [1, 2, None],
        "s": ['plain, "quoted"\nline', "", None],
        "b": [True, False, None],
        "d": [date(2026, 3, 29), date(1999, 12, 31), None],
        "t": [
            datetime(2026, 3, 29, 1, 0, 0, 123456, tzinfo=UTC),
            datetime(2026, 10, 25, 1, tzinfo=UTC),
            None,
        ],
        "f": [0.5, -1e-9, None],
    },
    schema=SCHEMA,
)


ALL = "SELECT * FROM frame_probe"


@pytest.fixture
def table(db: None) -> str:
    columns = "n bigint, s text, b boolean, d date, t timestamptz, f float8"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE frame_probe ({columns}) ON COMMIT DROP")
    return "frame_probe"


def test_copy_frame_keeps_every_value_and_null(table: str) -> None:
    copied = copy_frame(table, FRAME)

    assert copied == 3
    assert read_columns(ALL, schema=SCHEMA).equals(FRAME)
    assert read_frame(ALL, schema=SCHEMA).equals(FRAME)


def test_read_columns_takes_parameters(table: str) -> None:
    copy_frame(table, FRAME)

    found = read_columns("SELECT n FROM frame_probe WHERE s = %s", [""], schema={"n": pl.Int64})

    assert found["n"].to_list() == [2]


def test_read_columns_keeps_microseconds_for_two_centuries(db: None) -> None:
    instants = [datetime(year, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC) for year in (1969, 2026, 2241)]

    found = read_columns("SELECT unnest(%s::timestamptz[])", [instants], schema={"t": INSTANT})

    assert found["t"].to_list() == instants


def test_read_columns_reads_what_a_statement_before_it_changed(table: str) -> None:
    copy_frame(table, FRAME)

    gone = "gone AS (DELETE FROM frame_probe WHERE b RETURNING n)"
    found = read_columns("SELECT n FROM gone", schema={"n": pl.Int64}, after=gone)

    assert found["n"].to_list() == [1]


def test_beside_finds_each_key_and_leaves_the_others_empty() -> None:
    frame = pl.DataFrame({"key": [3, 1, 3, 2]})

    found = beside(frame, pl.DataFrame({"key": [1, 3], "word": ["one", "three"]}), on="key")

    assert found.to_dict(as_series=False) == {"key": [3, 1, 3, 2], "word": ["three", "one", "three", None]}
    assert beside(frame, pl.DataFrame({"key": [1]}), on="key").equals(frame)
    assert beside(frame, pl.DataFrame({"key": []}, schema={"key": pl.Int64}), on="key").equals(frame)


def test_empty_results_keep_their_columns(table: str) -> None:
    assert copy_frame(table, FRAME.clear()) == 0
    assert read_columns(ALL, schema=SCHEMA).schema == pl.Schema(SCHEMA)
    assert read_frame(ALL, schema=SCHEMA).schema == pl.Schema(SCHEMA)


def test_reserve_ids_never_gives_the_same_twice(db: None) -> None:
    first = reserve_ids("kernel_event", 1_000)
    second = reserve_ids("kernel_event", 1_000)

    assert first.n_unique() == 1_000
    assert set(first).isdisjoint(second)
    assert reserve_ids("kernel_event", 0).to_list() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, None, -(2**40)], "bigint[]"),
        ([], "bigint[]"),
        ([[1, 2], [3, 4]], "bigint[]"),
        (["", "null", "NULL", "{z} ", "a,b", "é'"], "text[]"),
        (['say "no"', "\\", None], "text[]"),
        ([True, False], "boolean[]"),
        ([datetime(2026, 3, 29, 1, tzinfo=UTC), None], "timestamptz[]"),
    ],
)
def test_lists_arrive_as_they_were(values: list[object], kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}", [values])
        found = cursor.fetchone()

    assert found == (values,)


@pytest.mark.django_db
def test_a_list_with_a_sign_the_database_has_not_is_refused() -> None:
    with connection.cursor() as cursor, pytest.raises(DataError):
        cursor.execute("SELECT %s::text[]", [["a\0b"]])
