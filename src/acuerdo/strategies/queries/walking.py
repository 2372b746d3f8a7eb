"""Walking one case through a strategy with a clock that skips waits: what would happen, step by step.

The production interpreter runs on a frame of one row; the gate is asked without reserving anything, and nothing is
written. What a step would change (a hold, a fact) is assumed for the steps after it, and the contacts it would make
count towards their limits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from acuerdo.cases.queries import days_of_creditors, fact_frame
from acuerdo.compliance.queries import VerdictStory, contacts_of, judge_intents
from acuerdo.compliance.queries.verdicts import story_of
from acuerdo.segments.rules import facts_of, to_polars
from acuerdo.strategies.enums import ExitRule, WakeEvent
from acuerdo.strategies.queries.standing import standing_of
from acuerdo.strategies.rules.graph import Graph
from acuerdo.strategies.rules.interpreter import END, Outcome, exit_column, run
from acuerdo.strategies.rules.kinds import RuleUse
from acuerdo.strategies.rules.texts import Text

# A walk longer than this goes round in a circle of waits; nobody reads on.
MOST_STEPS = 200
# An event that is chosen happens so long after the wait began, unless the wait is over before.
UNTIL_EVENT = timedelta(hours=1)
SKIP = ""


@dataclass(frozen=True, slots=True)
class RuleValue:
    """A rule of a step, and whether it holds for the case. `name` is the way it opens, or the setting it is in."""

    name: str
    rule: Any
    holds: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """A message a step would send: what, where to, in which tone."""

    channel: str
    template: str
    tone: str
    purpose: str
    landing: str | None
    tone_reason: str | None


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the walk, come to `at` and left `left_at`.

    `way`: the outlet taken (None: it waits, until `due_at`); `outcome` if the case ends here.
    """

    at: datetime
    step: str
    kind: str
    left_at: datetime | None = None
    way: str | None = None
    outcome: str | None = None
    due_at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    rules: Sequence[RuleValue] = ()
    verdict: VerdictStory | None = None
    next_allowed_at: datetime | None = None
    contact: Contact | None = None
    task: Text | None = None
    effects: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Walked:
    """How far a case came. `events`: what it waits for; `is_over` once it has ended (or nothing more can happen)."""

    stops: tuple[Stop, ...]
    events: tuple[WakeEvent, ...]
    is_over: bool
    due_at: datetime | None


def walk(
    graph: Graph, *, case_id: int, creditor_ids: Sequence[int], choices: Sequence[str] = (), now: datetime
) -> Walked | None:
    """Walk a case of these creditors from the entry at `now`; None if there is no such case.

    At each wait the next of `choices` says what happens: an event, or nothing ("") until the time is up. Without a
    choice left the walk stops there.
    """
    frame = standing_of(case_ids=[case_id], node=graph.entry, now=now)
    if frame.is_empty() or frame["creditor_id"][0] not in creditor_ids:
        return None
    return _Walk(graph, frame, now).go(list(choices))


@dataclass(frozen=True, slots=True)
class _Seen:
    """One pass: what the interpreter was given and answered."""

    outcome: Outcome
    frame: pl.DataFrame
    today: date
    stories: Mapping[int, VerdictStory]


class _Walk:
    def __init__(self, graph: Graph, frame: pl.DataFrame, now: datetime) -> None:
        self.graph, self.frame, self.now = graph, frame, now
        self.case_id: int = frame["case_id"][0]
        self.assumed: dict[str, pl.Expr] = {}
        self.contacts: pl.DataFrame | None = None
        self.stops: list[Stop] = []

    def go(self, choices: list[str]) -> Walked:
        """Pass after pass, until the case ends or nobody says what happens next."""
        while len(self.stops) < MOST_STEPS:
            moved = self._pass()
            if moved["outcome"] is not None:
                return Walked(tuple(self.stops), (), True, None)
            node, due = self.graph.nodes[moved["node"]], moved["due_at"]
            self._stand(moved)
            # A step that only acts is due at once: it goes on by itself, as in production.
            if due is not None and due <= self.now:
                continue
            events = tuple(node.kind.events(node.settings))
            if not choices:
                return Walked(tuple(self.stops), events, False, due)
            self._happen(choices.pop(0), events, due)
        return Walked(tuple(self.stops), (), True, None)

    def _pass(self) -> dict[str, Any]:
        today = days_of_creditors([self.frame["creditor_id"][0]], now=self.now)[self.frame["creditor_id"][0]]
        seen = self._with_facts()
        stories: dict[int, VerdictStory] = {}

        def judge(intents: pl.DataFrame) -> pl.DataFrame:
            judged = judge_intents(intents, now=self.now, assumed=self.contacts)
            made = contacts_of(judged)
            self.contacts = made if self.contacts is None else pl.concat([self.contacts, made])
            stories.update({key: story_of(document) for key, document in judged.documents.items()})
            return pl.concat([intents, judged.frame.drop("question_id")], how="horizontal")

        outcome = run(self.graph, seen, now=self.now, today=today, judge=judge)
        self._tell(outcome, seen, today, stories)
        self._assume(outcome)
        return outcome.moves.row(0, named=True)

    def _with_facts(self) -> pl.DataFrame:
        keys = sorted({*self.graph.fact_keys, *self.graph.entry_fact_keys})
        facts = fact_frame([self.case_id], keys, now=self.now, custom=self.graph.custom)
        frame = self.frame.join(facts.drop("debtor_id", "creditor_id"), on="case_id", how="left")
        known = {name: value for name, value in self.assumed.items() if name in frame.columns}
        return frame.with_columns(**{name: value.cast(frame[name].dtype) for name, value in known.items()})

    def _stand(self, moved: Mapping[str, Any]) -> None:
        self.frame = self.frame.with_columns(
            pl.lit(moved["node"], dtype=pl.Int16).alias("node"),
            pl.lit(moved["node_entered_at"]).cast(self.frame["node_entered_at"].dtype).alias("node_entered_at"),
            pl.lit(moved["due_at"]).cast(self.frame["due_at"].dtype).alias("due_at"),
            pl.lit(0, dtype=pl.Int32).alias("woken"),
        )

    def _happen(self, choice: str, events: Sequence[WakeEvent], due: datetime | None) -> None:
        chosen = next((event for event in events if event == choice), None)
        if chosen is None:
            self.now = due or self.now
            return
        self.now = min(self.now + UNTIL_EVENT, due) if due else self.now + UNTIL_EVENT
        self.frame = self.frame.with_columns(pl.lit(chosen.bit, dtype=pl.Int32).alias("woken"))

    # --- telling -------------------------------------------------------------------------------------------------
    def _tell(self, outcome: Outcome, seen: pl.DataFrame, today: date, stories: Mapping[int, VerdictStory]) -> None:
        moves = outcome.moves.row(0, named=True)
        seen_with = _Seen(outcome, seen, today, stories)
        for decision in outcome.decisions.iter_rows(named=True):
            name = decision["outlet"]
            ends = name.startswith(END)
            stop = self._stop(decision["node"], seen_with)
            way, reason = (None, name.removeprefix(END)) if ends else (name, None)
            self._add(replace(stop, way=way, outcome=reason))
        if moves["outcome"] is None:
            self._add(replace(self._stop(moves["node"], seen_with), due_at=moves["due_at"]))

    def _add(self, stop: Stop) -> None:
        """Where the case waited before, what happens there now completes that stop."""
        last = self.stops[-1] if self.stops else None
        if last is not None and last.step == stop.step and last.way is None:
            self.stops.pop()
            effects = {**last.effects, **stop.effects}
            stop = replace(stop, at=last.at, left_at=stop.at, facts=last.facts or stop.facts, effects=effects)
        self.stops.append(stop)

    def _stop(self, place: int, seen: _Seen) -> Stop:
        node = self.graph.nodes[place]
        outcome, frame = seen.outcome, seen.frame
        verdict, contact, task = _at(outcome.verdicts, place), _at(outcome.intents, place), _at(outcome.tasks, place)
        uses = (*node.kind.entry_rules(node.settings), *node.kind.rules(node.settings))
        keys = sorted({*node.facts, *(self.graph.entry_fact_keys if place == self.graph.entry else ())})
        return Stop(
            at=self.now,
            step=node.id,
            kind=node.kind.name,
            facts={key: frame[key][0] for key in keys},
            rules=[_rule_value(use, frame, seen.today, self.graph) for use in uses],
            verdict=seen.stories.get(verdict["verdict_key"]) if verdict else None,
            next_allowed_at=verdict["next_allowed_at"] if verdict else None,
            contact=_contact(contact) if contact else None,
            task=_text_of(task) if task else None,
            effects={name: row for name, told in outcome.effects.items() if (row := _at(told, place))},
        )

    def _assume(self, outcome: Outcome) -> None:
        """What a step would change is taken as changed by those after it."""
        for name, frame in outcome.effects.items():
            for row in frame.iter_rows(named=True):
                match name:
                    case "custom_values":
                        value = pl.lit(json.loads(row["value"]))
                        self.assumed[f"custom.{row['key'].removeprefix('custom.')}"] = value
                    case "holds":
                        self._exit(ExitRule.HELD, holds=True)
                    case "releases":
                        self._exit(ExitRule.HELD, holds=False)

    def _exit(self, rule: ExitRule, *, holds: bool) -> None:
        self.frame = self.frame.with_columns(pl.lit(holds).alias(exit_column(rule)))


def _at(frame: pl.DataFrame | None, place: int) -> dict[str, Any] | None:
    if frame is None:
        return None
    found = frame.filter(pl.col("node") == place)
    return found.row(0, named=True) if found.height else None


def _contact(row: Mapping[str, Any]) -> Contact:
    return Contact(
        channel=row["channel"],
        template=row["template"],
        tone=row["tone"],
        purpose=row["purpose"],
        landing=row.get("landing"),
        tone_reason=row.get("tone_reason"),
    )


def _rule_value(use: RuleUse, seen: pl.DataFrame, today: date, graph: Graph) -> RuleValue:
    frame = seen.select("enrolment_id", *sorted(facts_of(use.rule)))
    holds = frame.select(to_polars(use.rule, today, custom=graph.custom).alias("holds"))["holds"]
    return RuleValue(use.field, use.rule, bool(holds[0]))


def _text_of(task: Mapping[str, Any]) -> Text:
    text: Text = json.loads(task["titles"]) if task["titles"] else task["title"]
    return text
