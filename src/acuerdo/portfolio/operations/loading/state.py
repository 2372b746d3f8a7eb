"""What one run of an import knows and counts while its blocks go in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import polars as pl

from acuerdo.portfolio.importing.checking import CODES
from acuerdo.portfolio.importing.mapping.document import Mapping
from acuerdo.portfolio.importing.reading.records import LINE


class Seen:
    """Which keys were met before in this file, as one bit of a growing array: keys of a run lie close together.

    A set of Python integers would take twenty times the memory of ten million rows.
    """

    def __init__(self) -> None:
        self._blocks: dict[int, np.ndarray] = {}

    _SIZE = 1 << 20

    def mark(self, keys: np.ndarray) -> np.ndarray:
        """Whether each key was met before this call; then remembers them."""
        before = np.zeros(len(keys), dtype=bool)
        block_of = keys // self._SIZE
        for number in np.unique(block_of):
            places = block_of == number
            inside = keys[places] % self._SIZE
            bits = self._blocks.setdefault(int(number), np.zeros(self._SIZE, dtype=bool))
            before[places] = bits[inside]
            bits[inside] = True
        return before

    def all_keys(self) -> np.ndarray:
        """Every key met, ascending."""
        parts = [np.flatnonzero(self._blocks[number]) + number * self._SIZE for number in sorted(self._blocks)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


@dataclass(slots=True)
class Counts:
    """Rows of the files by what became of them, and why rows were rejected."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    def reject(self, faults: pl.DataFrame) -> None:
        """Count rejected rows and each of their reasons."""
        self.rejected += faults.height
        if faults.height:
            codes = faults.select(pl.col(CODES).str.split(";").explode()).to_series().value_counts()
            for code, count in codes.iter_rows():
                self.reasons[code] = self.reasons.get(code, 0) + count


@dataclass(slots=True)
class Run:
    """One run: whose files, when, and what was met so far. `touched` are persons whose case must be looked at,
    `disputed` those with a debt that the file newly calls disputed."""

    import_id: int
    creditor_id: int
    currency: str
    language: str
    time_zone: str
    mapping: Mapping
    now: datetime
    counts: Counts = field(default_factory=Counts)
    seen_debtors: Seen = field(default_factory=Seen)
    seen_debts: Seen = field(default_factory=Seen)
    touched: Seen = field(default_factory=Seen)
    disputed: Seen = field(default_factory=Seen)
    posted_entries: int = 0
    posted_cents: int = 0

    @property
    def country(self) -> str:
        return self.mapping.country

    @property
    def today(self) -> date:
        return self.now.date()

    def new_file(self) -> None:
        """Forget what the last file said: the first row about a person counts in each file."""
        self.seen_debtors = Seen()
        self.seen_debts = Seen()


def faults_of(lines: pl.Series, code: str) -> pl.DataFrame:
    """Rows of these lines, all rejected for one reason."""
    return pl.DataFrame({LINE: lines, CODES: pl.repeat(code, len(lines), eager=True)})
