"""The life of a strategy: its versions, what differs between them, and running cases going from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from acuerdo.strategies.enums import EnrolmentStatus, MoveStatus, StayReason
from acuerdo.strategies.models import Move, Strategy, StrategyVersion
from acuerdo.strategies.rules.changes import Difference, explain
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.moving import fates

_INSIDE = f"""
    SELECT version_id, node, count(*) FROM strategies_enrolment
    WHERE strategy_id = %s AND status = {EnrolmentStatus.ACTIVE.value} GROUP BY version_id, node ORDER BY 1, 2
"""  # noqa: S608 - composed of constants only


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version, and how many cases are inside on it now."""

    id: int
    number: int
    published_at: datetime
    published_by: str
    steps: int
    active: int
    is_live: bool


@dataclass(frozen=True, slots=True)
class MoveLine:
    """Cases standing at a step of a version: where they would go (`to`), or why they stay."""

    version: int
    step: str
    kind: str
    cases: int
    to: str | None
    reason: StayReason | None


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What would become of the running cases if a document went live with `move`."""

    lines: tuple[MoveLine, ...]

    @property
    def moving(self) -> int:
        """How many cases would move."""
        return sum(line.cases for line in self.lines if line.to is not None)

    @property
    def staying(self) -> int:
        """How many would finish on the version they are on."""
        return sum(line.cases for line in self.lines if line.to is None)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """How far a move is. `stayed` cases finish on their own version; those that ended meanwhile are in neither."""

    id: int
    version: int
    status: MoveStatus
    total: int
    moved: int
    stayed: int
    share_done: float
    started_at: datetime
    started_by: str
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class StayingCase:
    """A case that could not move, where it stands, and when it is due."""

    case_id: int
    version: int
    step: str
    reason: StayReason
    due_at: datetime


def versions_of(*, strategy_id: int) -> list[VersionRow]:
    """Published versions, newest first."""
    live = Strategy.objects.values_list("live_version_id", flat=True).get(pk=strategy_id)
    active: dict[int, int] = {}
    for version_id, _, count in _inside(strategy_id):
        active[version_id] = active.get(version_id, 0) + count
    return [
        VersionRow(
            id=row.pk,
            number=row.number,
            published_at=row.published_at,
            published_by=row.published_by,
            steps=len(row.document["nodes"]),
            active=active.get(row.pk, 0),
            is_live=row.pk == live,
        )
        for row in StrategyVersion.objects.filter(strategy_id=strategy_id).order_by("-number")
    ]


def difference(*, strategy_id: int, before: int | None = None, after: int | None = None) -> Difference:
    """What differs between two versions by their numbers; None is the live version before, and the draft after.

    Everything is new where nothing is live yet. Raises StrategyVersion.DoesNotExist for an unknown number.
    """
    strategy = Strategy.objects.get(pk=strategy_id)
    return explain(_before(strategy, before), _after(strategy, after))


def preview_move(*, strategy_id: int, number: int | None = None) -> MovePreview:
    """Say what would become of running cases if the draft (or an older version, by number) went live with `move`.

    Cases already on a version that says the same are not counted: they have nowhere to go.
    """
    strategy = Strategy.objects.get(pk=strategy_id)
    target = _after(strategy, number)
    versions = _documents(strategy_id)
    same = strategy.live_version_id if versions.get(strategy.live_version_id or 0, (0, None))[1] == target else None
    lines = []
    for version_id, node, count in _inside(strategy_id):
        if version_id != same:
            number_of, document = versions[version_id]
            fate = fates(document, target)[node]
            lines.append(MoveLine(number_of, fate.step, fate.kind, count, fate.to, fate.reason))
    return MovePreview(tuple(lines))


def move_of(*, move_id: int) -> MoveRow | None:
    """How far a move is."""
    return next(iter(_moves(pk=move_id)), None)


def moves_of(*, strategy_id: int) -> list[MoveRow]:
    """Moves of a strategy's running cases, newest first."""
    return _moves(strategy_id=strategy_id)


def staying_cases(*, strategy_id: int, limit: int = 100) -> list[StayingCase]:
    """Cases on older versions that cannot go to the live one, soonest due first."""
    strategy = Strategy.objects.get(pk=strategy_id)
    versions = _documents(strategy_id)
    if strategy.live_version_id is None:
        return []
    target = versions[strategy.live_version_id][1]
    why = {
        (version_id, place): (number, fate.step, fate.reason)
        for version_id, (number, document) in versions.items()
        if version_id != strategy.live_version_id
        for place, fate in enumerate(fates(document, target))
        if fate.reason is not None
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT e.case_id, e.version_id, e.node, e.due_at FROM strategies_enrolment e
                JOIN unnest(%s::bigint[], %s::smallint[]) AS s(version_id, node)
                    ON s.version_id = e.version_id AND s.node = e.node
                WHERE e.strategy_id = %s AND e.status = {EnrolmentStatus.ACTIVE.value}
                ORDER BY e.due_at, e.id LIMIT %s""",  # noqa: S608 - a constant
            [[version_id for version_id, _ in why], [place for _, place in why], strategy_id, limit],
        )
        rows = cursor.fetchall()
    return [StayingCase(case_id, *why[version_id, node], due_at) for case_id, version_id, node, due_at in rows]


def _inside(strategy_id: int) -> list[tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_INSIDE, [strategy_id])
        return list(cursor.fetchall())


def _documents(strategy_id: int) -> dict[int, tuple[int, Document]]:
    found = StrategyVersion.objects.filter(strategy_id=strategy_id)
    return {row.pk: (row.number, Document.model_validate(row.document)) for row in found}


def _before(strategy: Strategy, number: int | None) -> Document | None:
    if number is None and strategy.live_version_id is None:
        return None
    found = StrategyVersion.objects.filter(strategy_id=strategy.pk)
    row = found.get(pk=strategy.live_version_id or 0) if number is None else found.get(number=number)
    return Document.model_validate(row.document)


def _after(strategy: Strategy, number: int | None) -> Document:
    if number is None:
        return Document.model_validate(strategy.draft)
    return Document.model_validate(StrategyVersion.objects.get(strategy_id=strategy.pk, number=number).document)


def _moves(**which: int) -> list[MoveRow]:
    return [
        MoveRow(
            id=row.pk,
            version=row.version.number,
            status=MoveStatus(row.status),
            total=row.total,
            moved=row.moved,
            stayed=row.stayed,
            share_done=1 - len(row.shards_left) / 64,
            started_at=row.started_at,
            started_by=row.started_by,
            finished_at=row.finished_at,
        )
        for row in Move.objects.filter(**which).select_related("version").order_by("-pk")
    ]
