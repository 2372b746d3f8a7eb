"""Running cases go on in another version: shard by shard, each in one transaction, from wherever it was interrupted.

Only the version, the step's number and what it listens to change. A case keeps the instant it is due and the one it
came to its step, so nothing in the due table moves (unless the lane changes) and there is nothing to lose or to double:
a case is on the old version until its shard commits, on the new one after. See docs/algorithms/engine.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection, transaction

from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import Actor
from acuerdo.strategies.enums import EnrolmentStatus, MoveStatus
from acuerdo.strategies.models import Move, Strategy, StrategyVersion
from acuerdo.strategies.operations.waking import CHANNEL
from acuerdo.strategies.queries.versions import document_of, graph_of
from acuerdo.strategies.rules.moving import fates

_INSIDE = f"""
    SELECT count(*) FROM strategies_enrolment e
    WHERE e.strategy_id = %(strategy)s AND e.status = {EnrolmentStatus.ACTIVE.value} AND e.version_id <> %(version)s
"""  # noqa: S608 - composed of constants only
# Under the lock of the shard: no batch is half-way through with these cases.
_MOVE = f"""
    WITH here AS (
        SELECT e.id, e.version_id, e.node FROM strategies_enrolment e
        WHERE e.strategy_id = %(strategy)s AND e.debtor_id %% {shards.SHARDS} = %(shard)s
          AND e.status = {EnrolmentStatus.ACTIVE.value} AND e.version_id <> %(version)s
    ), moved AS (
        UPDATE strategies_enrolment e SET version_id = %(version)s, node = m.target, listens = m.listens
        FROM here JOIN unnest(%(versions)s::bigint[], %(nodes)s::smallint[], %(targets)s::smallint[],
                              %(listens)s::integer[]) AS m(version_id, node, target, listens)
            ON m.version_id = here.version_id AND m.node = here.node
        WHERE e.id = here.id
        RETURNING e.id, e.due_at
    ), led AS (
        -- Another lane: the row in the due table goes there, and stays the same otherwise.
        UPDATE strategies_dueenrolment d SET lane = %(lane)s FROM moved
        WHERE d.shard = %(shard)s AND d.lane = ANY(%(lanes)s::smallint[]) AND d.due_at = moved.due_at
          AND d.enrolment_id = moved.id
    )
    SELECT (SELECT count(*) FROM here), (SELECT count(*) FROM moved)
"""  # noqa: S608 - composed of constants only


@dataclass(frozen=True, slots=True)
class MovedBatch:
    """One shard's worth: cases moved, cases that finish on their own version, and whether shards are left."""

    moved: int
    stayed: int
    is_last: bool


def start_move(*, strategy: Strategy, version_id: int, actor: Actor, now: datetime) -> int | None:
    """Have the running cases of all other versions go to this one; returns the key of the move, None if there are none.

    In the caller's transaction, with the strategy locked. Workers do it in the background (`move_batch`). A move
    that is still under way is overtaken: whoever it has not reached goes straight to the later version.
    """
    Move.objects.filter(strategy=strategy, status=MoveStatus.RUNNING).update(
        status=MoveStatus.OVERTAKEN, finished_at=now
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSIDE, {"strategy": strategy.pk, "version": version_id})
        total = int(cursor.fetchone()[0])
        if not total:
            return None
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    move = Move.objects.create(
        strategy=strategy,
        version_id=version_id,
        shards_left=list(range(shards.SHARDS)),
        total=total,
        started_at=now,
        started_by=actor.name,
    )
    return move.pk


def move_batch(*, now: datetime) -> MovedBatch | None:
    """Move the cases of one shard for the oldest move under way; None if there is none that nobody else is at."""
    with transaction.atomic():
        found = Move.objects.select_for_update(skip_locked=True).filter(status=MoveStatus.RUNNING)
        move = found.order_by("pk").first()
        return None if move is None else _batch(move, now)


def finish_move(*, move_id: int, now: datetime) -> None:
    """Do all that is left of a move at once, for whoever waits for it; workers may be at it too."""
    is_last = False
    while not is_last:
        with transaction.atomic():
            move = Move.objects.select_for_update().get(pk=move_id)
            is_last = move.status != MoveStatus.RUNNING or _batch(move, now).is_last


def _batch(move: Move, now: datetime) -> MovedBatch:
    shard = move.shards_left[0]
    shards.lock([shard])
    seen, moved = _move_shard(move, shard)
    move.shards_left = move.shards_left[1:]
    move.moved += moved
    move.stayed += seen - moved
    if not move.shards_left:
        _finish(move, now)
    move.save()
    return MovedBatch(moved, seen - moved, not move.shards_left)


def _move_shard(move: Move, shard: int) -> tuple[int, int]:
    ways = [way for version in _others(move) for way in _ways(version, move.version_id)]
    lane = graph_of(move.version_id).entry_settings.lane.place
    # None, as a rule: then the due table is not looked at.
    lanes = sorted({graph_of(version).entry_settings.lane.place for version in _others(move)} - {lane})
    versions, nodes, targets, listens = (list(column) for column in zip(*ways, strict=True)) if ways else ([],) * 4
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                "strategy": move.strategy_id, "version": move.version_id, "shard": shard,
                "versions": versions, "nodes": nodes, "targets": targets, "listens": listens,
                "lane": lane, "lanes": lanes,
            },
        )  # fmt: skip
        seen, moved = cursor.fetchone()
        return int(seen), int(moved)


def _others(move: Move) -> list[int]:
    found = StrategyVersion.objects.filter(strategy_id=move.strategy_id).exclude(pk=move.version_id)
    return list(found.order_by("number").values_list("pk", flat=True))


@lru_cache(maxsize=512)
def _ways(before: int, after: int) -> tuple[tuple[int, int, int, int], ...]:
    """Version, step, step there and what that listens to, by number; versions never change, nor does this."""
    graph, target = graph_of(after), document_of(after)
    places = {node.id: place for place, node in enumerate(graph.nodes)}
    return tuple(
        (before, place, places[fate.to], graph.nodes[places[fate.to]].listens)
        for place, fate in enumerate(fates(document_of(before), target))
        if fate.to is not None
    )


def _finish(move: Move, now: datetime) -> None:
    move.status, move.finished_at = MoveStatus.DONE, now
    audit.record(
        audit.Entry(
            action="strategies.strategy.moved",
            obj_type="strategies.strategy",
            obj_id=move.strategy_id,
            actor=Actor(kind="system", name=move.started_by),
            creditor_id=move.strategy.creditor_id,
            after={"version": move.version.number, "moved": move.moved, "stayed": move.stayed},
        ),
        at=now,
    )
