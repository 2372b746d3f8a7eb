"""The strategy that an address names, if the reader may see it, and the document that a request brings along."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import Http404
from pydantic import ValidationError

from acuerdo.console.access import StaffRequest
from acuerdo.console.scope import scope_of
from acuerdo.console.strategies.lines import Line, line_of
from acuerdo.strategies.queries import (
    FaultInWords,
    StrategyDraft,
    document_of,
    faults_in_words,
    faults_of_draft,
    strategy_draft,
)
from acuerdo.strategies.rules.document import Document, Node


@dataclass(frozen=True, slots=True)
class Tried:
    """The version to be tried out, and the faults that keep it from running."""

    line: Line
    strategy: StrategyDraft
    document: Document
    shows_draft: bool
    faults: list[FaultInWords]


def strategy_at(request: StaffRequest, strategy_id: int) -> tuple[Line, StrategyDraft]:
    """The strategy with its draft; raises Http404 where the reader's creditors do not use it."""
    scope = scope_of(staff=request.staff)
    line = line_of(strategy_id=strategy_id, scope=scope, language=request.staff.language)
    if line is None:
        raise Http404
    return line, strategy_draft(strategy_id=strategy_id)


def tried_at(request: StaffRequest, strategy_id: int) -> Tried:
    """What a trial runs on: the draft, or the live version if there is one and the address says `show=live`."""
    line, strategy = strategy_at(request, strategy_id)
    shows_draft = line.row.version is None or request.GET.get("show") != "live"
    document = strategy.document if shows_draft else document_of(strategy.live_version_id or 0)
    faults = faults_in_words(faults_of_draft(as_draft(strategy, document)))
    return Tried(line=line, strategy=strategy, document=document, shows_draft=shows_draft, faults=faults)


def posted_document(request: StaffRequest) -> Document | None:
    """The document in the field `doc`, or None if it has no shape."""
    try:
        return Document.model_validate_json(request.POST.get("doc", ""))
    except (ValidationError, RecursionError):
        return None


def node_of(document: Document, step: str) -> Node:
    """The step of that id; raises Http404."""
    for node in document.nodes:
        if node.id == step:
            return node
    raise Http404


def as_draft(strategy: StrategyDraft, document: Document) -> StrategyDraft:
    """The strategy as if this document were its draft."""
    return replace(strategy, draft=document.to_json())
