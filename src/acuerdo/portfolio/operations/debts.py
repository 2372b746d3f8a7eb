"""What may be done to debts apart from money: dispute, settle a dispute, recall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish
from acuerdo.portfolio.enums import DebtStatus
from acuerdo.portfolio.events import DebtsChanged
from acuerdo.portfolio.models import Debt


def mark_disputed(*, debt_ids: Sequence[int], debtor_id: int, creditor_id: int, now: datetime) -> int:
    """Mark open debts of a pair as disputed; returns how many were not before. Stopping contact is a hold's work."""
    with transaction.atomic():
        found = Debt.objects.select_for_update().filter(
            pk__in=debt_ids, debtor_id=debtor_id, creditor_id=creditor_id, status=DebtStatus.OPEN, disputed_at=None
        )
        changed = sorted(found.values_list("pk", flat=True))
        Debt.objects.filter(pk__in=changed).update(disputed_at=now)
        if changed:
            publish(DebtsChanged(creditor_id, (debtor_id,), tuple(changed), "disputed"), now=now)
    return len(changed)


def clear_dispute(*, debt_ids: Sequence[int], debtor_id: int, creditor_id: int, actor: Actor, now: datetime) -> int:
    """End the dispute of debts of a pair; returns how many were disputed. The hold is lifted apart."""
    with transaction.atomic():
        found = Debt.objects.select_for_update().filter(
            pk__in=debt_ids, debtor_id=debtor_id, creditor_id=creditor_id, disputed_at__isnull=False
        )
        changed = sorted(found.values_list("pk", flat=True))
        Debt.objects.filter(pk__in=changed).update(disputed_at=None)
        _tell(changed, [debtor_id], creditor_id, "dispute_cleared", actor, now)
    return len(changed)


def recall_debts(*, debt_ids: Sequence[int], creditor_id: int, reason: str, actor: Actor, now: datetime) -> int:
    """Give debts back to their creditor: nothing is collected on them any more; returns how many were open."""
    with transaction.atomic():
        found = Debt.objects.select_for_update().filter(
            pk__in=debt_ids, creditor_id=creditor_id, status=DebtStatus.OPEN
        )
        rows = sorted(found.values_list("pk", "debtor_id"))
        changed = [debt_id for debt_id, _ in rows]
        Debt.objects.filter(pk__in=changed).update(status=DebtStatus.RECALLED, closed_at=now)
        _tell(
            changed, sorted({debtor_id for _, debtor_id in rows}), creditor_id, f"recalled: {reason}"[:80], actor, now
        )
    return len(changed)


def _tell(
    debt_ids: list[int], debtor_ids: list[int], creditor_id: int, reason: str, actor: Actor, now: datetime
) -> None:
    if not debt_ids:
        return
    audit.record_many(
        [
            audit.Entry(
                "portfolio.debt.changed",
                "portfolio.debt",
                debt_id,
                actor,
                creditor_id=creditor_id,
                after={"reason": reason},
            )
            for debt_id in debt_ids
        ],
        at=now,
    )
    publish(DebtsChanged(creditor_id, tuple(debtor_ids), tuple(debt_ids), reason), now=now)
