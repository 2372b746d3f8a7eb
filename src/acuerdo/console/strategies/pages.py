"""What the strategy screens show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from acuerdo.console.scope import Scope
from acuerdo.console.strategies.words import channel_words, duration_words, outlet_words, tone_words
from acuerdo.portfolio.queries import custom_facts
from acuerdo.segments.rules import describe, parse_rule
from acuerdo.strategies.queries import (
    FaultInWords,
    NodeCount,
    StrategyDraft,
    StrategyRow,
    document_of,
    faults_in_words,
    faults_of_draft,
    kinds_in_words,
    live_counts,
    strategies_of,
    strategy_file,
)
from acuerdo.strategies.rules.changes import Changes, compare
from acuerdo.strategies.rules.document import Document, Node

KIND_ICONS = {
    "entry": "log-in",
    "message": "send",
    "wait": "clock",
    "wait_event": "bell",
    "split": "split",
    "agent_task": "user-round",
    "end": "flag",
}


# What a new strategy begins with: one reminder, and an end for every way.
STARTER = """\
strategy: my-strategy
title: {es: Mi estrategia, en: My strategy}
start: entry
exit: [closed, paid, held]
steps:
  entry:
    kind: entry
    segment: {all: [{fact: debt.days_past_due, op: ">=", value: 3}]}
    next: reminder
  reminder:
    kind: message
    channel: sms
    template: reminder-sms
    tone: friendly
    next: {sent: wait, not_allowed: no_answer, no_contact_point: no_answer}
  wait:
    kind: wait_event
    events: [link_clicked, replied]
    timeout: P5D
    next: {link_clicked: answered, replied: answered, timeout: no_answer}
  answered: {kind: end, outcome: answered}
  no_answer: {kind: end, outcome: no_answer}
"""


@dataclass(frozen=True, slots=True)
class Line:
    row: StrategyRow
    title: str
    creditor: str

    @property
    def address(self) -> str:
        return reverse("console:strategies:detail", args=[self.row.id])


@dataclass(frozen=True, slots=True)
class IndexPage:
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a step: in words, where it leads, how many took it."""

    label: str
    to: str
    taken: int
    share: float | None


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the list view."""

    id: str
    kind: str
    label: str
    icon: str
    summary: str
    active: int
    moved: int
    ways: Sequence[Way]
    faults: Sequence[FaultInWords]


@dataclass(frozen=True, slots=True)
class DetailPage:
    line: Line
    steps: Sequence[StepLine]
    faults: Sequence[FaultInWords]
    changes: Changes | None
    shows_draft: bool

    @property
    def is_sound(self) -> bool:
        return not self.faults


def index_page(*, scope: Scope, language: str) -> IndexPage:
    """All strategies in the reader's scope, by priority."""
    return IndexPage(tuple(_line(row, scope, language) for row in strategies_of(creditor_ids=scope.ids)))


def line_of(*, strategy_id: int, scope: Scope, language: str) -> Line | None:
    """One strategy if it is in the reader's scope."""
    found = [row for row in strategies_of(creditor_ids=scope.ids) if row.id == strategy_id]
    return _line(found[0], scope, language) if found else None


def detail_page(*, strategy: StrategyDraft, line: Line, language: str, wants_draft: bool) -> DetailPage:
    """The steps of what is live (or of the draft) with their counts, the draft's faults and what it would change."""
    draft = strategy.document
    live = document_of(strategy.live_version_id) if strategy.live_version_id else None
    shows_draft = live is None or wants_draft
    shown = draft if live is None or wants_draft else live
    faults = faults_in_words(faults_of_draft(strategy))
    counts = {count.node_id: count for count in live_counts(strategy_id=strategy.id)}
    teller = _Teller(language, strategy.creditor_id)
    return DetailPage(
        line=line,
        steps=tuple(
            _step(node, shown, counts.get(node.id), teller, faults if shows_draft else ()) for node in shown.nodes
        ),
        faults=faults,
        changes=compare(live, draft) if live is not None and line.row.is_changed else None,
        shows_draft=shows_draft,
    )


def file_of(strategy: StrategyDraft) -> str:
    """The draft as its file."""
    return strategy_file(strategy_id=strategy.id)


def _line(row: StrategyRow, scope: Scope, language: str) -> Line:
    creditor = scope.creditor(row.creditor_id) if row.creditor_id else None
    title = row.title.get(language) or row.title.get("es") or row.key
    return Line(row=row, title=title, creditor=creditor.name if creditor else "")


class _Teller:
    """Says what a step does, in one line."""

    def __init__(self, language: str, creditor_id: int | None) -> None:
        self.language = language
        self.custom = tuple(custom_facts(creditor_id=creditor_id))
        self.kinds = {kind.name: kind for kind in kinds_in_words()}

    def label(self, kind: str) -> str:
        return self.kinds[kind].label if kind in self.kinds else kind

    def summary(self, node: Node) -> str:
        teller = getattr(self, f"_{node.kind}", None)
        return str(teller(node.data)) if teller else ""

    def _entry(self, data: Mapping[str, Any]) -> str:
        return self._rule(data.get("segment"))

    def _message(self, data: Mapping[str, Any]) -> str:
        parts = [channel_words(data.get("channel", "")), data.get("template", ""), tone_words(data.get("tone", ""))]
        return " · ".join(str(part) for part in parts if part)

    def _wait(self, data: Mapping[str, Any]) -> str:
        if data.get("for"):
            return duration_words(data["for"])
        return gettext("until %(time)s") % {"time": data.get("until", "?")}

    def _wait_event(self, data: Mapping[str, Any]) -> str:
        events = ", ".join(map(outlet_words, data.get("events", [])))
        return gettext("%(events)s, at most %(time)s") % {
            "events": events,
            "time": duration_words(data.get("timeout", "?")),
        }

    def _split(self, data: Mapping[str, Any]) -> str:
        return "; ".join(f"{way.get('name')}: {self._rule(way.get('when'))}" for way in data.get("branches", []))

    def _agent_task(self, data: Mapping[str, Any]) -> str:
        return str(data.get("title", ""))

    def _end(self, data: Mapping[str, Any]) -> str:
        return str(data.get("outcome", ""))

    def _rule(self, rule: Any) -> str:
        try:
            return describe(parse_rule(rule), self.language, custom=self.custom)
        except ValueError:  # a draft may hold a rule that cannot be read; its fault is listed
            return "?"


def _step(
    node: Node, document: Document, count: NodeCount | None, teller: _Teller, faults: Sequence[FaultInWords]
) -> StepLine:
    taken = dict(count.ways) if count else {}
    moved = sum(taken.values())
    ways = tuple(
        Way(outlet_words(edge.out), edge.to, taken.get(edge.out, 0), taken.get(edge.out, 0) / moved if moved else None)
        for edge in document.edges
        if edge.source == node.id
    )
    return StepLine(
        id=node.id,
        kind=node.kind,
        label=teller.label(node.kind),
        icon=KIND_ICONS.get(node.kind, "circle"),
        summary=teller.summary(node),
        active=count.active if count else 0,
        moved=moved,
        ways=ways,
        faults=[fault for fault in faults if fault.step == node.id],
    )
