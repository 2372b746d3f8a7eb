"""Whether a draft may be published."""

from __future__ import annotations

from typing import Any, Protocol

from django.db.models import Q

from acuerdo.content.queries import templates
from acuerdo.portfolio.queries import custom_facts
from acuerdo.segments.queries import known_rules
from acuerdo.strategies.enums import StrategyStatus
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.rules.checks import find_faults
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.faults import Fault


class Drafted(Protocol):
    """Whatever carries a draft: the strategy itself, or `lists.StrategyDraft`."""

    @property
    def draft(self) -> dict[str, Any]: ...

    @property
    def creditor_id(self) -> int | None: ...


def faults_of_draft(strategy: Drafted) -> list[Fault]:
    """Name what keeps a draft from being published: its own faults, and templates its creditor has not published."""
    return faults_of_document(Document.model_validate(strategy.draft), creditor_id=strategy.creditor_id)


def faults_of_document(document: Document, *, creditor_id: int | None) -> list[Fault]:
    """Name what keeps a document from being published for a creditor (None: for all).

    Its own faults, templates that are not published, and strategies it sends cases to that do not take them in.
    """
    creditors = [] if creditor_id is None else [creditor_id]
    known = {line.key: line.channel for line in templates(creditor_ids=creditors) if line.version is not None}
    taking = Strategy.objects.filter(status__in=(StrategyStatus.LIVE, StrategyStatus.PAUSED))
    if creditor_id is not None:
        taking = taking.filter(Q(creditor_id=None) | Q(creditor_id=creditor_id))
    return find_faults(
        document,
        templates=known,
        strategies=set(taking.values_list("key", flat=True)),
        named=known_rules(creditor_ids=creditors),
        custom=custom_facts(creditor_id=creditor_id),
    )
