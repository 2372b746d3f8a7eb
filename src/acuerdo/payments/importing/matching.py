"""Which debt or customer each row of a payments file means, and which rows mean none."""

from __future__ import annotations

import polars as pl

from acuerdo.portfolio.importing.checking import CODES
from acuerdo.portfolio.importing.reading.records import LINE
from acuerdo.portfolio.importing.reasons import OTHER_CURRENCY, UNKNOWN_DEBT, UNKNOWN_DEBTOR
from acuerdo.portfolio.queries import debtors_by_reference, debts_by_reference

COLUMNS = {
    "payment_reference": pl.String,
    "payment_debt_reference": pl.String,
    "payment_debtor_reference": pl.String,
    "payment_currency": pl.String,
    "payment_method": pl.String,
}


def matched(rows: pl.DataFrame, *, creditor_id: int, currency: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with `debt_id` (or null), `debtor_id` and `currency`; and the faults of those that match nothing."""
    full = rows.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in COLUMNS.items() if name not in rows.columns
    )
    debts = debts_by_reference(
        creditor_id=creditor_id, references=full["payment_debt_reference"].drop_nulls().unique().to_list()
    )
    people = debtors_by_reference(
        creditor_id=creditor_id, references=full["payment_debtor_reference"].drop_nulls().unique().to_list()
    )
    both = full.join(
        debts.rename({"reference": "payment_debt_reference", "debtor_id": "owner_id", "currency": "debt_currency"}),
        on="payment_debt_reference", how="left", maintain_order="left",
    ).join(
        people.rename({"reference": "payment_debtor_reference", "debtor_id": "payer_id"}),
        on="payment_debtor_reference", how="left", maintain_order="left",
    )  # fmt: skip
    both = both.with_columns(
        debtor_id=pl.coalesce("owner_id", "payer_id"),
        currency=pl.coalesce("payment_currency", "debt_currency", pl.lit(currency)),
    )
    both = both.with_columns(_fault().alias(CODES))
    good = both.filter(pl.col(CODES).is_null()).drop(CODES, "owner_id", "payer_id", "debt_currency")
    return good, both.filter(pl.col(CODES).is_not_null()).select(LINE, CODES)


def _fault() -> pl.Expr:
    names_debt = pl.col("payment_debt_reference").is_not_null()
    return (
        pl.when(names_debt & pl.col("debt_id").is_null())
        .then(pl.lit(f"payment.debt_reference:{UNKNOWN_DEBT}"))
        .when(pl.col("debtor_id").is_null())
        .then(pl.lit(f"payment.debtor_reference:{UNKNOWN_DEBTOR}"))
        .when(names_debt & (pl.col("currency") != pl.col("debt_currency")))
        .then(pl.lit(f"payment.currency:{OTHER_CURRENCY}"))
    )
