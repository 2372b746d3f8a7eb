"""Why a message was sent or withheld: the verdict with its rules and where they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acuerdo.insights.queries import MessageEvidence, message_evidence


@dataclass(frozen=True, slots=True)
class Citation:
    """A rule and the text it rests on."""

    rule: str
    title: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class VerdictPage:
    message: MessageEvidence
    decision: str
    passed: Sequence[Citation]
    failed: Sequence[Citation]
    judged_at: datetime | None


def verdict_of_message(*, message_id: int, debtor_id: int, creditor_id: int) -> VerdictPage | None:
    """The evidence of one message of this pair; None if it is not theirs."""
    found = message_evidence(message_id=message_id, debtor_id=debtor_id, creditor_id=creditor_id)
    if found is None:
        return None
    document = found.document or {}
    sources = document.get("citations") or {}
    return VerdictPage(
        message=found,
        decision=found.decision,
        passed=[_citation(rule, sources) for rule in document.get("passed") or []],
        failed=[_citation(rule, sources) for rule in document.get("failed") or []],
        judged_at=found.judged_at,
    )


def _citation(rule: str, sources: Any) -> Citation:
    source = sources.get(rule, {}) if isinstance(sources, dict) else {}
    if isinstance(source, str):
        source = {"title": source}
    return Citation(
        rule=rule,
        title=str(source.get("title", "")),
        source=str(source.get("source", "")),
        url=str(source.get("url", "")),
    )
