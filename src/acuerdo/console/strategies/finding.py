"""The strategy that an address names, if the reader may see it, and the document that a request brings along."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404
from pydantic import ValidationError

from acuerdo.console.access import StaffRequest
from acuerdo.console.scope import scope_of
from acuerdo.console.strategies.lines import Line, line_of
from acuerdo.strategies.queries import StrategyDraft, strategy_draft
from acuerdo.strategies.rules.document import Document, Node


def strategy_at(request: StaffRequest, strategy_id: int) -> tuple[Line, StrategyDraft]:
    """The strategy with its draft; raises Http404 where the reader's creditors do not use it."""
    scope = scope_of(staff=request.staff)
    line = line_of(strategy_id=strategy_id, scope=scope, language=request.staff.language)
    if line is None:
        raise Http404
    return line, strategy_draft(strategy_id=strategy_id)


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
