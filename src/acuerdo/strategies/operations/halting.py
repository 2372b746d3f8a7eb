"""Pausing, resuming, stopping, archiving and deleting: set-wise, and final only where it says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish
from acuerdo.strategies.enums import EnrolmentStatus, StrategyStatus
from acuerdo.strategies.events import StrategyHalted
from acuerdo.strategies.models import HeldKnock, Strategy, StrategyVersion
from acuerdo.strategies.operations.claiming import LANES
from acuerdo.strategies.operations.enrolling import first_look
from acuerdo.strategies.operations.knocking import Admitted, admit_held, admit_knockers
from acuerdo.strategies.operations.waking import CHANNEL
from acuerdo.strategies.queries.uses import Use, uses_of_strategy
from acuerdo.strategies.queries.versions import graph_of

_TAKE_OFF = f"""
    DELETE FROM strategies_dueenrolment d USING strategies_enrolment e
    WHERE e.strategy_id = %(strategy)s AND e.status = {EnrolmentStatus.ACTIVE.value}
      AND d.shard = e.debtor_id %% {shards.SHARDS} AND d.lane IN ({LANES}) AND d.due_at = e.due_at
      AND d.enrolment_id = e.id
"""  # noqa: S608 - composed of constants only
# Whoever was told of an event meanwhile is due at once.
_PUT_BACK = f"""
    WITH back AS (
        UPDATE strategies_enrolment SET due_at = CASE WHEN woken <> 0 THEN %(now)s ELSE due_at END
        WHERE strategy_id = %(strategy)s AND status = {EnrolmentStatus.ACTIVE.value}
        RETURNING id, debtor_id, version_id, due_at
    )
    INSERT INTO strategies_dueenrolment (shard, lane, due_at, enrolment_id)
    SELECT back.debtor_id %% {shards.SHARDS}, l.lane, back.due_at, back.id
    FROM back JOIN unnest(%(versions)s::bigint[], %(lanes)s::smallint[]) AS l(version_id, lane) USING (version_id)
"""  # noqa: S608 - composed of constants only
_END_ALL = f"""
    UPDATE strategies_enrolment
    SET status = {EnrolmentStatus.ENDED.value}, outcome = 'stopped', ended_at = %(now)s, due_at = NULL
    WHERE strategy_id = %(strategy)s AND status = {EnrolmentStatus.ACTIVE.value}
"""  # noqa: S608 - composed of constants only


class CannotHalt(Exception):
    """Its state does not allow this (`reason` is `state`), or something else uses it (`used`; `uses` says what)."""

    def __init__(self, message: str, *, reason: str = "state", uses: Sequence[Use] = ()) -> None:
        super().__init__(message)
        self.reason, self.uses = reason, tuple(uses)


def pause_strategy(*, strategy_id: int, actor: Actor, now: datetime) -> None:
    """Hold every case of a live strategy where it stands; messages already queued still go, after their own check.

    Events that come meanwhile are remembered, for those inside and for those whom they would bring in.
    """
    with transaction.atomic():
        strategy = _take(strategy_id, StrategyStatus.LIVE)
        _run(_TAKE_OFF, strategy_id, now)
        _set(strategy, StrategyStatus.PAUSED, scan_at=None, actor=actor, now=now)


def resume_strategy(*, strategy_id: int, actor: Actor, now: datetime) -> Admitted:
    """Let a paused strategy go on; whatever fell due meanwhile is due now, and is judged anew.

    Who came to its entry by an event meanwhile comes in now, unless that was too long ago; fixed times that passed
    bring nobody in any more.
    """
    with transaction.atomic():
        strategy = _take(strategy_id, StrategyStatus.PAUSED)
        # While it is still paused: what has been noted of it, but not been held for it yet.
        admit_knockers(now=now)
        _put_back(strategy_id, now)
        _set(strategy, StrategyStatus.LIVE, scan_at=first_look(strategy, now=now), actor=actor, now=now)
        admitted = admit_held(strategy, now=now)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
        return admitted


def stop_strategy(*, strategy_id: int, actor: Actor, now: datetime) -> None:
    """End a strategy and every case in it, for good; their outcome is `stopped`.

    Refused (`used`) while a live or paused strategy leads into it, or a campaign uses it.
    """
    with transaction.atomic():
        strategy = _take(strategy_id, StrategyStatus.LIVE, StrategyStatus.PAUSED)
        _refuse_if_used(strategy)
        _run(_TAKE_OFF, strategy_id, now)
        _run(_END_ALL, strategy_id, now)
        HeldKnock.objects.filter(strategy_id=strategy_id).delete()
        _set(strategy, StrategyStatus.STOPPED, scan_at=None, actor=actor, now=now)


def archive_strategy(*, strategy_id: int, actor: Actor, now: datetime) -> None:
    """Take a draft or a stopped strategy off the lists; its name is free again, its cases' history stays."""
    with transaction.atomic():
        strategy = _idle(strategy_id, StrategyStatus.DRAFT, StrategyStatus.STOPPED)
        _set(strategy, StrategyStatus.ARCHIVED, scan_at=None, actor=actor, now=now)


def delete_strategy(*, strategy_id: int, actor: Actor, now: datetime) -> None:
    """Remove a draft that was never published; anything else may only be archived."""
    with transaction.atomic():
        strategy = _idle(strategy_id, StrategyStatus.DRAFT)
        if StrategyVersion.objects.filter(strategy_id=strategy_id).exists():
            raise CannotHalt(f"{strategy.key} was published")
        _record("deleted", strategy, actor, now, before={"status": strategy.status}, after=None)
        strategy.delete()


def _idle(strategy_id: int, *allowed: StrategyStatus) -> Strategy:
    strategy = Strategy.objects.select_for_update().get(pk=strategy_id)
    if strategy.status not in allowed:
        raise CannotHalt(f"{strategy.key} is {strategy.status}")
    _refuse_if_used(strategy)
    return strategy


def _refuse_if_used(strategy: Strategy) -> None:
    if uses := uses_of_strategy(strategy.key):
        names = ", ".join(use.key for use in uses)
        raise CannotHalt(f"{strategy.key} is used by {names}", reason="used", uses=uses)


def _take(strategy_id: int, *allowed: StrategyStatus) -> Strategy:
    # All shards, so that no batch is half-way through with cases of this strategy.
    shards.lock(range(shards.SHARDS))
    strategy = Strategy.objects.select_for_update().get(pk=strategy_id)
    if strategy.status not in allowed:
        raise CannotHalt(f"{strategy.key} is {strategy.status}")
    return strategy


def _put_back(strategy_id: int, now: datetime) -> None:
    versions = list(StrategyVersion.objects.filter(strategy_id=strategy_id).values_list("pk", flat=True))
    lanes = [graph_of(version).entry_settings.lane.place for version in versions]
    with connection.cursor() as cursor:
        cursor.execute(_PUT_BACK, {"strategy": strategy_id, "now": now, "versions": versions, "lanes": lanes})


def _run(sql: str, strategy_id: int, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"strategy": strategy_id, "now": now})


def _set(strategy: Strategy, status: StrategyStatus, *, scan_at: datetime | None, actor: Actor, now: datetime) -> None:
    before = strategy.status
    strategy.status, strategy.scan_at = status, scan_at
    strategy.updated_at, strategy.updated_by = now, actor.name
    strategy.save()
    _record(status, strategy, actor, now, before={"status": before}, after={"status": status})
    if status in (StrategyStatus.PAUSED, StrategyStatus.STOPPED):
        publish(StrategyHalted(strategy_id=strategy.pk, status=status.value), now=now)


def _record(
    action: str,
    strategy: Strategy,
    actor: Actor,
    now: datetime,
    *,
    before: dict[str, str] | None,
    after: dict[str, str] | None,
) -> None:
    audit.record(
        audit.Entry(
            action=f"strategies.strategy.{action}",
            obj_type="strategies.strategy",
            obj_id=strategy.pk,
            actor=actor,
            creditor_id=strategy.creditor_id,
            before=before,
            after=after,
        ),
        at=now,
    )
