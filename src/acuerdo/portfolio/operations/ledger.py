"""The ledger of debts: entries are appended, the balances kept on the debt follow in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from acuerdo.kernel.events import DomainEvent, publish_many
from acuerdo.kernel.frames import INSTANT, copy_frame, read_frame
from acuerdo.portfolio.enums import EntryKind
from acuerdo.portfolio.events import DebtsPaid, DebtsReopened, LedgerPosted

COMPONENTS = ("fees", "interest", "principal")
COLUMNS = ("debt_id", "debtor_id", "kind", "component", "amount_cents", "value_date", "payment_id", "import_id", "note")
_OPTIONAL = {"payment_id": pl.Int64, "import_id": pl.Int64, "note": pl.String}

# Balance and state move together; a debt that is written off or recalled keeps its state whatever is posted.
_MOVE = """
    WITH moved AS (
        SELECT * FROM unnest(%(debts)s::bigint[], %(fees)s::bigint[], %(interest)s::bigint[], %(principal)s::bigint[])
            AS m(debt_id, fees, interest, principal)
    ), fresh AS (
        SELECT d.id, d.status AS was, d.fees_cents + m.fees AS fees, d.interest_cents + m.interest AS interest,
               d.principal_cents + m.principal AS principal
        FROM moved m JOIN portfolio_debt d ON d.id = m.debt_id ORDER BY d.id FOR UPDATE OF d
    )
    UPDATE portfolio_debt d
    SET fees_cents = fresh.fees, interest_cents = fresh.interest, principal_cents = fresh.principal,
        status = CASE WHEN fresh.was = 'open' AND fresh.fees + fresh.interest + fresh.principal <= 0 THEN 'paid'
                      WHEN fresh.was = 'paid' AND fresh.fees + fresh.interest + fresh.principal > 0 THEN 'open'
                      ELSE fresh.was END,
        closed_at = CASE WHEN fresh.was = 'open' AND fresh.fees + fresh.interest + fresh.principal <= 0 THEN %(now)s
                         WHEN fresh.was = 'paid' AND fresh.fees + fresh.interest + fresh.principal > 0 THEN NULL
                         ELSE d.closed_at END
    FROM fresh WHERE d.id = fresh.id
    RETURNING d.id AS debt_id, d.creditor_id, d.debtor_id, fresh.was, d.status,
              LEAST(d.fees_cents, d.interest_cents, d.principal_cents) AS lowest
"""
_REVERSIBLE = """
    SELECT e.debt_id, e.debtor_id, e.component, -e.amount_cents AS amount_cents, e.payment_id
    FROM portfolio_ledgerentry e JOIN portfolio_debt d ON d.id = e.debt_id
    WHERE d.debtor_id = ANY(%(debtors)s) AND e.payment_id = ANY(%(payments)s) AND e.kind = 'payment'
      AND NOT EXISTS (SELECT FROM portfolio_ledgerentry r
                      WHERE r.debt_id = e.debt_id AND r.payment_id = e.payment_id AND r.kind = 'reversal')
"""


class CannotPost(Exception):
    """An entry names an unknown debt, or would take a component of one below zero. Nothing was posted."""


def post_entries(entries: pl.DataFrame, *, now: datetime) -> int:
    """Append ledger entries and move the debts' balances and states with them; returns how many entries.

    `entries`: debt_id, debtor_id, kind, component, amount_cents (positive owes more), value_date and perhaps
    payment_id, import_id, note. A debt that comes to nothing is paid, one that owes again is open: `DebtsPaid` and
    `DebtsReopened` tell. To undo a payment use `reverse_payments`.
    """
    if entries.is_empty():
        return 0
    missing = [pl.lit(None, kind).alias(name) for name, kind in _OPTIONAL.items() if name not in entries.columns]
    rows = entries.with_columns(missing).with_columns(pl.col("note").fill_null("")).select(COLUMNS)
    with transaction.atomic():
        moved = _move(rows, now)
        copy_frame("portfolio_ledgerentry", rows.with_columns(pl.lit(now, INSTANT).alias("booked_at")))
        publish_many(_news(rows, moved), now=now)
    return rows.height


def _move(rows: pl.DataFrame, now: datetime) -> pl.DataFrame:
    sums = rows.group_by("debt_id").agg(
        pl.col("amount_cents").filter(pl.col("component") == name).sum().alias(name) for name in COMPONENTS
    )
    moved = read_frame(
        _MOVE,
        {"debts": sums["debt_id"].to_list(), "now": now, **{name: sums[name].to_list() for name in COMPONENTS}},
        schema={"debt_id": pl.Int64, "creditor_id": pl.Int64, "debtor_id": pl.Int64, "lowest": pl.Int64},
    )
    if moved.height != sums.height:
        raise CannotPost(f"{sums.height - moved.height} debts are unknown")
    below = moved.filter(pl.col("lowest") < 0)
    if below.height:
        raise CannotPost(f"debt {below['debt_id'][0]} would owe less than nothing")
    return moved


def _news(rows: pl.DataFrame, moved: pl.DataFrame) -> list[DomainEvent]:
    posted = (
        rows.join(moved.select("debt_id", "creditor_id"), on="debt_id")
        .group_by("creditor_id")
        .agg(entries=pl.len(), cents=pl.col("amount_cents").sum())
    )
    news: list[DomainEvent] = [LedgerPosted(**row) for row in posted.sort("creditor_id").iter_rows(named=True)]
    became: tuple[tuple[str, Callable[..., DomainEvent]], ...] = (("paid", DebtsPaid), ("open", DebtsReopened))
    for status, event in became:
        changed = moved.filter((pl.col("status") == status) & (pl.col("was") != status))
        news += [
            event(
                creditor_id=group["creditor_id"][0],
                debtor_ids=tuple(group["debtor_id"].unique().sort().to_list()),
                debt_ids=tuple(group["debt_id"].sort().to_list()),
            )
            for group in changed.partition_by("creditor_id")
        ]
    return news


def reverse_payments(*, payment_ids: list[int], debtor_ids: list[int], note: str, now: datetime) -> int:
    """Take payments back out of the ledger by opposite entries; returns how many entries. Twice is once."""
    with transaction.atomic():
        _lock_debts(debtor_ids)
        found = read_frame(
            _REVERSIBLE,
            {"payments": payment_ids, "debtors": debtor_ids},
            schema={"debt_id": pl.Int64, "debtor_id": pl.Int64, "amount_cents": pl.Int64, "payment_id": pl.Int64},
        )
        kind, why = pl.lit(EntryKind.REVERSAL.value).alias("kind"), pl.lit(note[:200]).alias("note")
        return post_entries(found.with_columns(kind, why, pl.lit(now.date()).alias("value_date")), now=now)


def _lock_debts(debtor_ids: list[int]) -> None:
    # Two reversals of one payment at once: the second sees the entries of the first.
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM portfolio_debt WHERE debtor_id = ANY(%s) ORDER BY id FOR UPDATE", [debtor_ids])
