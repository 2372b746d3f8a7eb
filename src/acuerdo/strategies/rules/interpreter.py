"""The interpreter: a frame of due enrolments in, moves and effects out. Pure and columnar; knows no database.

One pass: exit rules first, then the steps where enrolments were claimed waiting, then every other step once in the
order of the graph, until each enrolment waits or has ended. See docs/algorithms/engine.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from acuerdo.strategies.enums import ExitRule
from acuerdo.strategies.rules.graph import Graph
from acuerdo.strategies.rules.kinds import (
    EPOCH,
    INSTANT,
    MICROSECOND,
    NEVER,
    STAY,
    Asker,
    Chances,
    Context,
    Instants,
    Judge,
    Outlets,
    Places,
    Rows,
    Step,
    T,
    by_value,
    instants_of,
)

END = "end:"  # a decision whose outlet begins so ended the enrolment; the outcome follows
DECISIONS: dict[str, type[pl.DataType]] = {
    "row": pl.UInt32,
    "enrolment_id": pl.Int64,
    "node": pl.Int16,
    "outlet": pl.String,
    "arm": pl.String,
    "propensity": pl.Float64,
}


def exit_column(rule: ExitRule) -> str:
    """Name the boolean frame column that says whether an exit rule holds."""
    return f"exit.{rule}"


@dataclass(frozen=True, slots=True)
class Taken:
    """The ways taken in a pass, as the steps told of them; and who ended where, by the name of the outcome."""

    graph: Graph
    enrolments: pl.Series
    ways: Sequence[tuple[Places, int, Outlets, Chances | None]]
    ends: Sequence[tuple[Places, npt.NDArray[np.int16], str]]

    @property
    def count(self) -> int:
        """How many there are: the height of `decisions`."""
        return sum(len(at) for at, *_ in self.ways) + sum(len(at) for at, *_ in self.ends)

    def decisions(self) -> pl.DataFrame:
        """Put them into a frame, see `Outcome.decisions`."""
        # One code per (step, outlet) and per outcome, so that names are looked up once for the whole pass.
        names: list[str] = []
        rows, nodes, codes, chances = [], [], [], []
        for at, place, outlet, drawn in self.ways:
            rows.append(at)
            nodes.append(np.full(len(at), place, dtype=np.int16))
            codes.append(outlet.astype(np.int64) + len(names))
            chances.append(np.full(len(at), np.nan) if drawn is None else drawn)
            names.extend(self.graph.nodes[place].outlets)
        for at, node, name in self.ends:
            rows.append(at)
            nodes.append(node)
            codes.append(np.full(len(at), len(names), dtype=np.int64))
            chances.append(np.full(len(at), np.nan))
            names.append(f"{END}{name}")
        if not rows:
            return pl.DataFrame(schema=DECISIONS)
        row, code, chance = np.concatenate(rows), np.concatenate(codes), np.concatenate(chances)
        outlets = pl.Series([*names, None], dtype=pl.String)
        return pl.DataFrame(
            {
                "row": row.astype(np.uint32),
                "enrolment_id": self.enrolments[row],
                "node": np.concatenate(nodes),
                "outlet": outlets[code],
                "arm": outlets[np.where(np.isnan(chance), len(names), code)],
                "propensity": pl.Series(chance, nan_to_null=True),
            }
        )


@dataclass(frozen=True)
class Outcome:
    """What a pass decided. Frames, each with `row` = place in the given frame and `enrolment_id`.

    `moves`: node, node_entered_at, due_at (null once ended), listens (bits), outcome (null while active); every row
    of the given frame once, in its order. `intents`: allowed contacts with all columns of the gate's answer.
    `verdicts`: the gate's answer that decided, one for each (row, node) asked about. `tasks`: work for agents. These
    three are None when there are none. `effects`: by the names and with the columns of `kinds.EFFECTS`, only those that
    have rows.
    """

    moves: pl.DataFrame
    taken: Taken
    intents: pl.DataFrame | None
    verdicts: pl.DataFrame | None
    tasks: pl.DataFrame | None
    effects: Mapping[str, pl.DataFrame]

    @cached_property
    def decisions(self) -> pl.DataFrame:
        """One per way taken: node, outlet; where it was drawn by lot also arm (the outlet again) and propensity.

        The propensity is the chance that the way had; where nothing was drawn, both are null. Put together when first
        asked for: a simulation mostly counts them.
        """
        return self.taken.decisions()


def run(graph: Graph, frame: pl.DataFrame, *, now: datetime, today: date, judge: Judge) -> Outcome:
    """Move every enrolment of the frame as far as it goes at `now`.

    Columns of `frame`: enrolment_id, case_id, debtor_id, creditor_id i64; node i16; node_entered_at, due_at (when it
    was due; datetime UTC); woken i32 (bits of `WakeEvent`); `exit.<rule>` bool for each of `graph.exits`;
    `point.<channel>` i64|null for each of `graph.channels`; `zone` str; and `graph.fact_keys`. Of these three only what
    `graph.needs_from` names for the steps where somebody stands is looked at.
    `today` is the date where the creditor is. `judge` answers a frame of intents, row by row: decision
    (allow|warn|defer|deny), next_allowed_at, and any columns to be carried along; it must itself remember what it
    allowed, because a person may come up twice in a pass.
    """
    return run_together([walk(graph, frame, now=now, today=today)], judge)[0]


def walk(graph: Graph, frame: pl.DataFrame, *, now: datetime, today: date) -> Asker[Outcome]:
    """Do what `run` does, but leave asking to `run_together`."""
    state = _Walk(graph, frame, now=now, today=today)
    state.leave_by_exit_rules()
    state.resume()
    yield from state.go_on()
    state.settle()
    return state.outcome()


def run_together(walks: Sequence[Asker[Outcome]], judge: Judge) -> list[Outcome]:
    """Run walks side by side, with as few questions to `judge` as the one that asks most; answers in their order."""
    asker = _together(walks)
    try:
        intents = next(asker)
        while True:
            intents = asker.send(judge(intents))
    except StopIteration as end:
        outcomes: list[Outcome] = end.value
        return outcomes


def _together(askers: Sequence[Asker[T]]) -> Asker[list[T]]:
    """Put what all of them ask at the same time into one frame: to ask for ten costs about as much as for a hundred."""
    found: dict[int, T] = {}
    answers: dict[int, pl.DataFrame | None] = dict.fromkeys(range(len(askers)))
    while answers:
        asked: dict[int, pl.DataFrame] = {}
        for number, answer in answers.items():
            try:
                asked[number] = next(askers[number]) if answer is None else askers[number].send(answer)
            except StopIteration as end:
                found[number] = end.value
        answers = {}
        if asked:
            told, start = (yield pl.concat(asked.values())), 0
            for number, intents in asked.items():
                answers[number] = told[start : start + intents.height]
                start += intents.height
    return [found[number] for number in range(len(askers))]


@dataclass
class _Effects:
    intents: list[pl.DataFrame] = field(default_factory=list)
    verdicts: list[pl.DataFrame] = field(default_factory=list)
    tasks: list[pl.DataFrame] = field(default_factory=list)
    others: dict[str, list[pl.DataFrame]] = field(default_factory=dict)

    def add(self, step: Step) -> None:
        for kept, new in ((self.intents, step.intents), (self.verdicts, step.verdicts), (self.tasks, step.tasks)):
            if new is not None and new.height:
                kept.append(new)
        for name, frame in step.effects.items():
            self.others.setdefault(name, []).append(frame)


class _Walk:
    """State of one pass: where each row stands, and which rows have just come to which step."""

    def __init__(self, graph: Graph, frame: pl.DataFrame, *, now: datetime, today: date) -> None:
        self.graph, self.frame = graph, frame
        self.now, self.today = now, today
        self.now_us = (now - EPOCH) // MICROSECOND
        self.node = frame["node"].to_numpy().astype(np.int16)
        self.entered = instants_of(frame["node_entered_at"])
        self.due = instants_of(frame["due_at"])
        self.woken = frame["woken"].to_numpy()
        self.outcomes: list[tuple[Places, str]] = []
        self.ways: list[tuple[Places, int, Outlets, Chances | None]] = []
        self.arrivals: list[list[Places]] = [[] for _ in graph.nodes]
        self.claimed: dict[int, Places] = {}
        self.effects = _Effects()

    def leave_by_exit_rules(self) -> None:
        """End whoever an exit rule holds for; group the rest by the step they stand at."""
        staying = np.ones(len(self.node), dtype=np.bool_)
        for rule in self.graph.exits:
            leaving = np.flatnonzero(self.frame[exit_column(rule)].to_numpy() & staying)
            if len(leaving):
                staying[leaving] = False
                self.outcomes.append((leaving, str(rule)))
                self.due[leaving] = NEVER
        at = np.flatnonzero(staying)
        self.claimed = {place: at[part] for place, part in by_value(self.node[at])}

    def resume(self) -> None:
        """Let go the waiting ones whose time or event has come."""
        for place, at in self.claimed.items():
            if self.graph.nodes[place].kind.waiting:
                self._step(place, at, arrived=False)

    def go_on(self) -> Asker[None]:
        """Visit every step that does not wait, once, with all who stand there; steps of a round ask together."""
        for each in self.graph.rounds:
            for place in each.quiet:
                self._visit(place)
            standing = ((place, self._standing(place)) for place in each.asking)
            yield from _together([self._ask(place, at) for place, at in standing if at is not None])

    def _visit(self, place: int) -> None:
        at = self._standing(place)
        if at is None:
            return
        self._step(place, at, arrived=False)
        outcome = self.graph.nodes[place].outcome
        if outcome is not None:
            self.outcomes.append((at, outcome))
            self.due[at] = NEVER

    def _standing(self, place: int) -> Places | None:
        groups = self.arrivals[place]
        if place in self.claimed:
            groups = [*groups, self.claimed[place]]
        return _joined(groups) if groups else None

    def settle(self) -> None:
        """Give those who came to a waiting step the instant they are due."""
        for place, groups in enumerate(self.arrivals):
            if groups and self.graph.nodes[place].kind.waiting:
                self._step(place, _joined(groups), arrived=True)

    def _step(self, place: int, at: Places, *, arrived: bool) -> None:
        decided = self._decide(place, at, arrived=arrived)
        assert isinstance(decided, Step)  # noqa: S101 - only kinds that ask do otherwise
        self._take_down(place, at, decided)

    def _ask(self, place: int, at: Places) -> Asker[None]:
        decided = self._decide(place, at, arrived=False)
        assert not isinstance(decided, Step)  # noqa: S101 - this kind asks
        self._take_down(place, at, (yield from decided))

    def _decide(self, place: int, at: Places, *, arrived: bool) -> Step | Asker[Step]:
        graph, node = self.graph, self.graph.nodes[place]
        rows = Rows(self.frame, at, arrived, self.entered[at], self.due[at], self.woken[at])
        ctx = Context(self.now, self.now_us, self.today, graph.custom, place, graph.name, node.id)
        return node.kind.step(rows, node.settings, ctx)

    def _take_down(self, place: int, at: Places, step: Step) -> None:
        self.effects.add(step)
        staying = step.outlet == STAY
        if step.due is not None and staying.any():
            self.due[at[staying]] = step.due[staying]
        self._lead(place, at, step)

    def _lead(self, place: int, at: Places, step: Step) -> None:
        outlet, chances = step.outlet, step.propensity
        for number, target in enumerate(self.graph.nodes[place].targets):
            going = at[outlet == number]
            if len(going):
                self.arrivals[target].append(going)
                self.node[going] = target
                self.entered[going] = self.now_us
        moved = outlet != STAY
        if moved.any():
            self.ways.append((at[moved], place, outlet[moved], None if chances is None else chances[moved]))

    def outcome(self) -> Outcome:
        """Put the arrays back into frames."""
        listens = np.array([node.listens for node in self.graph.nodes], dtype=np.int32)
        ended = np.full(len(self.node), len(self.outcomes), dtype=np.int64)
        for number, (at, _) in enumerate(self.outcomes):
            ended[at] = number
        names = pl.Series([*(name for _, name in self.outcomes), None], dtype=pl.String)
        moves = pl.DataFrame(
            {
                "row": np.arange(len(self.node), dtype=np.uint32),
                "enrolment_id": self.frame["enrolment_id"],
                "node": self.node,
                "node_entered_at": _times(self.entered),
                "due_at": _times(self.due),
                "listens": listens[self.node],
                "outcome": names[ended],
            }
        )
        return Outcome(
            moves=moves,
            taken=Taken(
                self.graph,
                self.frame["enrolment_id"],
                self.ways,
                [(at, self.node[at], name) for at, name in self.outcomes],
            ),
            intents=_stack(self.effects.intents),
            verdicts=_stack(self.effects.verdicts),
            tasks=_stack(self.effects.tasks),
            effects={name: pl.concat(frames) for name, frames in self.effects.others.items()},
        )


def _joined(groups: Sequence[Places]) -> Places:
    return groups[0] if len(groups) == 1 else np.concatenate(groups)


def _times(instants: Instants) -> pl.Series:
    series = pl.Series(instants)
    return series.set(series == NEVER, None).cast(INSTANT)


def _stack(frames: list[pl.DataFrame]) -> pl.DataFrame | None:
    return pl.concat(frames) if frames else None
