"""Offers: made set-wise by strategies, accepted by debtors, settled by what comes in, ended by the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from django.db import transaction

from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import SYSTEM, Actor
from acuerdo.kernel.events import publish, publish_many
from acuerdo.kernel.frames import read_frame
from acuerdo.payments.enums import OfferKind, OfferState
from acuerdo.payments.events import OfferAccepted, OfferExpired, OfferMade, OfferWithdrawn, PromiseMade
from acuerdo.payments.models import Offer, Promise
from acuerdo.payments.queries import Account, account_of
from acuerdo.payments.rules import (
    GRACE_DAYS,
    USUAL_FIRST_INSTALMENT_DAYS,
    Instalment,
    Refusal,
    instalments_of,
    may_accept,
    reduced_amount,
)

# Another of its kind takes the place of one that nobody accepted; while one is accepted nothing new is offered.
_REPLACE = """
    UPDATE payments_offer o SET state = 'withdrawn', finished_at = %(now)s
    FROM unnest(%(debtors)s::bigint[], %(creditors)s::bigint[], %(kinds)s::text[]) AS n(debtor_id, creditor_id, kind)
    WHERE o.debtor_id = n.debtor_id AND o.creditor_id = n.creditor_id AND o.kind = n.kind AND o.state = 'made'
    RETURNING o.id AS offer_id, o.creditor_id, o.debtor_id, o.kind
"""
_MAKE = """
    INSERT INTO payments_offer (debtor_id, creditor_id, case_id, enrolment_id, kind, discount_percent, instalments,
        currency, state, made_at, expires_at)
    SELECT n.debtor_id, n.creditor_id, n.case_id, n.enrolment_id, n.kind, COALESCE(n.discount, 0),
           COALESCE(n.instalments, 1), c.currency, 'made', %(now)s, n.expires_at
    FROM unnest(%(debtors)s::bigint[], %(creditors)s::bigint[], %(cases)s::bigint[], %(enrolments)s::bigint[],
                %(kinds)s::text[], %(discounts)s::smallint[], %(instalments)s::smallint[], %(expiring)s::timestamptz[])
        AS n(debtor_id, creditor_id, case_id, enrolment_id, kind, discount, instalments, expires_at)
    JOIN portfolio_creditor c ON c.id = n.creditor_id
    WHERE NOT EXISTS (SELECT FROM payments_offer a WHERE a.debtor_id = n.debtor_id AND a.creditor_id = n.creditor_id
                      AND a.state = 'accepted')
    RETURNING id AS offer_id, creditor_id, debtor_id, kind
"""
_SCHEMA = {"offer_id": pl.Int64, "creditor_id": pl.Int64, "debtor_id": pl.Int64, "kind": pl.String}
_EXPIRE = """
    UPDATE payments_offer SET state = 'expired', finished_at = %(now)s WHERE id IN (
        SELECT id FROM payments_offer
        WHERE state = 'made' AND expires_at <= %(now)s OR state = 'accepted' AND expires_at <= %(late)s
        ORDER BY expires_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
    RETURNING id AS offer_id, creditor_id, debtor_id, kind
"""


class CannotAcceptOffer(Exception):
    """The offer is refused; `refusal` says by which rule."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a debtor accepted: the amount that settles everything, when, and for a plan the promises made."""

    offer_id: int
    amount_cents: int
    pay_by: datetime
    instalments: tuple[Instalment, ...]
    promise_ids: tuple[int, ...]


def make_offers(frame: pl.DataFrame, *, now: datetime) -> list[int]:
    """Put offers before debtors, set-wise; returns their keys. In the caller's transaction.

    `frame`: case_id, debtor_id, creditor_id, kind, discount_percent (null: none), instalments (null: one),
    expires_at, and perhaps enrolment_id. One of each kind at most is on offer to a person; the later one stands.
    """
    if frame.is_empty():
        return []
    if "enrolment_id" not in frame.columns:
        frame = frame.with_columns(pl.lit(None, pl.Int64).alias("enrolment_id"))
    rows = frame.unique(["debtor_id", "creditor_id", "kind"], keep="last", maintain_order=True)
    values = {
        "debtors": rows["debtor_id"].to_list(), "creditors": rows["creditor_id"].to_list(),
        "cases": rows["case_id"].to_list(), "enrolments": rows["enrolment_id"].to_list(),
        "kinds": rows["kind"].to_list(), "discounts": rows["discount_percent"].to_list(),
        "instalments": rows["instalments"].to_list(), "expiring": rows["expires_at"].to_list(), "now": now,
    }  # fmt: skip
    with transaction.atomic():
        gone = read_frame(_REPLACE, values, schema=_SCHEMA)
        made = read_frame(_MAKE, values, schema=_SCHEMA)
        _record("withdrawn", gone, SYSTEM, now)
        _record("made", made, SYSTEM, now)
        publish_many([OfferWithdrawn(**row) for row in gone.drop("kind").iter_rows(named=True)], now=now)
        publish_many([OfferMade(**row) for row in made.iter_rows(named=True)], now=now)
    return made["offer_id"].to_list()


def accept_offer(
    *, offer_id: int, first_date: date | None = None, made_via: str, actor: Actor, now: datetime
) -> Agreed:
    """Take an offer on behalf of its debtor; from now on its amount is fixed. Raises `CannotAcceptOffer`.

    A settlement has to come in until the offer expires. A plan becomes a promise for each instalment, the first on
    `first_date` (in a week unless said otherwise), and stands until the last of them.
    """
    with transaction.atomic():
        offer = Offer.objects.get(pk=offer_id)
        shards.lock_people([offer.debtor_id])
        offer = Offer.objects.select_for_update().get(pk=offer_id)
        account = account_of(creditor_id=offer.creditor_id, debtor_id=offer.debtor_id)
        today = now.astimezone(ZoneInfo(account.time_zone)).date()
        first = first_date or today + timedelta(days=USUAL_FIRST_INSTALMENT_DAYS)
        refusal = may_accept(
            state=offer.state, expires_at=offer.expires_at, now=now, balance_cents=account.balance_cents,
            first_date=first, today=today,
        )  # fmt: skip
        if refusal is None and Offer.objects.filter(
            debtor_id=offer.debtor_id, creditor_id=offer.creditor_id, state=OfferState.ACCEPTED
        ):
            refusal = Refusal("another_accepted")
        if refusal:
            raise CannotAcceptOffer(refusal)
        return _accept(offer, account, first, made_via, actor, now)


def _accept(offer: Offer, account: Account, first: date, made_via: str, actor: Actor, now: datetime) -> Agreed:
    amount = reduced_amount(balance_cents=account.balance_cents, discount_percent=offer.discount_percent)
    offer.state, offer.accepted_at, offer.amount_cents = OfferState.ACCEPTED, now, amount
    parts: tuple[Instalment, ...] = ()
    promises: list[Promise] = []
    if offer.kind == OfferKind.PLAN:
        parts = instalments_of(amount_cents=amount, count=offer.instalments, first=first)
        offer.expires_at = datetime.combine(
            parts[-1].due_date + timedelta(days=1), time(), tzinfo=ZoneInfo(account.time_zone)
        )
        promises = _promise(offer, parts, made_via, now)
    offer.save()
    _record("accepted", _row(offer), actor, now)
    publish(
        OfferAccepted(
            creditor_id=offer.creditor_id,
            debtor_id=offer.debtor_id,
            offer_id=offer.pk,
            kind=offer.kind,
            amount_cents=amount,
        ),
        now=now,
    )
    return Agreed(offer.pk, amount, offer.expires_at, parts, tuple(promise.pk for promise in promises))


def _promise(offer: Offer, parts: Sequence[Instalment], made_via: str, now: datetime) -> list[Promise]:
    promises = Promise.objects.bulk_create(
        Promise(
            creditor_id=offer.creditor_id,
            debtor_id=offer.debtor_id,
            amount_cents=part.amount_cents,
            sum_cents=part.sum_cents,
            currency=offer.currency,
            due_date=part.due_date,
            made_at=now,
            made_via=made_via,
            offer_id=offer.pk,
        )
        for part in parts
    )
    publish_many(
        [
            PromiseMade(
                creditor_id=promise.creditor_id,
                debtor_id=promise.debtor_id,
                promise_id=promise.pk,
                amount_cents=promise.amount_cents,
                due_date=promise.due_date,
            )
            for promise in promises
        ],
        now=now,
    )
    return promises


def withdraw_offer(*, offer_id: int, actor: Actor, now: datetime) -> bool:
    """Take an offer back that nobody has accepted; false if it is not on offer any more."""
    with transaction.atomic():
        offer = Offer.objects.select_for_update().filter(pk=offer_id, state=OfferState.MADE).first()
        if offer is None:
            return False
        offer.state, offer.finished_at = OfferState.WITHDRAWN, now
        offer.save(update_fields=["state", "finished_at"])
        _record("withdrawn", _row(offer), actor, now)
        publish(OfferWithdrawn(creditor_id=offer.creditor_id, debtor_id=offer.debtor_id, offer_id=offer.pk), now=now)
    return True


def expire_offers(*, now: datetime, limit: int = 5_000) -> int:
    """End offers whose time is over; returns how many. What was accepted has days of grace: transfers take theirs."""
    with transaction.atomic():
        over = read_frame(
            _EXPIRE, {"now": now, "late": now - timedelta(days=GRACE_DAYS), "limit": limit}, schema=_SCHEMA
        )
        _record("expired", over, SYSTEM, now)
        publish_many([OfferExpired(**row) for row in over.drop("kind").iter_rows(named=True)], now=now)
    return over.height


def _row(offer: Offer) -> pl.DataFrame:
    row = (offer.pk, offer.creditor_id, offer.debtor_id, offer.kind)
    return pl.DataFrame([row], schema=_SCHEMA, orient="row")


def _record(verb: str, offers: pl.DataFrame, actor: Actor, now: datetime) -> None:
    audit.record_many(
        [
            audit.Entry(
                action=f"payments.offer.{verb}",
                obj_type="payments.offer",
                obj_id=row["offer_id"],
                actor=actor,
                creditor_id=row["creditor_id"],
                debtor_id=row["debtor_id"],
                after={"kind": row["kind"]},
            )
            for row in offers.iter_rows(named=True)
        ],
        at=now,
    )
