"""Writing strategies: drafts that two people cannot overwrite for each other, and versions that never change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from pydantic import ValidationError

from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish
from acuerdo.portfolio.queries import custom_facts
from acuerdo.strategies.enums import StrategyStatus
from acuerdo.strategies.events import StrategyPublished
from acuerdo.strategies.models import Strategy, StrategyVersion
from acuerdo.strategies.operations.waking import CHANNEL
from acuerdo.strategies.queries.soundness import faults_of_draft
from acuerdo.strategies.rules.changes import Changes, compare
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.faults import Fault
from acuerdo.strategies.rules.graph import compile_graph


class CannotSaveDraft(Exception):
    """The key is taken, the document has no shape, or somebody else saved meanwhile; `reason` says which."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class CannotPublish(Exception):
    """The draft has faults (`faults` name the steps), or the strategy was stopped."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults) or "the strategy was stopped")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Published:
    """The version that went live, and what it changed; cases already inside finish on their own version."""

    version_id: int
    number: int
    changes: Changes


def create_strategy(*, document: Document, creditor_id: int | None, actor: Actor, now: datetime) -> int:
    """Keep a new strategy as a draft under the name in its document; returns its key. Faults are allowed in drafts.

    Raises `CannotSaveDraft` (`taken`).
    """
    try:
        with transaction.atomic():
            strategy = Strategy.objects.create(
                key=document.name,
                title=document.title,
                creditor_id=creditor_id,
                draft=document.to_json(),
                created_at=now,
                updated_at=now,
                updated_by=actor.name,
            )
            _record("created", strategy, actor, now, after={"steps": len(document.nodes)})
    except IntegrityError:
        raise CannotSaveDraft("taken", f"there is a strategy {document.name!r} already") from None
    return strategy.pk


def save_draft(*, strategy_id: int, revision: int, document: Any, actor: Actor, now: datetime) -> int:
    """Replace the draft that is still at `revision`; returns the new revision. Running cases are not touched.

    `document` is a Document or its JSON. Raises `CannotSaveDraft` (`shape`, `changed_meanwhile`, `renamed`).
    """
    try:
        draft = document if isinstance(document, Document) else Document.model_validate(document)
    except ValidationError as error:
        raise CannotSaveDraft("shape", str(error)) from None
    with transaction.atomic():
        strategy = Strategy.objects.select_for_update().get(pk=strategy_id)
        if strategy.draft_revision != revision:
            raise CannotSaveDraft("changed_meanwhile", f"{strategy.updated_by} saved it meanwhile")
        if draft.name != strategy.key:
            raise CannotSaveDraft("renamed", f"the name must stay {strategy.key!r}")
        changes = compare(Document.model_validate(strategy.draft), draft)
        strategy.draft, strategy.title = draft.to_json(), draft.title
        strategy.draft_revision = revision + 1
        strategy.updated_at, strategy.updated_by = now, actor.name
        strategy.save()
        _record("draft_saved", strategy, actor, now, after={"revision": revision + 1, **changes.to_json()})
    return strategy.draft_revision


def publish_strategy(*, strategy_id: int, actor: Actor, now: datetime) -> Published:
    """Make the draft the live version; new cases take it from now on, cases inside finish on theirs.

    A draft equal to the live version makes no new one. Raises `CannotPublish` with every fault.
    """
    with transaction.atomic():
        strategy = Strategy.objects.select_for_update().get(pk=strategy_id)
        document = _sound(strategy)
        last = StrategyVersion.objects.filter(strategy_id=strategy_id).order_by("-number").first()
        before = Document.model_validate(last.document) if last else None
        changes = compare(before, document)
        if last is None or before != document or strategy.live_version_id != last.pk:
            last = StrategyVersion.objects.create(
                strategy=strategy,
                number=last.number + 1 if last else 1,
                document=strategy.draft,
                published_at=now,
                published_by=actor.name,
            )
        _go_live(strategy, last, document, actor, now, changes)
    return Published(last.pk, last.number, changes)


def _sound(strategy: Strategy) -> Document:
    if strategy.status == StrategyStatus.STOPPED:
        raise CannotPublish([])
    document = Document.model_validate(strategy.draft)
    if faults := faults_of_draft(strategy):
        raise CannotPublish(faults)
    return document


def _go_live(
    strategy: Strategy, version: StrategyVersion, document: Document, actor: Actor, now: datetime, changes: Changes
) -> None:
    settings = compile_graph(document, custom=custom_facts(creditor_id=strategy.creditor_id)).entry_settings
    strategy.live_version_id = version.pk
    strategy.priority = settings.priority
    if strategy.status == StrategyStatus.DRAFT:
        strategy.status = StrategyStatus.LIVE
    strategy.scan_at = now if strategy.status == StrategyStatus.LIVE else None
    strategy.updated_at, strategy.updated_by = now, actor.name
    strategy.save()
    _record("published", strategy, actor, now, after={"version": version.number, **changes.to_json()})
    publish(StrategyPublished(strategy_id=strategy.pk, version_id=version.pk, number=version.number), now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def _record(action: str, strategy: Strategy, actor: Actor, now: datetime, *, after: dict[str, Any]) -> None:
    audit.record(
        audit.Entry(
            action=f"strategies.strategy.{action}",
            obj_type="strategies.strategy",
            obj_id=strategy.pk,
            actor=actor,
            creditor_id=strategy.creditor_id,
            after=after,
        ),
        at=now,
    )
