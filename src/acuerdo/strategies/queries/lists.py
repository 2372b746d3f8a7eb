"""Strategies for lists and pages: what is live, how many cases stand where, and the file of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from acuerdo.strategies.enums import EnrolmentStatus, StrategyStatus
from acuerdo.strategies.models import Strategy, StrategyVersion
from acuerdo.strategies.queries.versions import document_of
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.file_form import write_file


@dataclass(frozen=True, slots=True)
class StrategyRow:
    """One line of the list. `revision` is the draft's; `is_changed`: the draft differs from what is live."""

    id: int
    key: str
    title: dict[str, str]
    creditor_id: int | None
    status: StrategyStatus
    priority: int
    version: int | None
    revision: int
    is_changed: bool
    active: int
    ended: int
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class StrategyDraft:
    """The draft of a strategy; `revision` goes back to `operations.save_draft`."""

    id: int
    key: str
    creditor_id: int | None
    draft: dict[str, Any]
    revision: int
    live_version_id: int | None
    updated_at: datetime
    updated_by: str

    @property
    def document(self) -> Document:
        return Document.model_validate(self.draft)


@dataclass(frozen=True, slots=True)
class NodeCount:
    """How many cases stand at a step now, how many ways were taken from it, by outlet; over all versions.

    `leads` are the steps its ways lead to, by outlet: a count belongs to that connection and to no other.
    """

    node_id: str
    kind: str
    active: int
    ways: dict[str, int]
    leads: dict[str, str]

    @property
    def moved(self) -> int:
        """How many ways were taken from it in all."""
        return sum(self.ways.values())


def strategies_of(*, creditor_ids: Sequence[int] | None) -> list[StrategyRow]:
    """Strategies that these creditors use (None: of all), in order of priority and key; archived ones are left out."""
    found = Strategy.objects.exclude(status=StrategyStatus.ARCHIVED).order_by("priority", "key")
    if creditor_ids is not None:
        found = found.filter(Q(creditor_id=None) | Q(creditor_id__in=creditor_ids))
    rows = list(found)
    versions = {
        version.pk: version
        for version in StrategyVersion.objects.filter(
            pk__in=[row.live_version_id for row in rows if row.live_version_id]
        )
    }
    counts = _totals([row.pk for row in rows])
    return [_row(row, versions.get(row.live_version_id or 0), counts.get(row.pk, (0, 0))) for row in rows]


def titles_by_key(keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """What the strategies of these keys are called, by language; archived ones too."""
    return dict(Strategy.objects.filter(key__in=set(keys)).values_list("key", "title"))


def _row(row: Strategy, version: StrategyVersion | None, counts: tuple[int, int]) -> StrategyRow:
    return StrategyRow(
        id=row.pk,
        key=row.key,
        title=row.title,
        creditor_id=row.creditor_id,
        status=StrategyStatus(row.status),
        priority=row.priority,
        version=version.number if version else None,
        revision=row.draft_revision,
        is_changed=version is None or version.document != row.draft,
        active=counts[0],
        ended=counts[1],
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )


def _totals(strategy_ids: list[int]) -> dict[int, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT strategy_id, count(*) FILTER (WHERE status = %s), count(*) FILTER (WHERE status = %s) "
            "FROM strategies_enrolment WHERE strategy_id = ANY(%s) GROUP BY strategy_id",
            [EnrolmentStatus.ACTIVE, EnrolmentStatus.ENDED, strategy_ids],
        )
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}


def strategy_draft(*, strategy_id: int) -> StrategyDraft:
    """What is being written for a strategy; whether the reader may see it, `strategies_of` says."""
    return _draft_of(Strategy.objects.get(pk=strategy_id))


def strategy_drafts(*, strategy_ids: Iterable[int]) -> dict[int, StrategyDraft]:
    """What is being written for several strategies, by key. One query."""
    return {row.pk: _draft_of(row) for row in Strategy.objects.filter(pk__in=list(strategy_ids))}


def _draft_of(row: Strategy) -> StrategyDraft:
    return StrategyDraft(
        id=row.pk,
        key=row.key,
        creditor_id=row.creditor_id,
        draft=row.draft,
        revision=row.draft_revision,
        live_version_id=row.live_version_id,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )


def strategy_by_key(key: str) -> Strategy | None:
    """The strategy of that key, or None; archived ones have given their name up."""
    return Strategy.objects.filter(key=key).exclude(status=StrategyStatus.ARCHIVED).first()


def live_counts(*, strategy_id: int) -> list[NodeCount]:
    """Cases at each step of the live version (of the draft if none is live), with the ways taken so far.

    Cases still on older versions count at the step of the same id.
    """
    strategy = Strategy.objects.get(pk=strategy_id)
    document = document_of(strategy.live_version_id) if strategy.live_version_id else _draft(strategy)
    names = {
        (key, place): node["id"]
        for key, older in StrategyVersion.objects.filter(strategy_id=strategy_id).values_list("pk", "document")
        for place, node in enumerate(older["nodes"])
    }
    active: dict[str, int] = {}
    ways: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version_id, node, count(*) FROM strategies_enrolment WHERE strategy_id = %s AND status = %s "
            "GROUP BY version_id, node",
            [strategy_id, EnrolmentStatus.ACTIVE],
        )
        for version_id, node, count in cursor.fetchall():
            name = names[version_id, node]
            active[name] = active.get(name, 0) + count
        cursor.execute(
            "SELECT version_id, node, outlet, sum(count)::bigint FROM strategies_tally WHERE version_id = ANY(%s) "
            "GROUP BY version_id, node, outlet",
            [sorted({key for key, _ in names})],
        )
        for version_id, node, outlet, count in cursor.fetchall():
            taken = ways.setdefault(names[version_id, node], {})
            taken[outlet] = taken.get(outlet, 0) + count
    leads: dict[str, dict[str, str]] = {}
    for edge in document.edges:
        leads.setdefault(edge.source, {}).setdefault(edge.out, edge.to)
    return [
        NodeCount(node.id, node.kind, active.get(node.id, 0), ways.get(node.id, {}), leads.get(node.id, {}))
        for node in document.nodes
    ]


def strategy_file(*, strategy_id: int) -> str:
    """The draft as a YAML file."""
    return write_file(_draft(Strategy.objects.get(pk=strategy_id)))


def _draft(strategy: Strategy) -> Document:
    return Document.model_validate(strategy.draft)
