"""The audit log as people read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from acuerdo.kernel.models import AuditEntry


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is asked for; empty parts ask for everything.

    `creditor_ids` narrows to a scope: entries about its creditors, and those about nobody's data (staff, settings).
    None is for who sees all creditors.
    """

    creditor_ids: Sequence[int] | None
    text: str = ""
    area: str = ""
    actor_kind: str = ""
    creditor_id: int | None = None
    obj_type: str = ""
    obj_id: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry: who did what to what, and what differs."""

    id: int
    at: datetime
    action: str
    actor_kind: str
    actor_name: str
    obj_type: str
    obj_id: int | None
    creditor_id: int | None
    debtor_id: int | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    sequence: int | None
    digest: str


@dataclass(frozen=True, slots=True)
class AuditSlice:
    """A page of entries, newest first, and how many there are (counted up to `COUNT_LIMIT`)."""

    lines: Sequence[AuditLine]
    total: int
    is_more: bool


# Counting a log of ten million entries takes seconds and helps nobody.
COUNT_LIMIT = 10_000


def audit_entries(*, asked: AuditFilter, zone: ZoneInfo, offset: int, limit: int) -> AuditSlice:
    """Entries newest first; days are those of `zone`. Two queries."""
    rows = _filtered(asked, zone)
    total = rows.order_by("-id")[: COUNT_LIMIT + 1].count()
    fields = AuditLine.__dataclass_fields__
    found = [AuditLine(**row) for row in rows.order_by("-id").values(*fields)[offset : offset + limit]]
    return AuditSlice(lines=found, total=min(total, COUNT_LIMIT), is_more=total > COUNT_LIMIT)


def _filtered(asked: AuditFilter, zone: ZoneInfo) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.all()
    if asked.creditor_ids is not None:
        rows = rows.filter(Q(creditor_id=None, debtor_id=None) | Q(creditor_id__in=list(asked.creditor_ids)))
    exact = {
        "actor_kind": asked.actor_kind,
        "creditor_id": asked.creditor_id,
        "obj_type": asked.obj_type,
        "obj_id": asked.obj_id,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if asked.area:
        rows = rows.filter(action__startswith=f"{asked.area}.")
    if asked.text:
        rows = rows.filter(Q(action__icontains=asked.text) | Q(actor_name__icontains=asked.text))
    if asked.first:
        rows = rows.filter(at__gte=_midnight(asked.first, zone))
    if asked.last:
        rows = rows.filter(at__lt=_midnight(asked.last + timedelta(days=1), zone))
    return rows


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
