"""Reads of payments, intents and promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from acuerdo.payments.enums import PromiseStatus
from acuerdo.payments.models import Payment, PaymentIntent, Promise


@dataclass(frozen=True, slots=True)
class Account:
    """What one debtor owes one creditor now, with what rules about paying need."""

    creditor_id: int
    debtor_id: int
    balance_cents: int
    currency: str
    min_payment_cents: int
    time_zone: str


@dataclass(frozen=True, slots=True)
class Intent:
    """A payment that a debtor started, as the hosted page and the thank-you page show it."""

    id: int
    key: UUID
    creditor_id: int
    debtor_id: int
    amount_cents: int
    currency: str
    status: str
    provider: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise as screens show it."""

    id: int
    amount_cents: int
    currency: str
    due_date: date
    status: str
    made_at: datetime
    made_via: str


def account_of(*, creditor_id: int, debtor_id: int) -> Account:
    """Sum what is open between a creditor and a debtor; a pair without debts owes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.currency, c.min_payment_cents, c.time_zone,
                   (SELECT COALESCE(sum(d.principal_cents + d.interest_cents + d.fees_cents), 0)::bigint
                    FROM portfolio_debt d
                    WHERE d.debtor_id = %s AND d.creditor_id = c.id AND d.status = 'open')
            FROM portfolio_creditor c WHERE c.id = %s
            """,
            [debtor_id, creditor_id],
        )
        currency, smallest, zone, balance = cursor.fetchone()
    return Account(
        creditor_id=creditor_id,
        debtor_id=debtor_id,
        balance_cents=balance,
        currency=currency,
        min_payment_cents=smallest,
        time_zone=zone,
    )


def intent_by_key(key: UUID) -> Intent | None:
    """Find a started payment by its idempotency key."""
    found = PaymentIntent.objects.filter(key=key).first()
    return None if found is None else intent_line(found)


def intent_line(intent: PaymentIntent) -> Intent:
    """Give an intent as plain values."""
    return Intent(
        id=intent.pk,
        key=intent.key,
        creditor_id=intent.creditor_id,
        debtor_id=intent.debtor_id,
        amount_cents=intent.amount_cents,
        currency=intent.currency,
        status=intent.status,
        provider=intent.provider,
        created_at=intent.created_at,
    )


def payments_of(*, creditor_id: int, debtor_id: int) -> QuerySet[Payment]:
    """Payments of a debtor to a creditor, newest first."""
    return Payment.objects.filter(creditor_id=creditor_id, debtor_id=debtor_id).order_by("-received_at", "-pk")


def promises_of(*, creditor_id: int, debtor_id: int) -> tuple[PromiseLine, ...]:
    """Promises of a debtor to a creditor, newest first."""
    rows = Promise.objects.filter(creditor_id=creditor_id, debtor_id=debtor_id).order_by("-made_at", "-pk")
    return tuple(
        PromiseLine(*row)
        for row in rows.values_list("pk", "amount_cents", "currency", "due_date", "status", "made_at", "made_via")
    )


def open_promise_of(*, creditor_id: int, debtor_id: int) -> PromiseLine | None:
    """The promise that still waits for its day, if any."""
    lines: Sequence[PromiseLine] = promises_of(creditor_id=creditor_id, debtor_id=debtor_id)
    return next((line for line in lines if line.status == PromiseStatus.OPEN), None)
