"""Debts that come to their end below the full amount: what was agreed has come in, the rest is let go."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import connection

from acuerdo.kernel import audit
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.events import DomainEvent
from acuerdo.kernel.frames import INSTANT, read_frame
from acuerdo.payments.events import OfferSettled
from acuerdo.payments.rules import GRACE_DAYS, settled_offers
from acuerdo.portfolio.enums import EntryKind

COMPONENTS = ("fees", "interest", "principal")
PAIR = ["creditor_id", "debtor_id"]
# What came in since an offer was accepted counts by when we heard of it: its amount was fixed on the balance we knew.
_OPEN = """
    SELECT o.id AS offer_id, o.creditor_id, o.debtor_id, o.kind, o.state, o.discount_percent, o.amount_cents,
           o.expires_at, (
        SELECT COALESCE(sum(p.amount_cents), 0)::bigint FROM payments_payment p
        WHERE p.debtor_id = o.debtor_id AND p.creditor_id = o.creditor_id AND p.recorded_at >= o.accepted_at
          AND p.received_at < o.expires_at + %(grace)s * interval '1 day'
    ) AS paid_cents
    FROM (SELECT DISTINCT * FROM unnest(%(creditors)s::bigint[], %(debtors)s::bigint[]) AS p(creditor_id, debtor_id)) p
    JOIN payments_offer o ON o.debtor_id = p.debtor_id AND o.creditor_id = p.creditor_id
    WHERE o.state = 'accepted' OR o.state = 'made' AND o.kind = 'settlement'
    ORDER BY o.id FOR UPDATE OF o
"""
_SCHEMA = {
    "offer_id": pl.Int64,
    "creditor_id": pl.Int64,
    "debtor_id": pl.Int64,
    "kind": pl.String,
    "state": pl.String,
    "discount_percent": pl.Int64,
    "amount_cents": pl.Int64,
    "expires_at": INSTANT,
    "paid_cents": pl.Int64,
}
_SETTLE = """
    UPDATE payments_offer o SET state = 'settled', finished_at = %(now)s, amount_cents = n.amount_cents,
           accepted_at = COALESCE(o.accepted_at, %(now)s)
    FROM unnest(%(ids)s::bigint[], %(amounts)s::bigint[]) AS n(id, amount_cents) WHERE o.id = n.id
"""
ENTRIES = ("debt_id", "debtor_id", "kind", "component", "amount_cents", "value_date", "payment_id", "import_id", "note")


def settle_offers(
    *, payments: pl.DataFrame, debts: pl.DataFrame, parts: pl.DataFrame, now: datetime
) -> tuple[pl.DataFrame | None, list[DomainEvent]]:
    """Settle the offers that these payments fulfil; returns ledger entries for what is let go, and the events.

    `payments` are written already; `debts` are the open debts before them, `parts` what went to which of them. The
    caller posts the entries together with the payments'. An offer is fulfilled by what came in since it was accepted,
    or, if nobody pressed the button, by paying at once the amount that it showed.
    """
    keys = {name: payments[name].to_list() for name in PAIR}
    offers = read_frame(
        _OPEN,
        {"creditors": keys["creditor_id"], "debtors": keys["debtor_id"], "grace": GRACE_DAYS},
        schema=_SCHEMA,
    )
    if offers.is_empty():
        return None, []
    settled = settled_offers(offers, payments=payments, debts=debts)
    if settled.is_empty():
        return None, []
    left = _left(debts, parts)
    _write(settled, now)
    return _entries(settled, left, payments), _events(settled, left)


def _left(debts: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """What each component of each debt still owes after the payments, one row each."""
    owed = pl.concat(
        debts.select("debt_id", *PAIR, component=pl.lit(name), owed_cents=pl.col(f"{name}_cents").cast(pl.Int64))
        for name in COMPONENTS
    )
    taken = parts.group_by("debt_id", "component").agg(taken=pl.col("amount_cents").sum())
    left = pl.col("owed_cents") - pl.col("taken").fill_null(0)
    joined = owed.join(taken, on=["debt_id", "component"], how="left", maintain_order="left")
    return joined.with_columns(left_cents=left).filter(pl.col("left_cents") > 0)


def _entries(settled: pl.DataFrame, left: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    last = payments.sort("payment_id").group_by(PAIR, maintain_order=True).last()
    return (
        left.join(settled.select("offer_id", *PAIR), on=PAIR)
        .join(last.select(*PAIR, "payment_id", "received_at"), on=PAIR)
        .select(
            "debt_id",
            "debtor_id",
            pl.lit(EntryKind.ADJUSTMENT.value).alias("kind"),
            "component",
            (-pl.col("left_cents")).alias("amount_cents"),
            pl.col("received_at").dt.date().alias("value_date"),
            "payment_id",
            pl.lit(None, pl.Int64).alias("import_id"),
            pl.format("offer {}", "offer_id").alias("note"),
        )
    )


def _write(settled: pl.DataFrame, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _SETTLE, {"ids": settled["offer_id"].to_list(), "amounts": settled["due_cents"].to_list(), "now": now}
        )
    audit.record_many(
        [
            audit.Entry(
                action="payments.offer.settled",
                obj_type="payments.offer",
                obj_id=row["offer_id"],
                actor=SYSTEM,
                creditor_id=row["creditor_id"],
                debtor_id=row["debtor_id"],
                before={"state": row["state"]},
                after={"state": "settled", "amount_cents": row["due_cents"]},
            )
            for row in settled.iter_rows(named=True)
        ],
        at=now,
    )


def _events(settled: pl.DataFrame, left: pl.DataFrame) -> list[DomainEvent]:
    let_go = left.group_by(PAIR).agg(written_off_cents=pl.col("left_cents").sum())
    told = settled.join(let_go, on=PAIR, how="left", maintain_order="left")
    rows = told.select("creditor_id", "debtor_id", "offer_id", pl.col("written_off_cents").fill_null(0))
    return [OfferSettled(**row) for row in rows.iter_rows(named=True)]
