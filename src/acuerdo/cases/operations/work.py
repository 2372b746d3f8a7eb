"""What people do on cases: notes, tasks, assignment, saved views."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from acuerdo.cases.enums import TaskKind, TaskStatus
from acuerdo.cases.models import Case, Note, SavedView, Task
from acuerdo.cases.operations.refreshing import refresh_facts
from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.frames import copy_frame, reserve_ids

_LONGEST_NOTE = 10_000


class CannotCompleteTask(Exception):
    """The task is done or cancelled already, or does not exist."""


def add_note(*, case_id: int, text: str, actor: Actor, now: datetime) -> int:
    """Write a note on a case; returns its key. Notes are never changed or removed."""
    case = Case.objects.get(pk=case_id)
    with transaction.atomic():
        note = Note.objects.create(
            case_id=case_id, author_id=actor.id if actor.kind == "user" else None, text=text[:_LONGEST_NOTE], at=now
        )
        _record("cases.note.added", "cases.note", note.pk, case, actor, now)
    return note.pk


def assign_case(*, case_id: int, assignee_id: int | None, actor: Actor, now: datetime) -> None:
    """Make somebody responsible for a case, or nobody; the same person again changes nothing."""
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        if case.assignee_id == assignee_id:
            return
        before, case.assignee_id = case.assignee_id, assignee_id
        case.save(update_fields=["assignee_id"])
        refresh_facts([case_id], names=["cases"], now=now)
        _record(
            "cases.case.assigned", "cases.case", case_id, case, actor, now,
            before={"assignee": before}, after={"assignee": assignee_id},
        )  # fmt: skip


def create_tasks(*, tasks: pl.DataFrame, now: datetime) -> list[int]:
    """Put work before agents, set-wise; returns the keys in row order.

    `tasks` has `case_id`, `creditor_id`, `kind`, `title`, `due_at`; and may have `enrolment_id`, `assignee_id`,
    `titles` (json text: the title by language, for each agent to read their own).
    """
    if tasks.is_empty():
        return []
    types = {"enrolment_id": pl.Int64, "assignee_id": pl.Int64, "titles": pl.String}
    optional = [pl.lit(None, dtype=type_).alias(name) for name, type_ in types.items() if name not in tasks.columns]
    ids = reserve_ids("cases_task", tasks.height)
    rows = tasks.with_columns(optional).select(
        ids.alias("id"),
        "case_id",
        "creditor_id",
        "kind",
        pl.col("title").str.slice(0, 200),
        "titles",
        "due_at",
        "enrolment_id",
        "assignee_id",
        pl.lit(TaskStatus.OPEN.value).alias("status"),
        pl.lit(now).alias("created_at"),
    )
    with transaction.atomic():
        copy_frame("cases_task", rows)
        refresh_facts(rows["case_id"].to_list(), names=["cases"], now=now)
    return ids.to_list()


def create_task(*, case: Case, kind: TaskKind, title: str, due_at: datetime, now: datetime) -> int:
    """Put one piece of work before agents; returns its key. For many use `create_tasks`."""
    row = {"case_id": case.pk, "creditor_id": case.creditor_id, "kind": kind.value, "title": title, "due_at": due_at}
    return create_tasks(tasks=pl.DataFrame([row]), now=now)[0]


def complete_task(*, task_id: int, actor: Actor, now: datetime) -> None:
    """Mark work as done; raises `CannotCompleteTask` if it is not open."""
    with transaction.atomic():
        task = Task.objects.select_for_update().filter(pk=task_id, status=TaskStatus.OPEN).first()
        if task is None:
            raise CannotCompleteTask(task_id)
        task.status, task.done_at = TaskStatus.DONE, now
        task.save(update_fields=["status", "done_at"])
        refresh_facts([task.case_id], names=["cases"], now=now)
        _record("cases.task.completed", "cases.task", task_id, task.case, actor, now, after={"kind": task.kind})


def cancel_tasks(*, enrolment_ids: Sequence[int], now: datetime) -> int:
    """Withdraw open work that these enrolments asked for; returns how many tasks."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_task SET status = 'cancelled', done_at = %s "
            "WHERE status = 'open' AND enrolment_id = ANY(%s) RETURNING case_id",
            [now, list(enrolment_ids)],
        )
        cases = [row[0] for row in cursor.fetchall()]
        refresh_facts(cases, names=["cases"], now=now)
    return len(cases)


def save_view(*, user_id: int, name: str, query: str, page: str = "cases", now: datetime) -> int:
    """Keep the filters of a list under a name; the same name again replaces them. Returns its key."""
    view, _ = SavedView.objects.update_or_create(
        user_id=user_id,
        page=page,
        name=name,
        defaults={"query": query},
        create_defaults={"query": query, "created_at": now},
    )
    return view.pk


def delete_view(*, view_id: int, user_id: int) -> None:
    """Forget a saved view of this user; one of somebody else stays."""
    SavedView.objects.filter(pk=view_id, user_id=user_id).delete()


def _record(
    action: str,
    kind: str,
    key: int,
    case: Case,
    actor: Actor,
    now: datetime,
    *,
    before: dict[str, int | None] | None = None,
    after: dict[str, int | str | None] | None = None,
) -> None:
    audit.record(
        audit.Entry(
            action=action,
            obj_type=kind,
            obj_id=key,
            actor=actor,
            creditor_id=case.creditor_id,
            debtor_id=case.debtor_id,
            before=before,
            after=after,
        ),
        at=now,
    )
