"""What may be done to debts apart from money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

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


def clear_disputed(*, debtor_id: int, creditor_id: int, now: datetime) -> int:
    """Take the dispute off the debts of a pair, because it is resolved; returns how many had one.

    Contact begins again when the hold is lifted; `cases.operations.resolve_dispute` does both.
    """
    with transaction.atomic():
        found = Debt.objects.select_for_update().filter(
            debtor_id=debtor_id, creditor_id=creditor_id, disputed_at__isnull=False
        )
        changed = sorted(found.values_list("pk", flat=True))
        Debt.objects.filter(pk__in=changed).update(disputed_at=None)
        if changed:
            publish(DebtsChanged(creditor_id, (debtor_id,), tuple(changed), "dispute_resolved"), now=now)
    return len(changed)
