"""Debts of a block: new ones with their first ledger entries, changed ones with the difference posted."""

from __future__ import annotations

import polars as pl

from acuerdo.kernel.frames import copy_frame, reserve_ids
from acuerdo.portfolio.importing.wording import DEBT_WORDS
from acuerdo.portfolio.operations.loading import changes
from acuerdo.portfolio.operations.loading.state import Run

COMPONENTS = ("principal", "interest", "fees")
COLUMNS = {
    "product": pl.String,
    "debt_type": pl.String,
    "currency": pl.String,
    "issued_date": pl.Date,
    "due_date": pl.Date,
    "iban": pl.String,
    "custom": pl.String,
    "principal": pl.Int64,
    "interest": pl.Int64,
    "fees": pl.Int64,
    "disputed": pl.Boolean,
    "recalled": pl.Boolean,
}


def load_debts(rows: pl.DataFrame, run: Run) -> pl.DataFrame:
    """Create and update the debts of these rows; returns `__line` and `debt_state` (new, changed, same).

    `rows` come from `lookup.with_debts` with a `debtor_id` each, no debt twice.
    """
    new = rows.filter(pl.col("debt_id").is_null())
    known = rows.filter(pl.col("debt_id").is_not_null())
    differing = known.filter(pl.col("debt_hash").ne_missing(pl.col("new_debt_hash")))
    created = _create(new, run)
    changed = _update(differing, run)
    changes.remember_hashes(
        "portfolio_debt",
        known.filter(
            pl.col("debt_hash").ne_missing(pl.col("new_debt_hash"))
            | pl.col("known_debt_words").ne_missing(pl.col(DEBT_WORDS))
        ).select(id="debt_id", content_hash="new_debt_hash", words_hash=DEBT_WORDS),
    )
    run.seen_debts.mark(created.to_numpy())
    run.touched.mark(new["debtor_id"].to_numpy())
    state = pl.when(pl.col("debt_id").is_null()).then(pl.lit("new")).when(pl.col("debt_id").is_in(changed.to_list()))
    return rows.select("__line", debt_state=state.then(pl.lit("changed")).otherwise(pl.lit("same")))


def described(rows: pl.DataFrame, run: Run) -> pl.DataFrame:
    """What the file says about each debt in one column each; null where it says nothing."""
    names = {"debt_type": "debt_type", "custom": "custom"}
    full = rows
    for name, kind in COLUMNS.items():
        source = names.get(name, f"debt_{name}")
        if source not in full.columns:
            full = full.with_columns(pl.lit(None, kind).alias(source))
    said = full.select(
        pl.exclude([names.get(name, f"debt_{name}") for name in COLUMNS]),
        *(pl.col(names.get(name, f"debt_{name}")).alias(name) for name in COLUMNS),
    )
    return said.with_columns(pl.col("currency").fill_null(run.currency))


def _create(new: pl.DataFrame, run: Run) -> pl.Series:
    if new.is_empty():
        return pl.Series("id", [], dtype=pl.Int64)
    ids = reserve_ids("portfolio_debt", new.height)
    said = (
        described(new, run)
        .with_columns(ids.alias("id"), *(pl.col(name).fill_null(0) for name in COMPONENTS))
        .with_columns(total=pl.sum_horizontal(COMPONENTS))
    )
    paid = pl.col("total") == 0
    status = pl.when(pl.col("recalled").fill_null(value=False)).then(pl.lit("recalled")).when(paid).then(pl.lit("paid"))
    said = said.with_columns(status=status.otherwise(pl.lit("open")))
    copy_frame(
        "portfolio_debt",
        said.select(
            "id",
            pl.lit(run.creditor_id).alias("creditor_id"),
            "debtor_id",
            pl.col("debt_reference").alias("reference"),
            *(pl.col(name).fill_null("") for name in ("product", "debt_type", "iban")),
            "currency",
            "status",
            pl.col("total").alias("original_cents"),
            *(pl.col(name).alias(f"{name}_cents") for name in COMPONENTS),
            *(pl.col(name).alias(f"stated_{name}_cents") for name in COMPONENTS),
            "issued_date",
            "due_date",
            pl.when("disputed").then(pl.lit(run.now)).alias("disputed_at"),
            pl.col("custom").fill_null("{}"),
            pl.col("new_debt_hash").alias("content_hash"),
            pl.col(DEBT_WORDS).alias("words_hash"),
            pl.lit(run.import_id).alias("import_id"),
            pl.lit(run.now).alias("created_at"),
            pl.when(pl.col("status") != "open").then(pl.lit(run.now)).alias("closed_at"),
        ),
    )
    _charge(said, run)
    run.disputed.mark(said.filter(pl.col("disputed"))["debtor_id"].to_numpy())
    return ids


def _charge(said: pl.DataFrame, run: Run) -> None:
    parts = [
        said.filter(pl.col(component) > 0).select(
            debt_id="id",
            debtor_id="debtor_id",
            component=pl.lit(component),
            amount_cents=component,
            value_date=pl.coalesce("issued_date", pl.lit(run.today)),
        )
        for component in COMPONENTS
    ]
    changes.post(pl.concat(parts), run, kind="charge", note="")


def _update(differing: pl.DataFrame, run: Run) -> pl.Series:
    """Bring known debts up to date; returns the keys of those that changed."""
    if differing.is_empty():
        return pl.Series("id", [], dtype=pl.Int64)
    found = changes.differing_debts(described(differing, run), run)
    changes.write("debt", "portfolio_debt", found, run)
    changes.post(changes.adjustments(found, run), run, kind="adjustment", note="import")
    run.touched.mark(found.after["debtor_id"].to_numpy())
    newly = found.after["disputed_at"].is_not_null() & found.before["disputed_at"].is_null()
    run.disputed.mark(found.after["debtor_id"].filter(newly).to_numpy())
    return found.after["id"]
