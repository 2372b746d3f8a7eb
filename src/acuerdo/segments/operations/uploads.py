"""Files of references, read into rows for a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from acuerdo.portfolio.importing.reading.records import LINE
from acuerdo.portfolio.importing.reading.tables import Table, open_table
from acuerdo.segments.operations.lists import people_named

# So many rows tell which column holds the references.
SAMPLE_ROWS = 200


@dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of one column of a file, as `create_list` wants them, and the heading of that column."""

    rows: pl.DataFrame
    column: str


def rows_of_file(*, chunks: Iterable[bytes], creditor_id: int) -> FileRows:
    """Read an uploaded CSV, Excel or Parquet file; the column that names most of the creditor's people is taken.

    A file without a heading loses nothing: a first line that names somebody counts as a row. Raises CannotReadFile.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        with path.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        table = open_table(path)
        column = _column(table, creditor_id)
        parts = [block.rows.select(pl.col(LINE).cast(pl.Int64), pl.col(column)) for block in table.blocks()]
    rows = pl.concat(
        [_heading(table, column, creditor_id), *(part.rename({LINE: "line", column: "value"}) for part in parts)]
    )
    return FileRows(rows, column)


def _column(table: Table, creditor_id: int) -> str:
    sample = table.sample(rows=SAMPLE_ROWS)
    named = {name: _named(sample[name], creditor_id) for name in table.columns}
    return max(table.columns, key=lambda name: named[name])


def _heading(table: Table, column: str, creditor_id: int) -> pl.DataFrame:
    heading = pl.DataFrame(
        {"line": [table.header_line], "value": [column]}, schema={"line": pl.Int64, "value": pl.String}
    )
    return heading if _named(heading["value"], creditor_id) else heading.clear()


def _named(cells: pl.Series, creditor_id: int) -> int:
    texts = cells.cast(pl.String).fill_null("").str.strip_chars().unique().to_list()
    return people_named(texts, creditor_id=creditor_id)["value"].n_unique()
