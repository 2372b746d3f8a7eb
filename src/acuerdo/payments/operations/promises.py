"""Promises: made by the debtor, kept by payments, broken by the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection, transaction

from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import DomainEvent, publish, publish_many
from acuerdo.kernel.frames import read_frame
from acuerdo.payments.enums import PromiseStatus
from acuerdo.payments.events import InstalmentMissed, PromiseBroken, PromiseKept, PromiseMade, PromiseWithdrawn
from acuerdo.payments.models import Promise
from acuerdo.payments.queries import account_of
from acuerdo.payments.rules import Refusal, may_promise, next_promise_states

# Received since the day it was made: a transfer is dated by its day, not by its minute. An instalment is kept once it
# has come in with those before it.
_OPEN = """
    SELECT m.id AS promise_id, m.offer_id, m.creditor_id, m.debtor_id,
           COALESCE(m.sum_cents, m.amount_cents) AS amount_cents, m.due_date,
           (%(now)s AT TIME ZONE c.time_zone)::date AS today,
           (SELECT COALESCE(sum(p.amount_cents), 0)::bigint FROM payments_payment p
            WHERE p.debtor_id = m.debtor_id AND p.creditor_id = m.creditor_id
              AND p.received_at >= date_trunc('day', m.made_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') AS paid_cents
    FROM payments_promise m JOIN portfolio_creditor c ON c.id = m.creditor_id
    WHERE m.status = 'open' AND {which}
"""
_SCHEMA = {
    "promise_id": pl.Int64,
    "offer_id": pl.Int64,
    "creditor_id": pl.Int64,
    "debtor_id": pl.Int64,
    "amount_cents": pl.Int64,
    "due_date": pl.Date,
    "today": pl.Date,
    "paid_cents": pl.Int64,
}


class CannotPromise(Exception):
    """The promise is refused; `refusal` says by which rule."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def make_promise(
    *, creditor_id: int, debtor_id: int, amount_cents: int, due_date: date, made_via: str, actor: Actor, now: datetime
) -> int:
    """Take down a promise; returns its key. It replaces an open one, and the same one again returns the first.

    Instalments of a plan are no single promises and stay.
    """
    with transaction.atomic():
        shards.lock_people([debtor_id])
        account = account_of(creditor_id=creditor_id, debtor_id=debtor_id)
        today = now.astimezone(ZoneInfo(account.time_zone)).date()
        refusal = may_promise(
            amount_cents=amount_cents, balance_cents=account.balance_cents, due_date=due_date, today=today
        )
        if refusal:
            raise CannotPromise(refusal)
        earlier = Promise.objects.filter(
            creditor_id=creditor_id, debtor_id=debtor_id, status=PromiseStatus.OPEN, offer_id=None
        )
        if same := earlier.filter(amount_cents=amount_cents, due_date=due_date).first():
            return same.pk
        _withdraw(list(earlier.values_list("pk", flat=True)), creditor_id, debtor_id, actor, now)
        promise = Promise.objects.create(
            creditor_id=creditor_id,
            debtor_id=debtor_id,
            amount_cents=amount_cents,
            currency=account.currency,
            due_date=due_date,
            made_at=now,
            made_via=made_via,
        )
        _record("payments.promise.made", promise.pk, creditor_id, debtor_id, actor, now)
        publish(
            PromiseMade(
                creditor_id=creditor_id,
                debtor_id=debtor_id,
                promise_id=promise.pk,
                amount_cents=amount_cents,
                due_date=due_date,
            ),
            now=now,
        )
    return promise.pk


def withdraw_promise(*, promise_id: int, actor: Actor, now: datetime) -> bool:
    """Take a promise back; false if it is not open any more."""
    with transaction.atomic():
        promise = Promise.objects.select_for_update().filter(pk=promise_id, status=PromiseStatus.OPEN).first()
        if promise is None:
            return False
        _withdraw([promise_id], promise.creditor_id, promise.debtor_id, actor, now)
    return True


def settle_promises(*, pairs: pl.DataFrame, now: datetime) -> list[DomainEvent]:
    """Settle the open promises of these (creditor_id, debtor_id); returns the events, for the caller to publish."""
    frame = read_frame(
        _OPEN.format(
            which="(m.creditor_id, m.debtor_id) IN "
            "(SELECT * FROM unnest(%(creditors)s::bigint[], %(debtors)s::bigint[]))"
        ),
        {"now": now, "creditors": pairs["creditor_id"].to_list(), "debtors": pairs["debtor_id"].to_list()},
        schema=_SCHEMA,
    )
    return _settle(frame, now)


def check_promises(*, now: datetime) -> int:
    """Settle every promise whose day has come; returns how many were settled. Once a day is enough."""
    with transaction.atomic():
        frame = read_frame(
            _OPEN.format(which="m.due_date <= (%(now)s AT TIME ZONE c.time_zone)::date ORDER BY m.id FOR UPDATE OF m"),
            {"now": now},
            schema=_SCHEMA,
        )
        events = _settle(frame, now)
        publish_many(events, now=now)
    return len(events)


def _settle(frame: pl.DataFrame, now: datetime) -> list[DomainEvent]:
    settled = next_promise_states(frame).filter(pl.col("to_status") != PromiseStatus.OPEN.value)
    if settled.is_empty():
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_promise m SET status = n.status, settled_at = %s "
            "FROM unnest(%s::bigint[], %s::text[]) AS n(id, status) WHERE m.id = n.id",
            [now, settled["promise_id"].to_list(), settled["to_status"].to_list()],
        )
    rows = settled.select("creditor_id", "debtor_id", "promise_id", "offer_id", "to_status").iter_rows()
    return [_told(*row) for row in rows]


def _told(creditor_id: int, debtor_id: int, promise_id: int, offer_id: int | None, status: str) -> DomainEvent:
    if status == PromiseStatus.KEPT:
        return PromiseKept(creditor_id=creditor_id, debtor_id=debtor_id, promise_id=promise_id)
    if offer_id is None:
        return PromiseBroken(creditor_id=creditor_id, debtor_id=debtor_id, promise_id=promise_id)
    return InstalmentMissed(creditor_id=creditor_id, debtor_id=debtor_id, promise_id=promise_id, offer_id=offer_id)


def _withdraw(ids: Sequence[int], creditor_id: int, debtor_id: int, actor: Actor, now: datetime) -> None:
    Promise.objects.filter(pk__in=ids).update(status=PromiseStatus.WITHDRAWN, settled_at=now)
    for key in ids:
        _record("payments.promise.withdrawn", key, creditor_id, debtor_id, actor, now)
    publish_many(
        [PromiseWithdrawn(creditor_id=creditor_id, debtor_id=debtor_id, promise_id=key) for key in ids], now=now
    )


def _record(action: str, key: int, creditor_id: int, debtor_id: int, actor: Actor, now: datetime) -> None:
    audit.record(
        audit.Entry(
            action=action,
            obj_type="payments.promise",
            obj_id=key,
            actor=actor,
            creditor_id=creditor_id,
            debtor_id=debtor_id,
        ),
        at=now,
    )
