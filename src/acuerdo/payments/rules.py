"""Decisions about payments and promises. Plain values and frames; no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from acuerdo.payments.enums import IntentStatus, PromiseStatus

# A transfer made on the promised day arrives on the next banking day, over a weekend two days later.
GRACE_DAYS = 2
# A date further away is a plan, not a promise.
LONGEST_PROMISE_DAYS = 45


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
