"""Payment plans of simulated people: agreed to by a promise while a plan is on offer, kept instalment by instalment."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from acuerdo.simulation.population import NO_DATE, Population, Rows

# From one instalment to the next, in days; in production it is a month of the calendar.
MONTH = 30
Cents = npt.NDArray[np.int64]


class Plans:
    """How many instalments are left for whom. Each asks for an equal part of what is still owed: a missed one is in
    those that follow. The day of the next stands where single promises have theirs, in `open_promise_date`.
    """

    def __init__(self, population: Population) -> None:
        self._facts = population
        self._offered = np.ones(population.size, dtype=np.int16)
        self._left = np.zeros(population.size, dtype=np.int16)

    def offer(self, rows: Rows, instalments: npt.NDArray[np.int64]) -> None:
        """Put plans of so many instalments on the table."""
        self._offered[rows] = instalments

    def agree(self, rows: Rows) -> None:
        """These people take the plan they were offered."""
        self._left[rows] = self._offered[rows]

    def is_on(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Whose promise is an instalment of a plan."""
        on: npt.NDArray[np.bool_] = self._left[rows] > 0
        return on

    def due_cents(self, rows: Rows) -> Cents:
        """What the promise of today is about: an instalment, or all that is owed."""
        owed: Cents = self._facts.ints["balance_cents"][rows]
        return -(-owed // np.maximum(self._left[rows], 1))

    def go_on(self, rows: Rows, *, day: int) -> None:
        """The promise of today is over, kept or not; whoever is on a plan has the next instalment in a month."""
        self._left[rows] = np.maximum(self._left[rows] - 1, 0)
        self._facts.dates["open_promise_date"][rows] = np.where(self.is_on(rows), day + MONTH, NO_DATE)
