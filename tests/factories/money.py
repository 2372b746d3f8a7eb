"""Money coming in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from acuerdo.cases.models import Case
from acuerdo.payments.models import Allocation, Payment, Promise
from acuerdo.portfolio.models import Debt
from tests.factories.portfolio import NOW


def payment(of: Case, cents: int = 12_000, **fields: Any) -> Payment:
    """A payment by card of yesterday; it is not posted to any ledger."""
    at = fields.pop("at", NOW - timedelta(days=1))
    given: dict[str, Any] = {
        "provider": "sandbox",
        "reference": f"P{Payment.objects.count() + 1:06d}",
        "currency": "EUR",
        "method": "card",
        "received_at": at,
        "recorded_at": at,
    }
    return Payment.objects.create(
        debtor_id=of.debtor_id, creditor_id=of.creditor_id, amount_cents=cents, **(given | fields)
    )


def allocation(of: Payment, to: Debt, cents: int, component: str = "principal") -> Allocation:
    return Allocation.objects.create(payment=of, debt=to, component=component, amount_cents=cents)


def promise(of: Case, cents: int = 12_000, **fields: Any) -> Promise:
    given: dict[str, Any] = {
        "currency": "EUR",
        "due_date": NOW.date() + timedelta(days=7),
        "made_at": NOW - timedelta(days=1),
        "made_via": "portal",
    }
    return Promise.objects.create(
        debtor_id=of.debtor_id, creditor_id=of.creditor_id, amount_cents=cents, **(given | fields)
    )
