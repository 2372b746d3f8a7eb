"""What the strategy screens show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from acuerdo.console.strategies.lines import Line
from acuerdo.console.strategies.pauses import pause_words
from acuerdo.console.strategies.steps_shown import Shown, steps_of
from acuerdo.strategies.enums import StrategyStatus
from acuerdo.strategies.queries import (
    FaultInWords,
    StrategyDraft,
    document_of,
    faults_in_words,
    faults_of_draft,
    strategy_file,
)
from acuerdo.strategies.queries.waiting import pause_of

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
class DetailPage:
    """The list view: steps of what is live, or of the draft with its faults."""

    line: Line
    steps: Sequence[Shown]
    faults: Sequence[FaultInWords]
    shows_draft: bool
    revision: int
    may_undo: bool
    calls_others: bool
    pause: Sequence[str]

    @property
    def is_sound(self) -> bool:
        return not self.faults


def detail_page(
    *, strategy: StrategyDraft, line: Line, language: str, wants_draft: bool, may_undo: bool, now: datetime
) -> DetailPage:
    """The steps of what is live (or of the draft) with their counts, and the draft's faults."""
    live = document_of(strategy.live_version_id) if strategy.live_version_id else None
    shows_draft = live is None or wants_draft
    shown = strategy.document if live is None or wants_draft else live
    faults = faults_in_words(faults_of_draft(strategy))
    is_paused = line.row.status == StrategyStatus.PAUSED
    return DetailPage(
        line=line,
        steps=steps_of(strategy=strategy, document=shown, faults=faults if shows_draft else (), language=language),
        faults=faults,
        shows_draft=shows_draft,
        revision=strategy.revision,
        may_undo=may_undo,
        calls_others=any(node.kind == "webhook" for node in shown.nodes),
        pause=pause_words(pause_of(strategy_id=strategy.id, now=now)) if is_paused else (),
    )


def file_of(strategy: StrategyDraft) -> str:
    """The draft as its file."""
    return strategy_file(strategy_id=strategy.id)
