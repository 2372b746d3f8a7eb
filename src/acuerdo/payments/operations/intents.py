"""A debtor starts to pay; a provider tells how it went, in any order and any number of times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish
from acuerdo.payments import providers
from acuerdo.payments.enums import IntentStatus, Method
from acuerdo.payments.events import PaymentDeclined
from acuerdo.payments.models import PaymentIntent, WebhookCall
from acuerdo.payments.operations.recording import record_payment
from acuerdo.payments.providers import News
from acuerdo.payments.queries import Intent, account_of, intent_line
from acuerdo.payments.rules import Refusal, may_pay, next_intent_status


class CannotStartPayment(Exception):
    """The amount is refused, or the key stands for another payment; `refusal` says by which rule."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Started:
    """An intent and where its debtor goes to pay it."""

    intent: Intent
    checkout_url: str


def start_payment(
    *,
    key: UUID,
    creditor_id: int,
    debtor_id: int,
    amount_cents: int,
    debt_ids: Sequence[int] = (),
    message_id: int | None = None,
    provider: str = "sandbox",
    actor: Actor,
    now: datetime,
) -> Started:
    """Hand a wish to pay to a provider. The same key again returns the first intent, whatever became of it.

    `debt_ids` are paid first; none means the creditor's order. Raises `CannotStartPayment`.
    """
    with transaction.atomic():
        shards.lock_people([debtor_id])
        intent = PaymentIntent.objects.filter(key=key).first()
        if intent is None:
            intent = _create(key, creditor_id, debtor_id, amount_cents, debt_ids, message_id, provider, actor, now)
        elif (intent.creditor_id, intent.debtor_id, intent.amount_cents) != (creditor_id, debtor_id, amount_cents):
            raise CannotStartPayment(Refusal("key_used"))
    url = providers.get(intent.provider).checkout_url(
        intent_key=key, amount_cents=intent.amount_cents, currency=intent.currency
    )
    return Started(intent=intent_line(intent), checkout_url=url)


def _create(
    key: UUID,
    creditor_id: int,
    debtor_id: int,
    amount_cents: int,
    debt_ids: Sequence[int],
    message_id: int | None,
    provider: str,
    actor: Actor,
    now: datetime,
) -> PaymentIntent:
    account = account_of(creditor_id=creditor_id, debtor_id=debtor_id)
    refusal = may_pay(
        amount_cents=amount_cents,
        balance_cents=account.balance_cents,
        min_payment_cents=account.min_payment_cents,
    )
    if refusal:
        raise CannotStartPayment(refusal)
    intent = PaymentIntent.objects.create(
        key=key,
        creditor_id=creditor_id,
        debtor_id=debtor_id,
        amount_cents=amount_cents,
        currency=account.currency,
        debt_ids=list(debt_ids),
        message_id=message_id,
        provider=provider,
        created_at=now,
    )
    _record("payments.intent.started", intent, actor, now)
    return intent


def receive_webhook(*, provider: str, body: bytes, headers: Mapping[str, str], now: datetime) -> str:
    """Act on a provider's call and keep its raw body; returns what came of it in a word.

    Raises `UnknownProvider` and `BadSignature`, in both cases without a trace. Kinds we do not know are kept.
    """
    news = providers.get(provider).read_webhook(body=body, headers=headers)
    with transaction.atomic():
        outcome = _act(provider, news, now)
        WebhookCall.objects.create(
            provider=provider,
            received_at=now,
            body=body.decode("utf-8", "backslashreplace").replace("\0", ""),
            outcome=outcome,
        )
    return outcome


def _act(provider: str, news: News, now: datetime) -> str:
    if news.status is None or news.intent_key is None:
        return "unreadable" if news.kind == "unreadable" else "unknown_type"
    found = PaymentIntent.objects.filter(key=news.intent_key, provider=provider).first()
    if found is None:
        return "unknown_intent"
    shards.lock_people([found.debtor_id])
    intent = PaymentIntent.objects.select_for_update().get(pk=found.pk)
    if news.status == IntentStatus.APPROVED and news.amount_cents <= 0:
        return "bad_amount"
    before, after = intent.status, next_intent_status(current=intent.status, told=news.status)
    if news.status == IntentStatus.APPROVED:
        outcome = _approve(intent, news, now)
    else:
        outcome = "unchanged" if before == after else after
    _finish(intent, before, after, news, now)
    return outcome


def _approve(intent: PaymentIntent, news: News, now: datetime) -> str:
    recorded = record_payment(
        provider=intent.provider,
        reference=news.reference,
        creditor_id=intent.creditor_id,
        debtor_id=intent.debtor_id,
        amount_cents=news.amount_cents,
        currency=news.currency,
        method=Method(news.method),
        # A provider's clock may run ahead of ours; money cannot come from the future.
        received_at=min(news.at or now, now),
        intent_id=intent.pk,
        debt_id=intent.debt_ids[0] if intent.debt_ids else None,
        actor=Actor(kind="system", name=intent.provider),
        now=now,
    )
    return "recorded" if recorded.payment_ids else "already_known"


def _finish(intent: PaymentIntent, before: str, after: str, news: News, now: datetime) -> None:
    if before == after:
        return
    intent.status, intent.finished_at = after, now
    intent.provider_reference = news.reference or intent.provider_reference
    intent.save(update_fields=["status", "finished_at", "provider_reference"])
    _record(f"payments.intent.{after}", intent, Actor(kind="system", name=intent.provider), now)
    if after != IntentStatus.APPROVED:
        publish(
            PaymentDeclined(
                creditor_id=intent.creditor_id, debtor_id=intent.debtor_id, intent_id=intent.pk, status=after
            ),
            now=now,
        )


def _record(action: str, intent: PaymentIntent, actor: Actor, now: datetime) -> None:
    audit.record(
        audit.Entry(
            action=action,
            obj_type="payments.intent",
            obj_id=intent.pk,
            actor=actor,
            creditor_id=intent.creditor_id,
            debtor_id=intent.debtor_id,
            after={"amount_cents": intent.amount_cents, "status": intent.status},
        ),
        at=now,
    )
