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
from acuerdo.segments.rules import dump_rule
from acuerdo.strategies.enums import RunningCases, StrategyStatus
from acuerdo.strategies.events import StrategyPublished
from acuerdo.strategies.models import Strategy, StrategyVersion
from acuerdo.strategies.operations.enrolling import first_look
from acuerdo.strategies.operations.moving import start_move
from acuerdo.strategies.operations.waking import CHANNEL
from acuerdo.strategies.queries.soundness import faults_of_document
from acuerdo.strategies.queries.versions import graph_of_draft, named_rules
from acuerdo.strategies.rules.changes import Changes, compare
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.faults import Fault


class CannotSaveDraft(Exception):
    """The key is taken, the document has no shape, or somebody else saved meanwhile; `reason` says which.

    For `changed_meanwhile`, `by` and `at` say who saved last and when, and `revision` what the draft is at now.
    """

    def __init__(
        self, reason: str, message: str, *, by: str = "", at: datetime | None = None, revision: int | None = None
    ) -> None:
        super().__init__(message)
        self.reason, self.by, self.at, self.revision = reason, by, at, revision


class CannotPublish(Exception):
    """Nothing went live. `reason`: `faults` (`faults` name the steps), `stopped`, `changed_meanwhile`, `no_version`.

    For `changed_meanwhile`, `by` and `at` say who saved last and when.
    """

    def __init__(
        self, faults: Sequence[Fault] = (), *, reason: str = "faults", by: str = "", at: datetime | None = None
    ) -> None:
        super().__init__("; ".join(str(fault) for fault in faults) or reason)
        self.faults, self.reason, self.by, self.at = tuple(faults), reason, by, at


@dataclass(frozen=True, slots=True)
class Published:
    """The version that went live, and what it changed against the version before.

    `move_id`: the move that takes running cases along (`queries.move_of` tells how far it is); None if they finish
    on their own version, or if there are none.
    """

    version_id: int
    number: int
    changes: Changes
    move_id: int | None = None


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
            raise CannotSaveDraft(
                "changed_meanwhile",
                f"{strategy.updated_by} saved it meanwhile",
                by=strategy.updated_by,
                at=strategy.updated_at,
                revision=strategy.draft_revision,
            )
        if draft.name != strategy.key:
            raise CannotSaveDraft("renamed", f"the name must stay {strategy.key!r}")
        changes = compare(Document.model_validate(strategy.draft), draft)
        strategy.draft, strategy.title = draft.to_json(), draft.title
        strategy.draft_revision = revision + 1
        strategy.updated_at, strategy.updated_by = now, actor.name
        strategy.save()
        _record("draft_saved", strategy, actor, now, after={"revision": revision + 1, **changes.to_json()})
    return strategy.draft_revision


def publish_strategy(
    *,
    strategy_id: int,
    running: RunningCases = RunningCases.FINISH,
    revision: int | None = None,
    actor: Actor,
    now: datetime,
) -> Published:
    """Make the draft the live version: new cases take it from now on, those inside finish on theirs or move.

    `revision` is the draft that was looked at; publishing another one is refused. A draft equal to the live version
    makes no new one; with `move`, cases on older versions are then taken to it. Raises `CannotPublish`.
    """
    with transaction.atomic():
        strategy = _locked(strategy_id)
        if revision not in (None, strategy.draft_revision):
            raise CannotPublish(reason="changed_meanwhile", by=strategy.updated_by, at=strategy.updated_at)
        return _publish(strategy, strategy.draft, running, actor, now)


def roll_back_strategy(
    *, strategy_id: int, number: int, running: RunningCases = RunningCases.FINISH, actor: Actor, now: datetime
) -> Published:
    """Publish the document of an older version as a new one; cases inside finish on theirs or move.

    A draft with changes of its own stays as it is; one that says what is live follows. The old document is checked
    like any other: what it names may be gone. Raises `CannotPublish`.
    """
    with transaction.atomic():
        strategy = _locked(strategy_id)
        older = StrategyVersion.objects.filter(strategy_id=strategy_id, number=number).first()
        if older is None:
            raise CannotPublish(reason="no_version")
        live = StrategyVersion.objects.filter(pk=strategy.live_version_id or 0).first()
        if live is not None and live.document == strategy.draft and older.document != strategy.draft:
            strategy.draft, strategy.title = older.document, older.document["title"]
            strategy.draft_revision += 1
        return _publish(strategy, older.document, running, actor, now)


def _locked(strategy_id: int) -> Strategy:
    strategy = Strategy.objects.select_for_update().get(pk=strategy_id)
    if strategy.status in (StrategyStatus.STOPPED, StrategyStatus.ARCHIVED):
        raise CannotPublish(reason="stopped")
    return strategy


def _publish(
    strategy: Strategy, written: dict[str, Any], running: RunningCases, actor: Actor, now: datetime
) -> Published:
    document = Document.model_validate(written)
    if faults := faults_of_document(document, creditor_id=strategy.creditor_id):
        raise CannotPublish(faults)
    last = StrategyVersion.objects.filter(strategy_id=strategy.pk).order_by("-number").first()
    before = Document.model_validate(last.document) if last else None
    changes = compare(before, document)
    named = {name: dump_rule(rule) for name, rule in named_rules(document, strategy.creditor_id).items()}
    if last is None or (before, last.named) != (document, named) or strategy.live_version_id != last.pk:
        last = StrategyVersion.objects.create(
            strategy=strategy,
            number=last.number + 1 if last else 1,
            document=written,
            named=named,
            published_at=now,
            published_by=actor.name,
        )
    _go_live(strategy, last, document, actor, now, changes)
    move_id = None
    if running == RunningCases.MOVE:
        move_id = start_move(strategy=strategy, version_id=last.pk, actor=actor, now=now)
    return Published(last.pk, last.number, changes, move_id)


def _go_live(
    strategy: Strategy, version: StrategyVersion, document: Document, actor: Actor, now: datetime, changes: Changes
) -> None:
    settings = graph_of_draft(document, creditor_id=strategy.creditor_id).entry_settings
    strategy.live_version_id = version.pk
    strategy.priority, strategy.trigger, strategy.entry_event = (
        settings.priority,
        settings.trigger,
        settings.event or "",
    )
    if strategy.status == StrategyStatus.DRAFT:
        strategy.status = StrategyStatus.LIVE
    # A look that is due already is not put off: it may be the one at a fixed time that nobody came to do yet.
    if strategy.scan_at is None or strategy.scan_at > now:
        strategy.scan_at = first_look(strategy, now=now) if strategy.status == StrategyStatus.LIVE else None
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
