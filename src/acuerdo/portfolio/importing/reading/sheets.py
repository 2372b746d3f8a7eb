"""XLSX (and old XLS) sheets as text columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl

from acuerdo.kernel.facts import Words
from acuerdo.portfolio.importing.faults import CannotReadFile, Fault
from acuerdo.portfolio.importing.reading.as_text import as_text

ROWS_A_BLOCK = 25_000


def header(path: Path, sheet: str | None, header_line: int | None) -> tuple[tuple[str, ...], str, int, tuple[str, ...]]:
    """Names of all sheets, the one chosen (default: the first), its header's line, and its columns."""
    from_reading = _open(path)
    names = tuple(from_reading.sheet_names)
    chosen = sheet or names[0]
    if chosen not in names:
        raise CannotReadFile(
            Fault(
                file=path.name,
                field="format.sheet",
                text=Words(es=f"no hay ninguna hoja «{chosen}»", en=f"there is no sheet {chosen!r}"),
                remedy=Words(es=f"Hojas del libro: {', '.join(names)}", en=f"Sheets of the book: {', '.join(names)}"),
            )
        )
    top = _load(from_reading, path, chosen, header_row=None, n_rows=50)
    rows = [[str(cell) if cell is not None else "" for cell in row] for row in top.rows()]
    line = header_line or _header_line(rows)
    if line == 0 or line > len(rows):
        raise CannotReadFile(
            Fault(
                file=path.name,
                text=Words(es=f"la hoja «{chosen}» está vacía", en=f"the sheet {chosen!r} is empty"),
                remedy=Words(es="Elija otra con format.sheet", en="Choose another with format.sheet"),
            )
        )
    return names, chosen, line, _names(rows[line - 1])


def _header_line(rows: list[list[str]]) -> int:
    """The first row about as full as the fullest: reports put a title of one cell above it. 0 for an empty sheet."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    fullest = max(filled, default=0)
    return next((number for number, count in enumerate(filled, 1) if count and count >= 0.8 * fullest), 0)


def blocks(
    path: Path, sheet: str | None, names: Sequence[str], header_line: int
) -> Iterator[tuple[pl.DataFrame, float]]:
    """Rows in blocks with their row number in the sheet as line, and the share read.

    A sheet holds at most 1,048,576 rows, so it is loaded whole.
    """
    frame = _load(_open(path), path, sheet or 0, header_row=None, skip_rows=header_line)
    frame = frame.select(frame.columns[: len(names)]).rename(dict(zip(frame.columns, names, strict=False)))
    frame = frame.with_columns(pl.lit("").alias(name) for name in names[frame.width :])
    for start in range(0, frame.height, ROWS_A_BLOCK):
        part = as_text(frame.slice(start, ROWS_A_BLOCK), first_line=header_line + 1 + start)
        filled = part.filter(~pl.all_horizontal(pl.col(*names) == ""))
        yield filled, min(1.0, (start + ROWS_A_BLOCK) / frame.height)


def _open(path: Path) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise _damaged(path) from error


def _load(reader: fastexcel.ExcelReader, path: Path, sheet: str | int, **options: Any) -> pl.DataFrame:
    try:
        frame: pl.DataFrame = reader.load_sheet(sheet, schema_sample_rows=None, **options).to_polars()
    except fastexcel.FastExcelError as error:
        raise _damaged(path) from error
    return frame


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    from_header = list(cells)
    while from_header and not from_header[-1].strip():
        from_header.pop()
    names: list[str] = []
    for number, cell in enumerate(from_header, 1):
        name = " ".join(cell.split()) or f"column {number}"
        names.append(name if name not in names else f"{name} {number}")
    return tuple(names)


def _damaged(path: Path) -> CannotReadFile:
    return CannotReadFile(
        Fault(
            file=path.name,
            text=Words(
                es="el libro de Excel está dañado o no es un libro", en="the workbook is damaged, or is no workbook"
            ),
            remedy=Words(
                es="Ábralo en la hoja de cálculo y guárdelo de nuevo como XLSX",
                en="Open it in a spreadsheet and save it again as XLSX",
            ),
        )
    )
