"""Reads of payments, intents and promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from acuerdo.payments.enums import OfferKind, OfferState, PromiseStatus
from acuerdo.payments.models import Offer, Payment, PaymentIntent, Promise
from acuerdo.payments.rules import USUAL_FIRST_INSTALMENT_DAYS, Instalment, instalments_of, reduced_amount


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


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer that a debtor may accept, or has accepted and is paying, as screens show it.

    `amount_cents` is what settles everything: of today's balance until it is accepted, fixed from then on.
    `instalments` of a plan not accepted yet begin on the usual day; accepted ones are promises (`promises_of`).
    """

    id: int
    kind: str
    state: str
    discount_percent: int
    amount_cents: int
    balance_cents: int
    currency: str
    expires_at: datetime
    count: int
    instalments: tuple[Instalment, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether its amount is fixed and awaited."""
        return self.state == OfferState.ACCEPTED


def open_offers(*, creditor_id: int, debtor_id: int, now: datetime) -> tuple[OfferLine, ...]:
    """Offers of a pair that stand now, settlements first; an accepted one is the only one."""
    account = account_of(creditor_id=creditor_id, debtor_id=debtor_id)
    if account.balance_cents <= 0:
        return ()
    found = Offer.objects.filter(creditor_id=creditor_id, debtor_id=debtor_id)
    accepted = list(found.filter(state=OfferState.ACCEPTED))
    standing = accepted or list(found.filter(state=OfferState.MADE, expires_at__gt=now).order_by("-kind", "pk"))
    return tuple(_offer_line(offer, account, now) for offer in standing)


def offer_of(*, offer_id: int, creditor_id: int, debtor_id: int, now: datetime) -> OfferLine | None:
    """One offer that stands now, if it is of this pair."""
    lines = open_offers(creditor_id=creditor_id, debtor_id=debtor_id, now=now)
    return next((line for line in lines if line.id == offer_id), None)


def offer_state(*, offer_id: int, creditor_id: int, debtor_id: int) -> str | None:
    """What became of an offer, whether or not it stands; None if this pair never had it."""
    found = Offer.objects.filter(pk=offer_id, creditor_id=creditor_id, debtor_id=debtor_id)
    return found.values_list("state", flat=True).first()


def promises_of_offer(*, offer_id: int, creditor_id: int, debtor_id: int) -> tuple[PromiseLine, ...]:
    """The instalments of a plan that was accepted, the first one first."""
    rows = Promise.objects.filter(offer_id=offer_id, creditor_id=creditor_id, debtor_id=debtor_id).order_by("due_date")
    return tuple(
        PromiseLine(*row)
        for row in rows.values_list("pk", "amount_cents", "currency", "due_date", "status", "made_at", "made_via")
    )


def _offer_line(offer: Offer, account: Account, now: datetime) -> OfferLine:
    amount = offer.amount_cents
    if amount is None:
        amount = reduced_amount(balance_cents=account.balance_cents, discount_percent=offer.discount_percent)
    first = now.astimezone(ZoneInfo(account.time_zone)).date() + timedelta(days=USUAL_FIRST_INSTALMENT_DAYS)
    is_open_plan = offer.kind == OfferKind.PLAN and offer.state == OfferState.MADE
    return OfferLine(
        id=offer.pk,
        kind=offer.kind,
        state=offer.state,
        discount_percent=offer.discount_percent,
        amount_cents=amount,
        balance_cents=account.balance_cents,
        currency=offer.currency,
        expires_at=offer.expires_at,
        count=offer.instalments,
        instalments=instalments_of(amount_cents=amount, count=offer.instalments, first=first) if is_open_plan else (),
    )
