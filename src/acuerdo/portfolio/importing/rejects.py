"""Rows sent back: the file's own columns, then the line and the reasons, so that it can be mended and sent again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from acuerdo.portfolio.importing.checking import CODES
from acuerdo.portfolio.importing.reading.records import LINE
from acuerdo.portfolio.importing.reasons import reasons

HEADINGS = {"es": ("línea", "motivos"), "en": ("line", "reasons")}
# Spreadsheets take a file for UTF-8 only with this mark.
MARK = b"\xef\xbb\xbf"


class RejectsFile:
    """A CSV that comes into being with its first row; without rejected rows there is no file."""

    def __init__(self, path: Path, *, columns: Sequence[str], kind: str, language: str, delimiter: str = ",") -> None:
        self.path = path
        self.rows = 0
        self._columns = list(columns)
        self._kind = kind
        self._language = "en" if language.startswith("en") else "es"
        self._delimiter = delimiter

    def append(self, rejected: pl.DataFrame) -> None:
        """Add rows as they came, with `__line` and `__codes`."""
        if rejected.is_empty():
            return
        line, why = HEADINGS[self._language]
        codes = rejected[CODES].unique().to_list()
        said = {code: reasons(code, kind=self._kind, language=self._language) for code in codes}
        rows = rejected.select(
            *self._columns,
            pl.col(LINE).alias(_unused(line, self._columns)),
            pl.col(CODES).replace_strict(said, return_dtype=pl.String).alias(_unused(why, self._columns)),
        )
        with self.path.open("wb" if self.rows == 0 else "ab") as stream:
            if self.rows == 0:
                stream.write(MARK)
            rows.write_csv(stream, include_header=self.rows == 0, separator=self._delimiter)
        self.rows += rejected.height


def _unused(heading: str, columns: Sequence[str]) -> str:
    while heading in columns:
        heading += "_"
    return heading
