"""When the hours of time window rules are open for questions, and when they close."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acuerdo.compliance.rules.local_time import NEVER, Instants, Intervals, year_of
from acuerdo.compliance.rules.opening import closing, holidays_for, hours_of, next_open, opening_table
from acuerdo.compliance.rules.pack_models import TimeWindow
from acuerdo.compliance.rules.packs import Pack
from acuerdo.compliance.rules.questions import Questions, read_questions
from acuerdo.compliance.rules.rule_book import Entry, rule_book


def opens(entry: Entry, q: Questions, rows: NDArray[np.int64], instants: Instants) -> Instants:
    """For questions in `rows`, when the hours of a rule are open: at their instants (one a row) or next."""
    found = np.full(len(rows), NEVER)
    for group, row in _groups(q, rows):
        asked = instants[rows[group]]
        known = asked < NEVER
        if known.any():
            found[group[known]] = next_open(_table(entry, q, row, asked[known]), asked[known])
    return found


def _groups(q: Questions, rows: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], int]]:
    """Places in `rows` that share one table of hours, with a row to read its makings from."""
    if not len(rows):
        return
    key = (q.zones.codes[rows] * len(q.region.values) + q.region.codes[rows]) * len(q.override.values)
    keys, place = np.unique(key + q.override.codes[rows], return_inverse=True)
    order = np.argsort(place, kind="stable")
    for group in np.split(order, np.cumsum(np.bincount(place, minlength=len(keys)))[:-1]):
        yield group, int(rows[group[0]])


def _table(entry: Entry, q: Questions, row: int, instants: Instants) -> Intervals:
    rule = entry.rule
    if not isinstance(rule, TimeWindow):
        raise TypeError(f"{rule.id}: {rule.kind} has no hours")
    week = hours_of(rule, q.override.values[q.override.codes[row]])
    zones = q.zones.values[q.zones.codes[row]] or entry.pack.zones
    holidays = holidays_for(entry.pack, week, q.region.values[q.region.codes[row]])
    # A year before and after: local days overlap the ends of UTC years, and a closed season may be long.
    first, last = year_of(int(instants.min())) - 1, year_of(int(instants.max())) + 1
    return opening_table(week, tuple(zones), holidays, first, last)


def closing_times(questions: pl.DataFrame, packs: Sequence[Pack]) -> pl.Series:
    """For each question, when the hours that are open at its instant close; null where none is open or none closes."""
    book = rule_book(tuple(packs))
    q = read_questions(questions)
    closes = np.full(q.size, NEVER)
    for entry in book.entries:
        if isinstance(entry.rule, TimeWindow):
            rows = np.flatnonzero(book.applies(entry, q))
            for group, row in _groups(q, rows):
                asked = q.now[rows[group]]
                ends = closing(_table(entry, q, row, asked), asked)
                closes[rows[group]] = np.minimum(closes[rows[group]], ends)
    known = (closes < NEVER) & (closes > q.now)
    instants = pl.Series(np.where(known, closes, 0), dtype=pl.Int64).cast(pl.Datetime("us"))
    return instants.dt.replace_time_zone("UTC").set(pl.Series(~known), None)
