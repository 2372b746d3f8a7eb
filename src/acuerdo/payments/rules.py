"""Decisions about payments, promises and offers. Plain values and frames; no database, no clock."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from acuerdo.payments.enums import IntentStatus, OfferState, PromiseStatus

# A transfer made on the promised day arrives on the next banking day, over a weekend two days later.
GRACE_DAYS = 2
# A date further away is a plan, not a promise.
LONGEST_PROMISE_DAYS = 45
# Before its first instalment nobody has paid anything on a plan; a month is when the next wages come.
FIRST_INSTALMENT_DAYS = 31
USUAL_FIRST_INSTALMENT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, by a stable code; `limit` is the amount in cents or the date as ISO text that was missed."""

    code: str
    limit: int | str | None = None


def may_pay(*, amount_cents: int, balance_cents: int, min_payment_cents: int) -> Refusal | None:
    """Say whether an amount may be paid now; the rest of a debt may always be paid, however small."""
    if balance_cents <= 0:
        return Refusal("nothing_owed")
    if amount_cents > balance_cents:
        return Refusal("above_balance", balance_cents)
    smallest = min(min_payment_cents, balance_cents)
    if amount_cents < smallest:
        return Refusal("below_minimum", smallest)
    return None


def may_promise(*, amount_cents: int, balance_cents: int, due_date: date, today: date) -> Refusal | None:
    """Say whether a promise can be taken."""
    if balance_cents <= 0:
        return Refusal("nothing_owed")
    if not 0 < amount_cents <= balance_cents:
        return Refusal("above_balance", balance_cents)
    if due_date < today:
        return Refusal("in_the_past", today.isoformat())
    latest = today + timedelta(days=LONGEST_PROMISE_DAYS)
    if due_date > latest:
        return Refusal("too_far", latest.isoformat())
    return None


def next_promise_states(promises: pl.DataFrame) -> pl.DataFrame:
    """Say where open promises stand: the frame with `to_status` added.

    `promises` has `amount_cents`, `paid_cents` (received since the day it was made), `due_date`, `today`. Kept as
    soon as the amount is in; broken only after the days of grace.
    """
    kept = pl.col("paid_cents") >= pl.col("amount_cents")
    late = pl.col("today") > pl.col("due_date") + pl.duration(days=GRACE_DAYS)
    return promises.with_columns(
        pl.when(kept)
        .then(pl.lit(PromiseStatus.KEPT.value))
        .when(late)
        .then(pl.lit(PromiseStatus.BROKEN.value))
        .otherwise(pl.lit(PromiseStatus.OPEN.value))
        .alias("to_status")
    )


def next_intent_status(*, current: str, told: str) -> str:
    """Say what an intent becomes when a provider tells us something, in whatever order news arrives.

    Money that came in counts even after "abandoned"; nothing takes an approval back.
    """
    if IntentStatus.APPROVED.value in (current, told):
        return IntentStatus.APPROVED.value
    return told


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a plan; `sum_cents` is what must have come in with it."""

    due_date: date
    amount_cents: int
    sum_cents: int


def reduced_amount(*, balance_cents: int, discount_percent: int) -> int:
    """Say what settles a balance under a discount; half cents go to the creditor, and something is always due."""
    return max(1, (balance_cents * (100 - discount_percent) + 50) // 100) if balance_cents > 0 else 0


def instalments_of(*, amount_cents: int, count: int, first: date) -> tuple[Instalment, ...]:
    """Cut an amount into equal monthly parts, the first a few cents larger where it does not divide.

    The day is that of the first; a month that is too short gives its last one.
    """
    each, rest = divmod(amount_cents, count)
    return tuple(
        Instalment(
            due_date=_months_later(first, number),
            amount_cents=each + (rest if number == 0 else 0),
            sum_cents=each * (number + 1) + rest,
        )
        for number in range(count)
    )


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def may_accept(
    *, state: str, expires_at: datetime, now: datetime, balance_cents: int, first_date: date, today: date
) -> Refusal | None:
    """Say whether an offer can be accepted; `first_date` is that of its first (or only) payment."""
    if state != OfferState.MADE:
        return Refusal("not_on_offer")
    if expires_at <= now:
        return Refusal("expired")
    if balance_cents <= 0:
        return Refusal("nothing_owed")
    if first_date < today:
        return Refusal("in_the_past", today.isoformat())
    latest = today + timedelta(days=FIRST_INSTALMENT_DAYS)
    return Refusal("too_far", latest.isoformat()) if first_date > latest else None


def settled_offers(offers: pl.DataFrame, *, payments: pl.DataFrame, debts: pl.DataFrame) -> pl.DataFrame:
    """Say which offers these payments fulfil: their rows with `due_cents`, one offer for a pair at most.

    `offers`: offer_id, creditor_id, debtor_id, state, discount_percent, amount_cents (fixed when accepted),
    paid_cents (come in since), expires_at. `payments`: creditor_id, debtor_id, amount_cents, received_at. `debts` are
    what was open before them. An accepted offer wants its fixed amount; one that nobody accepted wants its amount on
    the balance before, paid while it was on offer.
    """
    pair = ["creditor_id", "debtor_id"]
    owed = debts.group_by(pair).agg(
        balance_cents=pl.sum_horizontal(pl.col("fees_cents", "interest_cents", "principal_cents").sum()).cast(pl.Int64)
    )
    share = pl.col("balance_cents") * (100 - pl.col("discount_percent"))
    is_accepted = pl.col("state") == OfferState.ACCEPTED.value
    asked = (
        offers.join(owed, on=pair, how="left", maintain_order="left")
        .with_columns(pl.col("balance_cents").fill_null(0))
        .with_columns(due_cents=pl.when(is_accepted).then("amount_cents").otherwise(((share + 50) // 100).clip(1)))
    )
    in_time = (
        asked.join(payments.select(*pair, pl.col("amount_cents").alias("now_cents"), "received_at"), on=pair)
        .filter(pl.col("received_at") <= pl.col("expires_at"))
        .group_by("offer_id")
        .agg(pl.col("now_cents").sum())
    )
    came = pl.when(is_accepted).then("paid_cents").otherwise(pl.col("now_cents").fill_null(0))
    return (
        asked.join(in_time, on="offer_id", how="left", maintain_order="left")
        .filter((pl.col("balance_cents") > 0) & (came >= pl.col("due_cents")))
        .sort(is_accepted.not_(), "due_cents", "offer_id")
        .unique(pair, keep="first", maintain_order=True)
        .select(*offers.columns, "due_cents")
    )
