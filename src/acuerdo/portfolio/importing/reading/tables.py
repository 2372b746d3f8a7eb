"""A creditor's file as a table: its columns at once, its rows in blocks of text, whatever kind of file it is."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from acuerdo.kernel.facts import Words
from acuerdo.portfolio.importing.faults import CannotReadFile, Fault
from acuerdo.portfolio.importing.reading import parquet, sheets
from acuerdo.portfolio.importing.reading.blocks import BLOCK_BYTES, checked_utf8, text_blocks
from acuerdo.portfolio.importing.reading.kinds import FileKind, kind_of
from acuerdo.portfolio.importing.reading.records import records
from acuerdo.portfolio.importing.reading.text import TextFormat, decoded_sample, text_format


@dataclass(frozen=True, slots=True)
class Block:
    """Rows as text columns plus `__line` and `__broken`; `share` of the file read so far, 0 to 1."""

    rows: pl.DataFrame
    share: float


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file: nothing but its header has been read yet."""

    path: Path
    kind: FileKind
    columns: tuple[str, ...]
    written: TextFormat | None = None
    header_line: int = 1
    sheet: str | None = None
    sheets: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        return self.path.name

    def blocks(self, *, block_bytes: int = BLOCK_BYTES) -> Iterator[Block]:
        """All rows in order; a file without rows yields nothing."""
        if self.kind is FileKind.CSV:
            return self._text_blocks(block_bytes)
        if self.kind is FileKind.XLSX:
            return (Block(*each) for each in sheets.blocks(self.path, self.sheet, self.columns, self.header_line))
        return (Block(*each) for each in parquet.blocks(self.path, self.columns))

    def sample(self, *, rows: int = 1000) -> pl.DataFrame:
        """The first rows, to guess from and to show."""
        for block in self.blocks(block_bytes=1024 * 1024):
            return block.rows.head(rows)
        return pl.DataFrame(schema=dict.fromkeys(self.columns, pl.String))

    def _text_blocks(self, block_bytes: int) -> Iterator[Block]:
        if self.written is None:
            return
        size = self.path.stat().st_size
        for text in text_blocks(self.path, encoding=self.written.encoding, block_bytes=block_bytes):
            block = checked_utf8(text, self.path) if self.written.encoding.startswith("utf-8") else text
            rows = records(block, columns=self.columns, delimiter=self.written.delimiter)
            # The header is no row, nor are the lines of title above it.
            if text.line <= self.header_line:
                rows = rows.filter(pl.col("__line") > self.header_line)
            yield Block(rows, text.read / size)


def open_table(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_line: int | None = None,
) -> Table:
    """Open a file and read its header; raises CannotReadFile with place and remedy.

    What is not given is guessed: `Table.written` shows encoding and delimiter found.
    """
    kind = kind_of(path)
    if kind is FileKind.PARQUET:
        return Table(path, kind, parquet.columns(path))
    if kind is FileKind.XLSX:
        names, chosen, line, columns = sheets.header(path, sheet, header_line)
        return Table(path, kind, columns, header_line=line, sheet=chosen, sheets=names)
    written = text_format(path, encoding=encoding, delimiter=delimiter)
    line, columns = _text_header(path, written, header_line)
    return Table(path, kind, columns, written, line)


def _text_header(path: Path, written: TextFormat, header_line: int | None) -> tuple[int, tuple[str, ...]]:
    lines = decoded_sample(path, written.encoding).split("\n")
    if header_line is None:
        header_line = next((number for number, line in enumerate(lines, 1) if line.strip()), 1)
    if header_line > len(lines):
        raise CannotReadFile(
            Fault(
                file=path.name,
                line=header_line,
                text=Words(es="no hay cabecera en esta línea", en="there is no header on this line"),
                remedy=Words(es="Corrija format.header_line", en="Correct format.header_line"),
                field="format.header_line",
            )
        )
    cells = next(csv.reader([lines[header_line - 1]], delimiter=written.delimiter))
    return header_line, unique_names(cells)


def unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Header cells as column names: trimmed, empty ones numbered, repeated ones told apart."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"column {number}"
        candidate, copy = name, 2
        while candidate in names or candidate.startswith("__"):
            candidate, copy = f"{name.lstrip('_')} {copy}", copy + 1
        names.append(candidate)
    return tuple(names)
