"""Money comes in: once per (provider, reference), posted to the ledger and told in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish_many
from acuerdo.kernel.frames import INSTANT, copy_frame, read_frame
from acuerdo.payments.enums import Method
from acuerdo.payments.events import PaymentRecorded
from acuerdo.payments.operations.promises import settle_promises
from acuerdo.payments.operations.settling import settle_offers
from acuerdo.portfolio.enums import EntryKind
from acuerdo.portfolio.operations import post_entries
from acuerdo.portfolio.rules import allocate

_CHUNK = 20_000
COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "provider": pl.String,
    "reference": pl.String,
    "creditor_id": pl.Int64,
    "debtor_id": pl.Int64,
    "amount_cents": pl.Int64,
    "currency": pl.String,
    "method": pl.String,
    "received_at": INSTANT,
    "intent_id": pl.Int64,
    "import_id": pl.Int64,
    "debt_id": pl.Int64,
}


class CannotRecordPayment(Exception):
    """The amount is not positive, or a payment names nobody."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Keys of the payments written; those known before are counted, not written again."""

    payment_ids: tuple[int, ...]
    already_known: int


def record_payment(
    *,
    provider: str,
    reference: str,
    creditor_id: int,
    debtor_id: int,
    amount_cents: int,
    currency: str,
    method: Method = Method.OTHER,
    received_at: datetime,
    intent_id: int | None = None,
    debt_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> Recorded:
    """Record one payment; the same (provider, reference) again changes nothing. For many use `record_payments`."""
    row = {
        "provider": provider,
        "reference": reference,
        "creditor_id": creditor_id,
        "debtor_id": debtor_id,
        "amount_cents": amount_cents,
        "currency": currency,
        "method": method.value,
        "received_at": received_at,
        "intent_id": intent_id,
        "import_id": None,
        "debt_id": debt_id,
    }
    return record_payments(payments=pl.DataFrame([row], schema=COLUMNS), actor=actor, now=now)


def record_payments(*, payments: pl.DataFrame, actor: Actor, now: datetime) -> Recorded:
    """Record payments set-wise: rows, allocation, ledger, promises, offers, events, all or nothing.

    `payments` has the columns of `COLUMNS`; `intent_id`, `import_id` and `debt_id` may be null or absent. Money
    goes to `debt_id` first, then to the pair's other open debts by the creditor's order; what no debt takes stays
    on the payment as unallocated.
    """
    frame = payments.with_columns(
        [pl.lit(None, dtype=pl.Int64).alias(name) for name in COLUMNS if name not in payments.columns]
    ).select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())
    if frame.filter(pl.col("amount_cents") <= 0).height or frame["debtor_id"].null_count():
        raise CannotRecordPayment("amounts must be positive and debtors known")
    ids: list[int] = []
    with transaction.atomic():
        for chunk in frame.iter_slices(_CHUNK):
            shards.lock_people(chunk["debtor_id"].unique().to_list())
            new = _insert(chunk, now)
            if new.height:
                _post(new, actor, now)
            ids += new["payment_id"].to_list()
    return Recorded(payment_ids=tuple(ids), already_known=frame.height - len(ids))


def _insert(payments: pl.DataFrame, now: datetime) -> pl.DataFrame:
    columns = [name for name in COLUMNS if name != "debt_id"]
    arrays = ", ".join(f"%({name})s::{_SQL_TYPES[name]}[]" for name in columns)
    parameters = {name: payments[name].to_list() for name in columns} | {"now": now}
    written = read_frame(
        f"""
        INSERT INTO payments_payment ({", ".join(columns)}, recorded_at, unallocated_cents)
        SELECT {", ".join(columns)}, %(now)s, amount_cents FROM unnest({arrays}) AS n({", ".join(columns)})
        ON CONFLICT (provider, reference) DO NOTHING
        RETURNING id AS payment_id, provider, reference
        """,  # noqa: S608  names of our own columns
        parameters,
        schema={"payment_id": pl.Int64, "provider": pl.String, "reference": pl.String},
    )
    once = payments.unique(["provider", "reference"], keep="first", maintain_order=True)
    return once.join(written, on=["provider", "reference"], how="inner").sort("payment_id")


_SQL_TYPES = {name: "bigint" for name, kind in COLUMNS.items() if kind == pl.Int64} | {
    "provider": "text",
    "reference": "text",
    "currency": "text",
    "method": "text",
    "received_at": "timestamptz",
}


def _post(payments: pl.DataFrame, actor: Actor, now: datetime) -> None:
    debts = _open_debts(payments)
    parts = allocate(payments=payments, debts=debts, orders=_orders(payments))
    copy_frame("payments_allocation", parts.select("payment_id", "debt_id", "component", "amount_cents"))
    rest = (
        payments.join(parts.group_by("payment_id").agg(taken=pl.col("amount_cents").sum()), on="payment_id", how="left")
        .with_columns(unallocated_cents=pl.col("amount_cents") - pl.col("taken").fill_null(0))
        .drop("taken")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE payments_payment p SET unallocated_cents = n.rest "
            "FROM unnest(%s::bigint[], %s::bigint[]) AS n(id, rest) WHERE p.id = n.id",
            [rest["payment_id"].to_list(), rest["unallocated_cents"].to_list()],
        )
    # Before the ledger moves: whoever hears of the new balance reads promises that fit it.
    kept = settle_promises(pairs=payments.select("creditor_id", "debtor_id").unique(), now=now)
    let_go, settled = settle_offers(payments=payments, debts=debts, parts=parts, now=now)
    entries = _entries(parts, payments)
    post_entries(entries if let_go is None else pl.concat([entries, let_go]), now=now)
    _audit(rest, actor, now)
    publish_many([*_events(rest), *kept, *settled], now=now)


def _open_debts(payments: pl.DataFrame) -> pl.DataFrame:
    # Locked in the order of their keys: two payments for one person never post against the same balance.
    return read_frame(
        """
        SELECT d.id AS debt_id, d.debtor_id, d.creditor_id, d.currency, d.due_date,
               d.fees_cents, d.interest_cents, d.principal_cents
        FROM portfolio_debt d
        JOIN (SELECT DISTINCT * FROM unnest(%s::bigint[], %s::bigint[]) AS p(creditor_id, debtor_id)) p
            ON p.creditor_id = d.creditor_id AND p.debtor_id = d.debtor_id
        WHERE d.status = 'open' ORDER BY d.id FOR UPDATE OF d
        """,
        [payments["creditor_id"].to_list(), payments["debtor_id"].to_list()],
        schema={
            "debt_id": pl.Int64,
            "debtor_id": pl.Int64,
            "creditor_id": pl.Int64,
            "currency": pl.String,
            "due_date": pl.Date,
            "fees_cents": pl.Int64,
            "interest_cents": pl.Int64,
            "principal_cents": pl.Int64,
        },
    )


def _orders(payments: pl.DataFrame) -> dict[int, list[str]]:
    rows = read_frame(
        "SELECT id, allocation_order::text AS o FROM portfolio_creditor WHERE id = ANY(%s)",
        [payments["creditor_id"].unique().to_list()],
        schema={"id": pl.Int64, "o": pl.String},
    )
    return {creditor_id: json.loads(order) for creditor_id, order in rows.iter_rows()}


def _entries(parts: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    return parts.join(
        payments.select("payment_id", "debtor_id", "received_at", "import_id", "reference"), on="payment_id"
    ).select(
        "debt_id",
        "debtor_id",
        pl.lit(EntryKind.PAYMENT.value).alias("kind"),
        "component",
        -pl.col("amount_cents"),
        pl.col("received_at").dt.date().alias("value_date"),
        "payment_id",
        "import_id",
        pl.lit("").alias("note"),
    )


def _events(payments: pl.DataFrame) -> list[PaymentRecorded]:
    names = ("creditor_id", "debtor_id", "payment_id", "amount_cents", "unallocated_cents", "currency", "provider")
    return [PaymentRecorded(**row) for row in payments.select(*names, "intent_id").iter_rows(named=True)]


def _audit(payments: pl.DataFrame, actor: Actor, now: datetime) -> None:
    audit.record_many(
        [
            audit.Entry(
                action="payments.payment.recorded",
                obj_type="payments.payment",
                obj_id=row["payment_id"],
                actor=actor,
                creditor_id=row["creditor_id"],
                debtor_id=row["debtor_id"],
                after={"amount_cents": row["amount_cents"], "currency": row["currency"], "provider": row["provider"]},
            )
            for row in payments.iter_rows(named=True)
        ],
        at=now,
    )
