"""Disputes come to their end: contact may begin again, and the debts are disputed no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import polars as pl
from django.db import transaction

from acuerdo.cases.enums import TaskKind, TaskStatus
from acuerdo.cases.events import DisputeResolved
from acuerdo.cases.models import Case, Task
from acuerdo.cases.operations.refreshing import refresh_facts
from acuerdo.cases.operations.work import add_note
from acuerdo.compliance.operations import lift_holds
from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish_many
from acuerdo.portfolio.operations import clear_disputed

DISPUTE = "dispute_opened"


def resolve_dispute(*, case_id: int, answer: str, actor: Actor, now: datetime) -> None:
    """Answer a dispute: its hold is lifted, its debts are owed as before, its task is done, the answer is noted.

    What is not owed after all is for the ledger or the creditor to take off. A second time only adds the note.
    """
    with transaction.atomic():
        case = Case.objects.get(pk=case_id)
        shards.lock_people([case.debtor_id])
        if answer:
            add_note(case_id=case_id, text=answer, actor=actor, now=now)
        pair = {"debtor_id": case.debtor_id, "creditor_id": case.creditor_id, "reason": DISPUTE}
        # Lifting the hold ends the dispute, by whatever way it is lifted (`receivers`); without one it is ended here.
        if not lift_holds(pl.DataFrame([pair]), why=answer[:200], actor=actor, now=now):
            end_disputes(pairs=[(case.debtor_id, case.creditor_id)], now=now)
        Task.objects.filter(case_id=case_id, kind=TaskKind.DISPUTE, status=TaskStatus.OPEN).update(
            status=TaskStatus.DONE, done_at=now
        )
        refresh_facts([case_id], names=["cases"], now=now)
        entry = audit.Entry(
            action="cases.dispute.resolved",
            obj_type="cases.case",
            obj_id=case_id,
            actor=actor,
            creditor_id=case.creditor_id,
            debtor_id=case.debtor_id,
        )
        audit.record(entry, at=now)


def end_disputes(*, pairs: Iterable[tuple[int, int | None]], now: datetime) -> int:
    """Take the dispute off the debts of (debtor, creditor) pairs and tell; returns how many pairs had one.

    A pair without a creditor is left alone: a dispute is always with one.
    """
    ended = [
        (debtor_id, creditor_id)
        for debtor_id, creditor_id in sorted((debtor, creditor) for debtor, creditor in set(pairs) if creditor)
        if clear_disputed(debtor_id=debtor_id, creditor_id=creditor_id, now=now)
    ]
    found = Case.objects.filter(debtor_id__in=[debtor_id for debtor_id, _ in ended], status="open").order_by("pk")
    publish_many(
        [
            DisputeResolved(creditor_id=case.creditor_id, debtor_id=case.debtor_id, case_id=case.pk)
            for case in found
            if (case.debtor_id, case.creditor_id) in ended
        ],
        now=now,
    )
    return len(ended)
