"""Steps that draw people by lot (experiments, splits by share): what came of each way.

A person counts from the moment they were first drawn: every contact and payment after that, whatever step it came from.
The lot is the same each time, so nobody ever counts on two sides, and what differs between ways is their doing.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from acuerdo.simulation.behaviour import CHANNELS
from acuerdo.simulation.comparing import Difference, Sums, between_means, between_shares
from acuerdo.simulation.population import Population, Rows
from acuerdo.strategies.enums import Goal, WakeEvent
from acuerdo.strategies.nodes.experiment import HOLD_OUT, ExperimentConfig
from acuerdo.strategies.nodes.split_share import SplitShareConfig
from acuerdo.strategies.rules.ceilings import MILLIS, PRICES_MILLIS
from acuerdo.strategies.rules.graph import Graph, GraphNode

Floats = npt.NDArray[np.float64]
MICROSECOND = timedelta(microseconds=1)
GOALS = {
    Goal.PAID: WakeEvent.PAYMENT_RECORDED,
    Goal.PROMISED: WakeEvent.PROMISE_MADE,
    Goal.REPLIED: WakeEvent.REPLIED,
    Goal.CLICKED: WakeEvent.LINK_CLICKED,
    Goal.VISITED: WakeEvent.PORTAL_VISITED,
}
# A split by share states no goal: it is judged by payments, as an experiment that states none.
USUAL_GOAL: Goal = ExperimentConfig.model_fields["goal"].default
USUAL_TIME: timedelta = ExperimentConfig.model_fields["within"].default
NO_WAY = -1
COUNTERS = {"email": "emails_sent", "sms": "sms_sent"}


@dataclass(frozen=True, slots=True)
class Uplift:
    """A way beside the one it is compared with: the share that reached the goal (0 to 1), and cents paid a person."""

    share: Difference | None
    cents: Difference | None


@dataclass(frozen=True, slots=True)
class WayFigures:
    """What came of one way. `people` were drawn into it, by `enrolments` in all; `payers` made `payments`."""

    name: str
    enrolments: int
    people: int
    contacts: Mapping[str, int]
    cost_cents: int
    payers: int
    payments: int
    paid_cents: int
    reached: int
    uplift: Uplift | None


@dataclass(frozen=True, slots=True)
class TrialFigures:
    """What came of one step that draws by lot; each way but `against` is compared with that one."""

    step: str
    kind: str
    goal: str
    within_days: float
    against: str
    ways: tuple[WayFigures, ...]


class Trials:
    """All such steps of a strategy."""

    def __init__(self, graph: Graph, population: Population) -> None:
        self._trials = [_Trial(place, node, population) for place, node in _drawing(graph)]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._trials)

    @property
    def listens(self) -> int:
        """The events that are goals, as bits."""
        return functools.reduce(operator.or_, (trial.goal.bit for trial in self._trials), 0)

    def draw(self, decisions: pl.DataFrame, rows: Rows, now_us: int) -> None:
        """Take down who was drawn in a pass over `rows`, before anything that the pass did is carried out."""
        for trial in self._trials:
            drawn = decisions.filter((pl.col("node") == trial.place) & pl.col("arm").is_not_null())
            if drawn.height:
                trial.draw(rows[drawn["row"].to_numpy()], drawn["arm"], now_us)

    def observe(self, rows: Rows, woken: npt.NDArray[np.int32], now_us: int) -> None:
        """Take down who reached a goal; `woken` are the events of these people since the last time, as bits."""
        for trial in self._trials:
            trial.observe(rows, woken, now_us)

    def figures(self) -> tuple[TrialFigures, ...]:
        """What came of each way of each step."""
        return tuple(trial.figures() for trial in self._trials)


def _drawing(graph: Graph) -> Iterator[tuple[int, GraphNode]]:
    for place, node in enumerate(graph.nodes):
        if isinstance(node.settings, ExperimentConfig | SplitShareConfig):
            yield place, node


class _Trial:
    def __init__(self, place: int, node: GraphNode, population: Population) -> None:
        self.place, self._node, self._facts = place, node, population
        settings = node.settings
        self._goal, self._within, self._against = USUAL_GOAL, USUAL_TIME, 0
        if isinstance(settings, ExperimentConfig):
            self._goal, self._within, self._against = settings.goal, settings.within, node.outlets.index(HOLD_OUT)
        self.goal = GOALS[self._goal]
        self._names = pl.Enum(node.outlets)
        ways = len(node.outlets)
        self._way = np.full(population.size, NO_WAY, dtype=np.int8)
        self._until = np.zeros(population.size, dtype=np.int64)
        self._reached = np.zeros(population.size, dtype=np.bool_)
        self._paid = np.zeros(population.size, dtype=np.int64)  # in all, when they were drawn
        self._enrolments = np.zeros(ways, dtype=np.int64)
        # Sums over the people of each way, when they were drawn.
        self._before = {name: np.zeros(ways) for name in (*COUNTERS.values(), "payments_count")}

    def draw(self, rows: Rows, names: pl.Series, now_us: int) -> None:
        ways = names.cast(self._names).to_physical().to_numpy()
        self._enrolments += np.bincount(ways, minlength=len(self._enrolments))
        new = self._way[rows] == NO_WAY
        rows, ways = rows[new], ways[new]
        self._way[rows] = ways
        self._until[rows] = now_us + self._within // MICROSECOND
        self._paid[rows] = self._facts.ints["paid_cents"][rows]
        for name, sums in self._before.items():
            sums += self._sums(ways, self._facts.ints[name][rows])

    def observe(self, rows: Rows, woken: npt.NDArray[np.int32], now_us: int) -> None:
        rows = rows[(woken & self.goal.bit) != 0]
        rows = rows[(self._way[rows] != NO_WAY) & (now_us <= self._until[rows])]
        self._reached[rows] = True

    def figures(self) -> TrialFigures:
        rows = np.flatnonzero(self._way != NO_WAY)
        ways = self._way[rows]
        paid = self._facts.ints["paid_cents"][rows] - self._paid[rows]
        people, reached = self._sums(ways, np.ones(len(rows))), self._sums(ways, self._reached[rows])
        payers, totals = self._sums(ways, paid > 0), self._sums(ways, paid)
        squares = self._sums(ways, paid.astype(np.float64) ** 2)
        made = {name: self._sums(ways, self._facts.ints[name][rows]) - before for name, before in self._before.items()}
        sums = [Sums(int(people[way]), float(totals[way]), float(squares[way])) for way in range(len(totals))]
        found = tuple(
            WayFigures(
                name=name,
                enrolments=int(self._enrolments[way]),
                people=int(people[way]),
                contacts=(contacts := {channel: int(made[column][way]) for channel, column in COUNTERS.items()}),
                cost_cents=cost_cents(contacts),
                payers=int(payers[way]),
                payments=int(made["payments_count"][way]),
                paid_cents=int(totals[way]),
                reached=int(reached[way]),
                uplift=None if way == self._against else self._uplift(sums, reached, way),
            )
            for way, name in enumerate(self._node.outlets)
        )
        return TrialFigures(
            step=self._node.id,
            kind=self._node.kind.name,
            goal=str(self._goal),
            within_days=self._within / timedelta(days=1),
            against=self._node.outlets[self._against],
            ways=found,
        )

    def _uplift(self, sums: Sequence[Sums], reached: Floats, way: int) -> Uplift:
        one, other = sums[way], sums[self._against]
        return Uplift(
            share=between_shares(int(reached[way]), one.people, int(reached[self._against]), other.people),
            cents=between_means(one, other),
        )

    def _sums(self, ways: npt.NDArray[np.int8], values: npt.NDArray[Any]) -> Floats:
        return np.bincount(ways, weights=values, minlength=len(self._node.outlets)).astype(np.float64)


def cost_cents(contacts: Mapping[str, int]) -> int:
    """What contacts cost, by channel."""
    return round(sum(PRICES_MILLIS[channel] * contacts[channel] for channel in CHANNELS) / MILLIS)
