"""What differs between a file and what we hold, written once and kept so that it can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from acuerdo.kernel.frames import INSTANT, copy_frame
from acuerdo.portfolio.operations.loading.sql import as_one_text, by_key, update_rows
from acuerdo.portfolio.operations.loading.state import Run

COMPONENTS = ("principal", "interest", "fees")
_DEBTORS = """
    SELECT d.id, d.kind, d.name, d.given_name, d.national_id, d.birth_date, d.language, d.country, d.region, d.postcode,
           d.city, d.time_zone,
           EXISTS (SELECT FROM portfolio_debtorreference r WHERE r.debtor_id = d.id AND r.creditor_id <> %s)
    FROM unnest(string_to_array(%s, E'\\x1f')::bigint[]) AS k(id)
    CROSS JOIN LATERAL (SELECT * FROM portfolio_debtor WHERE id = k.id OFFSET 0) AS d
"""
_DEBTS = """
    SELECT d.id, d.debtor_id, d.product, d.debt_type, d.issued_date, d.due_date, d.iban, d.custom,
           d.principal_cents, d.interest_cents, d.fees_cents,
           d.stated_principal_cents, d.stated_interest_cents, d.stated_fees_cents,
           d.status, d.disputed_at, d.closed_at, k.custom IS NOT NULL AND d.custom <> k.custom
    FROM unnest(%s::bigint[], %s::jsonb[]) AS k(id, custom)
    CROSS JOIN LATERAL (SELECT * FROM portfolio_debt WHERE id = k.id OFFSET 0) AS d
"""
_DEBT_TEXTS = ("product", "debt_type", "iban")
_DEBT_DATES = ("issued_date", "due_date")
_DEBT_COLUMNS: dict[str, Any] = {
    **dict.fromkeys(_DEBT_TEXTS[:2], pl.String),
    **dict.fromkeys(_DEBT_DATES, pl.Date),
    "iban": pl.String,
    "custom": pl.String,
    **{f"{name}_cents": pl.Int64 for name in COMPONENTS},
    **{f"stated_{name}_cents": pl.Int64 for name in COMPONENTS},
    "status": pl.String,
    "disputed_at": pl.Datetime,
    "closed_at": pl.Datetime,
}


@dataclass(frozen=True, slots=True)
class Differing:
    """Rows that differ, as they were and as they are to be; both have `id` and the columns that may change."""

    before: pl.DataFrame
    after: pl.DataFrame


def differing_debtors(said: pl.DataFrame, run: Run, *, columns: dict[str, Any]) -> Differing:
    """Compare persons with what the file says; nothing said changes nothing."""
    held = by_key(
        _DEBTORS,
        [run.creditor_id, as_one_text(said["debtor_id"])],
        {"id": pl.Int64, **columns, "is_shared": pl.Boolean},
    )
    both = held.join(said.select(pl.col("debtor_id").alias("id"), *columns), on="id", suffix="_said")
    after = both.select("id", *(_after(name, kind) for name, kind in columns.items()))
    return _only_different(both.select("id", *columns), after, list(columns))


def _after(name: str, kind: Any) -> pl.Expr:
    held, said = pl.col(name), pl.col(f"{name}_said")
    is_empty = held.is_null() | (held == "") if kind == pl.String else held.is_null()
    return pl.when(said.is_not_null() & (is_empty | ~pl.col("is_shared"))).then(said).otherwise(held).alias(name)


def differing_debts(said: pl.DataFrame, run: Run) -> Differing:
    """Compare debts with what the file says.

    A part of the amount that the file states anew becomes the balance of that part; one it states as before is left
    alone, so that payments we took are not undone by a file that does not know of them yet.
    """
    customs = said["custom"].to_list()
    held = by_key(
        _DEBTS,
        [said["debt_id"].to_list(), customs],
        {"id": pl.Int64, "debtor_id": pl.Int64, **_DEBT_COLUMNS, "custom_differs": pl.Boolean},
    )
    both = held.join(said.drop("debtor_id").rename({"debt_id": "id"}), on="id", suffix="_said")
    both = both.with_columns(_amounts_after()).with_columns(
        custom_said=pl.when("custom_differs").then("custom_said").otherwise("custom"),
        total=pl.sum_horizontal(f"{name}_after" for name in COMPONENTS),
    )
    after = both.select(
        "id",
        *(pl.coalesce(f"{name}_said", name).alias(name) for name in (*_DEBT_TEXTS[:2], *_DEBT_DATES, "iban", "custom")),
        *(pl.col(f"{name}_after").alias(f"{name}_cents") for name in COMPONENTS),
        *(pl.coalesce(name, f"stated_{name}_cents").alias(f"stated_{name}_cents") for name in COMPONENTS),
        _status_after().alias("status"),
        pl.coalesce("disputed_at", pl.when("disputed").then(pl.lit(run.now, INSTANT))).alias("disputed_at"),
        pl.lit(run.now, INSTANT).alias("closed_at"),
    )
    is_open = pl.col("status") == "open"
    after = after.with_columns(
        closed_at=pl.when(is_open).then(None).otherwise(pl.coalesce(both["closed_at"], "closed_at"))
    )
    found = _only_different(held.select("id", *_DEBT_COLUMNS), after, list(_DEBT_COLUMNS))
    owners = held.select("id", "debtor_id")
    return Differing(found.before, found.after.join(owners, on="id", how="left", maintain_order="left"))


def _amounts_after() -> list[pl.Expr]:
    return [
        pl.when(pl.col(name).is_not_null() & (pl.col(name) != pl.col(f"stated_{name}_cents")))
        .then(name)
        .otherwise(f"{name}_cents")
        .alias(f"{name}_after")
        for name in COMPONENTS
    ]


def _status_after() -> pl.Expr:
    status, total = pl.col("status"), pl.col("total")
    return (
        pl.when((status == "open") & pl.col("recalled").fill_null(value=False))
        .then(pl.lit("recalled"))
        .when((status == "open") & (total <= 0))
        .then(pl.lit("paid"))
        .when((status == "paid") & (total > 0))
        .then(pl.lit("open"))
        .otherwise(status)
    )


def _only_different(before: pl.DataFrame, after: pl.DataFrame, columns: list[str]) -> Differing:
    changed = pl.any_horizontal(before[name].ne_missing(after[name]) for name in columns)
    mask = before.select(changed).to_series()
    return Differing(before.filter(mask), after.filter(mask))


def adjustments(found: Differing, run: Run) -> pl.DataFrame:
    """Ledger rows for the parts of the balance that changed."""
    parts = [
        found.after.select(
            debt_id="id",
            debtor_id="debtor_id",
            component=pl.lit(name),
            amount_cents=pl.col(f"{name}_cents") - found.before[f"{name}_cents"],
            value_date=pl.lit(run.today),
        )
        for name in COMPONENTS
    ]
    return pl.concat(parts).filter(pl.col("amount_cents") != 0)


def post(entries: pl.DataFrame, run: Run, *, kind: str, note: str) -> None:
    """Append ledger rows of this import; the balances are the caller's to keep."""
    run.posted_entries += entries.height
    run.posted_cents += int(entries["amount_cents"].sum() or 0)
    copy_frame(
        "portfolio_ledgerentry",
        entries.with_columns(
            pl.lit(kind).alias("kind"),
            pl.lit(run.now, INSTANT).alias("booked_at"),
            pl.lit(run.import_id).alias("import_id"),
            pl.lit(note).alias("note"),
        ),
    )


def write(obj_type: str, table: str, found: Differing, run: Run) -> None:
    """Change the rows that differ, keeping what they were."""
    if found.after.is_empty():
        return
    update_rows(table, found.after.drop("debtor_id", strict=False))
    dated = [pl.col(name).dt.to_string() for name, kind in found.before.schema.items() if kind == pl.Date]
    instants = [
        pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00")
        for name, kind in found.before.schema.items()
        if kind == pl.Datetime
    ]
    values = found.before.drop("id").columns
    before = found.before.with_columns(*dated, *instants).select(
        pl.col("id").alias("obj_id"), pl.struct(values).struct.json_encode().alias("before")
    )
    copy_frame(
        "portfolio_importchange",
        before.with_columns(pl.lit(obj_type).alias("obj_type"), pl.lit(run.import_id).alias("import_run_id")),
    )


def remember_hashes(table: str, hashes: pl.DataFrame) -> None:
    """Keep what the file said as known, also where it changed nothing."""
    update_rows(table, hashes.filter(pl.col("content_hash").is_not_null()))
