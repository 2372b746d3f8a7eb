"""Pausing, resuming and stopping a strategy: set-wise, and final only where it says so."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish
from acuerdo.strategies.enums import EnrolmentStatus, StrategyStatus
from acuerdo.strategies.events import StrategyHalted
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.operations.waking import CHANNEL

_TAKE_OFF = f"""
    DELETE FROM strategies_dueenrolment d USING strategies_enrolment e
    WHERE e.strategy_id = %(strategy)s AND e.status = {EnrolmentStatus.ACTIVE.value}
      AND d.shard = e.debtor_id %% {shards.SHARDS} AND d.due_at = e.due_at AND d.enrolment_id = e.id
"""  # noqa: S608 - composed of constants only
# Whoever was told of an event meanwhile is due at once.
_PUT_BACK = f"""
    WITH back AS (
        UPDATE strategies_enrolment SET due_at = CASE WHEN woken <> 0 THEN %(now)s ELSE due_at END
        WHERE strategy_id = %(strategy)s AND status = {EnrolmentStatus.ACTIVE.value}
        RETURNING id, debtor_id, due_at
    )
    INSERT INTO strategies_dueenrolment (shard, due_at, enrolment_id)
    SELECT debtor_id %% {shards.SHARDS}, due_at, id FROM back
"""  # noqa: S608 - composed of constants only
_END_ALL = f"""
    UPDATE strategies_enrolment
    SET status = {EnrolmentStatus.ENDED.value}, outcome = 'stopped', ended_at = %(now)s, due_at = NULL
    WHERE strategy_id = %(strategy)s AND status = {EnrolmentStatus.ACTIVE.value}
"""  # noqa: S608 - composed of constants only


class CannotHalt(Exception):
    """The strategy is not in a state that allows this."""


def pause_strategy(*, strategy_id: int, actor: Actor, now: datetime) -> None:
    """Hold every case of a live strategy where it stands; messages already queued still go, after their own check.

    Events that come meanwhile are remembered.
    """
    with transaction.atomic():
        strategy = _take(strategy_id, StrategyStatus.LIVE)
        _run(_TAKE_OFF, strategy_id, now)
        _set(strategy, StrategyStatus.PAUSED, scan_at=None, actor=actor, now=now)


def resume_strategy(*, strategy_id: int, actor: Actor, now: datetime) -> None:
    """Let a paused strategy go on; whatever fell due meanwhile is due now, and is judged anew."""
    with transaction.atomic():
        strategy = _take(strategy_id, StrategyStatus.PAUSED)
        _run(_PUT_BACK, strategy_id, now)
        _set(strategy, StrategyStatus.LIVE, scan_at=now, actor=actor, now=now)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def stop_strategy(*, strategy_id: int, actor: Actor, now: datetime) -> None:
    """End a strategy and every case in it, for good; their outcome is `stopped`."""
    with transaction.atomic():
        strategy = _take(strategy_id, StrategyStatus.LIVE, StrategyStatus.PAUSED)
        _run(_TAKE_OFF, strategy_id, now)
        _run(_END_ALL, strategy_id, now)
        _set(strategy, StrategyStatus.STOPPED, scan_at=None, actor=actor, now=now)


def _take(strategy_id: int, *allowed: StrategyStatus) -> Strategy:
    # All shards, so that no batch is half-way through with cases of this strategy.
    shards.lock(range(shards.SHARDS))
    strategy = Strategy.objects.select_for_update().get(pk=strategy_id)
    if strategy.status not in allowed:
        raise CannotHalt(f"{strategy.key} is {strategy.status}")
    return strategy


def _run(sql: str, strategy_id: int, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"strategy": strategy_id, "now": now})


def _set(strategy: Strategy, status: StrategyStatus, *, scan_at: datetime | None, actor: Actor, now: datetime) -> None:
    before = strategy.status
    strategy.status, strategy.scan_at = status, scan_at
    strategy.updated_at, strategy.updated_by = now, actor.name
    strategy.save()
    audit.record(
        audit.Entry(
            action=f"strategies.strategy.{status}",
            obj_type="strategies.strategy",
            obj_id=strategy.pk,
            actor=actor,
            creditor_id=strategy.creditor_id,
            before={"status": before},
            after={"status": status},
        ),
        at=now,
    )
    if status is not StrategyStatus.LIVE:
        publish(StrategyHalted(strategy_id=strategy.pk, status=status.value), now=now)
