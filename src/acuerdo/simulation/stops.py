"""Holds and offers of simulated people: at most one of each a person, and a log of all holds for the replay."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from acuerdo.simulation.behaviour import NO_OFFER, PLAN, SETTLEMENT
from acuerdo.simulation.population import Population, Rows
from acuerdo.strategies.enums import HoldReason, OfferKind

ENDLESS = np.iinfo(np.int64).max
REASONS = [str(reason) for reason in HoldReason]
NO_HOLD = -1
MICROSECONDS_A_DAY = 86_400_000_000
OFFERS = {str(OfferKind.SETTLEMENT): SETTLEMENT, str(OfferKind.PLAN): PLAN}
DISPUTE = str(HoldReason.DISPUTE)
# Facts that say why somebody is on hold.
FLAGS = {DISPUTE: "is_disputed", str(HoldReason.VULNERABLE): "is_vulnerable"}
Instants = npt.NDArray[np.int64]
Segment = tuple[Rows, Instants, Instants, npt.NDArray[np.int8]]


class Holds:
    """Who is on hold, why and until when (µs since 1970). A dispute takes the place of another hold; others wait.

    In production a person may have several holds at once; here the first one counts until it ends.
    """

    def __init__(self, population: Population) -> None:
        self._facts = population
        self.reason = np.full(population.size, NO_HOLD, dtype=np.int8)
        self._since = np.zeros(population.size, dtype=np.int64)
        self._until = np.full(population.size, ENDLESS, dtype=np.int64)
        self._next = ENDLESS  # no hold ends by itself before it
        self._ended: list[Segment] = []

    def place(self, rows: Rows, reason: str, *, now_us: int, until_us: Instants | None = None) -> Rows:
        """Stop all contact with these people; returns those whom nothing had stopped for this reason before."""
        code = REASONS.index(reason)
        free = self.reason[rows] == NO_HOLD
        takes = free if reason != DISPUTE else self.reason[rows] != code
        stopped: Rows = rows[takes]
        self._keep(rows[takes & ~free], now_us)
        self.reason[stopped] = code
        self._since[stopped] = now_us
        self._until[stopped] = ENDLESS if until_us is None else until_us[takes]
        if len(stopped):
            self._next = min(self._next, int(self._until[stopped].min()))
        self._tell(stopped)
        return stopped

    def lift(self, rows: Rows, reason: str, *, now_us: int) -> Rows:
        """End the hold of that reason where there is one; returns whose."""
        free: Rows = rows[self.reason[rows] == REASONS.index(reason)]
        self._end(free, now_us)
        return free

    def end_due(self, *, now_us: int) -> Rows:
        """End the holds whose time has come; returns whose."""
        if now_us < self._next:
            return np.array([], dtype=np.intp)
        free = np.flatnonzero(self._until <= now_us)
        self._end(free, now_us)
        self._next = int(self._until.min())
        return free

    def log(self) -> Segment:
        """All holds so far, ended or not: person, from, until, reason."""
        on = np.flatnonzero(self.reason != NO_HOLD)
        parts = [*self._ended, (on, self._since[on], np.full(len(on), ENDLESS), self.reason[on])]
        rows, since, until, reason = (np.concatenate(column) for column in zip(*parts, strict=True))
        return rows, since, until, reason

    def _end(self, rows: Rows, now_us: int) -> None:
        self._keep(rows, now_us)
        self.reason[rows] = NO_HOLD
        self._until[rows] = ENDLESS
        self._tell(rows)

    def _keep(self, rows: Rows, now_us: int) -> None:
        if len(rows):
            self._ended.append((rows, self._since[rows], np.full(len(rows), now_us), self.reason[rows]))

    def _tell(self, rows: Rows) -> None:
        self._facts.ints["on_hold"][rows] = self.reason[rows] != NO_HOLD
        for reason, flag in FLAGS.items():
            self._facts.ints[flag][rows] = self.reason[rows] == REASONS.index(reason)


class Offers:
    """What lies on the table for whom, and until when. A new offer takes the place of the one before."""

    def __init__(self, population: Population) -> None:
        size = population.size
        population.computed |= {"open_offer_kind": self._kinds, "open_offer_expires_date": self._ends}
        self.kind = np.full(size, NO_OFFER, dtype=np.int8)
        self.discount = np.zeros(size, dtype=np.int64)  # percent
        self._until = np.full(size, ENDLESS, dtype=np.int64)
        self._next = ENDLESS  # no offer expires before it

    def make(self, rows: Rows, kind: str, *, discount: Instants, until_us: Instants) -> None:
        """Put an offer on the table for these people."""
        self.kind[rows] = OFFERS[kind]
        self.discount[rows] = discount
        self._until[rows] = until_us
        self._next = min(self._next, int(until_us.min()))

    def take_away(self, rows: Rows) -> None:
        """The offers were accepted, or are over."""
        self.kind[rows] = NO_OFFER
        self._until[rows] = ENDLESS

    def end_due(self, *, now_us: int) -> Rows:
        """Take away what has expired; returns whose."""
        if now_us < self._next:
            return np.array([], dtype=np.intp)
        over = np.flatnonzero(self._until <= now_us)
        self.take_away(over)
        self._next = int(self._until.min())
        return over

    def settlement_of(self, rows: Rows) -> Instants:
        """The discount in percent of those who have a settlement on the table, else 0."""
        return np.where(self.kind[rows] == SETTLEMENT, self.discount[rows], 0)

    def _kinds(self, rows: Rows) -> pl.Series:
        kind = self.kind[rows]
        return pl.Series([*OFFERS, None], dtype=pl.String).gather(np.where(kind == NO_OFFER, len(OFFERS), kind))

    def _ends(self, rows: Rows) -> pl.Series:
        ends = pl.Series(self._until[rows] // MICROSECONDS_A_DAY)
        return ends.set(pl.Series(self.kind[rows] == NO_OFFER), None).cast(pl.Int32).cast(pl.Date)
