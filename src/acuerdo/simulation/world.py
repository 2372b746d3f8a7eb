"""A strategy over a synthetic population with a moved clock: the production interpreter and gate, no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from acuerdo.compliance.rules.packs import Pack
from acuerdo.segments.rules import to_polars
from acuerdo.simulation.agenda import Agenda, Wakes
from acuerdo.simulation.arrivals import Arrivals
from acuerdo.simulation.behaviour import SCRIPT, Script
from acuerdo.simulation.doing import Doing
from acuerdo.simulation.judging import SimulatedGate
from acuerdo.simulation.people import People
from acuerdo.simulation.population import Population, Rows
from acuerdo.simulation.stops import Holds
from acuerdo.simulation.trials import Trials
from acuerdo.strategies.enums import ExitRule
from acuerdo.strategies.nodes.entry import Ceiling
from acuerdo.strategies.rules.ceilings import CeilingJudge
from acuerdo.strategies.rules.graph import Graph
from acuerdo.strategies.rules.interpreter import Outcome, exit_column, run
from acuerdo.strategies.rules.kinds import INSTANT, Judge

# Every three hours of a Spanish day; whatever falls due between two ticks is done at the next.
TICK_HOURS = (6, 9, 12, 15, 18, 21)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Clock:
    """Instants of all ticks, in µs since 1970."""

    first_day: date
    instants: npt.NDArray[np.int64]

    @classmethod
    def of(cls, first_day: date, days: int) -> Clock:
        start = (datetime.combine(first_day, time(), tzinfo=UTC) - EPOCH) // MICROSECOND
        hours = np.array([day * 24 + hour for day in range(days) for hour in TICK_HOURS], dtype=np.int64)
        return cls(first_day, start + hours * 3_600_000_000)

    def now(self, tick: int) -> datetime:
        return EPOCH + timedelta(microseconds=int(self.instants[tick]))

    def today(self, tick: int) -> date:
        return self.first_day + timedelta(days=tick // len(TICK_HOURS))

    def tick_of(self, instants: npt.NDArray[np.int64]) -> npt.NDArray[np.int16]:
        """The first tick at or after each instant; one beyond the last for those after the end and for no instant."""
        ticks = np.searchsorted(self.instants, instants, side="left").astype(np.int16)
        ticks[instants == NEVER] = len(self.instants)
        return ticks


class Spending:
    """What a strategy with daily ceilings used of them today."""

    def __init__(self, ceiling: Ceiling | None) -> None:
        self._ceiling = ceiling
        self._today: date | None = None
        self._contacts = self._cost_millis = 0

    def run(self, graph: Graph, frame: pl.DataFrame, *, now: datetime, today: date, judge: Judge) -> Outcome:
        """Run a pass in which no more is allowed than the ceiling leaves of the day."""
        if self._ceiling is None:
            return run(graph, frame, now=now, today=today, judge=judge)
        if self._today != today:
            self._today, self._contacts, self._cost_millis = today, 0, 0
        within = CeilingJudge(
            judge,
            self._ceiling,
            contacts=self._contacts,
            cost_millis=self._cost_millis,
            next_day=datetime.combine(today + timedelta(days=1), time(), tzinfo=UTC),
        )
        outcome = run(graph, frame, now=now, today=today, judge=within)
        self._contacts, self._cost_millis = within.contacts, within.cost_millis
        return outcome


class SimulatedWorld:
    """Where everybody stands, as columns. One enrolment a person, whose number is also its case and enrolment id."""

    def __init__(
        self,
        graph: Graph,
        population: Population,
        packs: Sequence[Pack],
        *,
        first_day: date,
        days: int,
        seed: int,
        script: Script = SCRIPT,
    ) -> None:
        size = population.size
        self.graph, self.population = graph, population
        self.clock = Clock.of(first_day, days)
        self.holds = Holds(population)
        self.gate = SimulatedGate(population, packs, self.holds)
        self.trials = Trials(graph, population)
        self.arrivals = Arrivals(graph.entry_settings, population)
        wakes = Wakes(size, wanted=graph.listens | self.trials.listens | self.arrivals.listens)
        self.people = People(population, self.clock.instants, self.holds, wakes, seed=seed, script=script)
        self.doing = Doing(self.people)
        self.spending = Spending(graph.entry_settings.ceiling)
        self.node = np.full(size, graph.entry, dtype=np.int16)
        self.entered = np.zeros(size, dtype=np.int64)
        self.due = np.full(size, NEVER, dtype=np.int64)
        self.agenda = Agenda(size, len(self.clock.instants))
        self.listens = np.zeros(size, dtype=np.int32)
        self.is_free = np.ones(size, dtype=np.bool_)  # to enter
        self.returning: dict[int, list[Rows]] = defaultdict(list)  # by the day on which they may enter again
        self.entries = self.steps = 0
        self.outcomes: dict[str, int] = defaultdict(int)

    def run(self) -> None:
        """Live through all days."""
        for tick in range(len(self.clock.instants)):
            if tick % len(TICK_HOURS) == 0:
                self.people.begin_day(self.clock.today(tick))
                for rows in self.returning.pop(tick // len(TICK_HOURS), ()):
                    self.is_free[rows] = True
            awake, woken = self.people.act(tick, self.clock.today(tick))
            self.trials.observe(awake, woken[awake], int(self.clock.instants[tick]))
            self._enter(tick, woken)
            self._call(awake[(woken[awake] & self.listens[awake]) != 0], tick)
            # Whoever does something that the next step must see goes on in another pass at once.
            while len(rows := self.agenda.take(tick)):
                self._move(rows, tick, woken[rows] & self.listens[rows])

    def _call(self, rows: Rows, tick: int) -> None:
        self.agenda.put(rows, np.full(len(rows), tick, dtype=np.int16))

    def _enter(self, tick: int, woken: npt.NDArray[np.int32]) -> None:
        """Take in whoever knocks and qualifies, is in no enrolment, and no exit rule would throw out at once."""
        if not self.graph.entry_settings.is_open_on(self.clock.today(tick)):
            return
        before = self.clock.now(max(tick - 1, 0))
        rows = self.arrivals.who(
            before=before, now=self.clock.now(tick), is_morning=tick % len(TICK_HOURS) == 0, woken=woken
        )
        if rows is not None and not len(rows):
            return
        rows = np.flatnonzero(self.is_free) if rows is None else rows[self.is_free[rows]]
        for rule in self.graph.exits:
            rows = rows[~self._exit(rule, rows)]
        if not len(rows):
            return
        today, graph = self.clock.today(tick), self.graph
        frame = pl.DataFrame(
            {"row": rows, **self.population.facts(graph.entry_fact_keys, rows, today=today, custom=graph.custom)}
        )
        rows = frame.filter(to_polars(graph.entry_settings.rule, today, custom=graph.custom))["row"].to_numpy()
        now = self.clock.instants[tick]
        self.is_free[rows] = False
        self.node[rows] = graph.entry
        self.entered[rows] = self.due[rows] = now
        self._call(rows, tick)
        self.listens[rows] = graph.nodes[graph.entry].listens
        self.entries += len(rows)

    def _move(self, rows: Rows, tick: int, woken: npt.NDArray[np.int32]) -> None:
        now, now_us, today = self.clock.now(tick), int(self.clock.instants[tick]), self.clock.today(tick)

        def judge(intents: pl.DataFrame) -> pl.DataFrame:
            return self.gate.answer(intents, now=now, now_us=now_us)

        outcome = self.spending.run(self.graph, self._frame(rows, woken, today), now=now, today=today, judge=judge)
        self._carry_out(outcome, rows, tick)

    def _frame(self, rows: Rows, woken: npt.NDArray[np.int32], today: date) -> pl.DataFrame:
        people, graph = self.population, self.graph
        needs = graph.needs_from(np.flatnonzero(np.bincount(self.node[rows])).tolist())
        columns: dict[str, Any] = {
            "enrolment_id": rows,
            "case_id": rows,
            "debtor_id": rows,
            "creditor_id": np.ones(len(rows), dtype=np.int64),
            "node": self.node[rows],
            "node_entered_at": pl.Series(self.entered[rows]).cast(INSTANT),
            "due_at": pl.Series(self.due[rows]).cast(INSTANT),
            "woken": woken,
        }
        columns |= {exit_column(rule): self._exit(rule, rows) for rule in graph.exits}
        for channel, has in (("email", "has_email"), ("sms", "has_mobile")):
            if channel in needs.channels:
                points = pl.Series(rows)
                columns[f"point.{channel}"] = points.set(pl.Series(~people.ints[has][rows]), None)
        if needs.zone:
            columns["zone"] = people.words["time_zone"].gather(people.codes["time_zone"][rows])
        columns |= people.facts(needs.facts, rows, today=today, custom=graph.custom)
        return pl.DataFrame(columns)

    def _exit(self, rule: ExitRule, rows: Rows) -> npt.NDArray[np.bool_]:
        people = self.population
        holds: npt.NDArray[np.bool_]
        match rule:
            case ExitRule.CLOSED:
                holds = people.codes["status"][rows] == 1
            case ExitRule.PAID:
                holds = people.ints["balance_cents"][rows] <= 0
            case ExitRule.HELD:
                holds = people.ints["on_hold"][rows]
            case ExitRule.OPTED_OUT_ALL:
                both = people.ints["opted_out_email"][rows] & people.ints["opted_out_sms"][rows]
                holds = people.ints["is_ceased"][rows] | both
        return holds

    def _carry_out(self, outcome: Outcome, rows: Rows, tick: int) -> None:
        moves = outcome.moves
        self.node[rows] = moves["node"].to_numpy()
        self.entered[rows] = moves["node_entered_at"].to_physical().to_numpy()
        due = moves["due_at"].dt.timestamp("us").fill_null(NEVER).to_numpy()
        self.due[rows] = due
        self.agenda.put(rows, np.maximum(self.clock.tick_of(due), np.int16(tick)))
        self.listens[rows] = moves["listens"].to_numpy()
        self.steps += outcome.taken.count
        ended = moves["outcome"].is_not_null().to_numpy()
        if ended.any():
            self._end(rows[ended], moves["outcome"].drop_nulls(), tick)
        if self.trials:
            self.trials.draw(outcome.decisions, rows, int(self.clock.instants[tick]))
        self.doing.carry_out(outcome, tick=tick, today=self.clock.today(tick))

    def _end(self, rows: Rows, outcomes: pl.Series, tick: int) -> None:
        for name, count in outcomes.value_counts().iter_rows():
            self.outcomes[name] += count
        again = self.graph.entry_settings.reentry_after
        self.listens[rows] = 0
        if again is not None:
            self.returning[tick // len(TICK_HOURS) + max(1, again.days)].append(rows)
