"""Queues of work and saved views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from acuerdo.cases.models import SavedView
from acuerdo.cases.queries.wording import TASK_TITLE, reading_language


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One piece of open work in a queue, with the person it is about."""

    id: int
    case_id: int
    kind: str
    title: str
    due_at: datetime
    assignee_id: int | None
    name: str
    balance_cents: int
    currency: str


def open_tasks(
    *, creditor_ids: Sequence[int], assignee_id: int | None = None, limit: int = 50, offset: int = 0
) -> tuple[QueueLine, ...]:
    """Open work within the viewer's scope, most urgent first; `assignee_id` keeps that person's and nobody's."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT t.id, t.case_id, t.kind, {TASK_TITLE}, t.due_at, t.assignee_id, d.name, f.balance_cents, f.currency
            FROM cases_task t
            JOIN cases_casefacts f ON f.case_id = t.case_id
            JOIN portfolio_debtor d ON d.id = f.debtor_id
            WHERE t.status = 'open' AND t.creditor_id = ANY(%(creditor_ids)s)
              AND (%(assignee_id)s::bigint IS NULL OR t.assignee_id = %(assignee_id)s OR t.assignee_id IS NULL)
            ORDER BY t.due_at, t.id LIMIT %(limit)s OFFSET %(offset)s
            """,  # noqa: S608 - a constant
            {
                "creditor_ids": list(creditor_ids),
                "assignee_id": assignee_id,
                "limit": limit,
                "offset": offset,
                "language": reading_language(),
            },
        )
        return tuple(QueueLine(*row) for row in cursor.fetchall())


def saved_views(*, user_id: int, page: str = "cases") -> QuerySet[SavedView]:
    """The views that somebody saved for a list, by name."""
    return SavedView.objects.filter(user_id=user_id, page=page).order_by("name")
