"""Whether a draft may be published."""

from __future__ import annotations

from typing import Any, Protocol

from acuerdo.content.queries import templates
from acuerdo.portfolio.queries import custom_facts
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
    creditors = [] if strategy.creditor_id is None else [strategy.creditor_id]
    known = {line.key: line.channel for line in templates(creditor_ids=creditors) if line.version is not None}
    return find_faults(
        Document.model_validate(strategy.draft),
        templates=known,
        custom=custom_facts(creditor_id=strategy.creditor_id),
    )
