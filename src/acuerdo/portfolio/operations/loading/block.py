"""One block of checked rows into the tables."""

from __future__ import annotations

import polars as pl

from acuerdo.portfolio.importing.checking import Checked
from acuerdo.portfolio.importing.mapping.fitting import Fitted
from acuerdo.portfolio.importing.reading.records import LINE
from acuerdo.portfolio.importing.reasons import DUPLICATE, OTHER_DEBTOR, UNKNOWN_DEBTOR
from acuerdo.portfolio.operations.loading.debtors import load_debtors
from acuerdo.portfolio.operations.loading.debts import load_debts
from acuerdo.portfolio.operations.loading.lookup import with_debtors, with_debts
from acuerdo.portfolio.operations.loading.state import Run, faults_of


def load_block(checked: Checked, fitted: Fitted, run: Run) -> pl.DataFrame:
    """Write what is new or different; returns the rejected rows as they came, with `__line` and `__codes`."""
    run.counts.rows += checked.raw.height
    faults = [checked.faults]
    if not checked.same.is_empty():
        faults.append(_unread(checked.same, fitted, run))
    if not checked.good.is_empty():
        faults += _load(checked.good, fitted, run)
    rejected = pl.concat(faults)
    run.counts.reject(rejected)
    return checked.raw.join(rejected, on=LINE, how="inner", maintain_order="left")


def _unread(same: pl.DataFrame, fitted: Fitted, run: Run) -> pl.DataFrame:
    """Count rows that say what they said, and remember whom they are about; returns those told twice."""
    again = run.seen_debtors.mark(same["reference_id"].to_numpy())
    key = "debtor.reference"
    if not fitted.debtors_only:
        again, key = run.seen_debts.mark(same["debt_id"].to_numpy()), "debt.reference"
    run.counts.unchanged += same.height - int(again.sum())
    return faults_of(same[LINE].filter(pl.Series(again, dtype=pl.Boolean)), f"{key}:{DUPLICATE}")


def _load(good: pl.DataFrame, fitted: Fitted, run: Run) -> list[pl.DataFrame]:
    rows = with_debtors(_hashed(good), run)
    if fitted.debtors_only:
        return _load_people(rows, run)
    return _load_debts(rows, fitted, run)


def _hashed(good: pl.DataFrame) -> pl.DataFrame:
    """Rows with what they say about the person and about the debt in one number each.

    A new release of the library may number differently; then every row is compared once, and nothing else happens.
    """
    person = [name for name in good.columns if name.startswith("debtor_") and name != "debtor_reference"]
    debt = [
        name for name in good.columns if name == "custom" or (name.startswith("debt_") and name != "debt_reference")
    ]
    hashes = [
        (pl.struct(columns).hash().reinterpret(signed=True) if columns else pl.lit(None, pl.Int64)).alias(name)
        for name, columns in (("new_hash", person), ("new_debt_hash", debt))
    ]
    return good.with_columns(hashes)


def _load_people(rows: pl.DataFrame, run: Run) -> list[pl.DataFrame]:
    first = rows.unique("debtor_reference", keep="first", maintain_order=True)
    again = rows.join(first.select(LINE), on=LINE, how="anti", maintain_order="left")
    states = load_debtors(first, run)
    before = pl.Series(run.seen_debtors.mark(states["reference_id"].to_numpy()), dtype=pl.Boolean)
    told = states.select("debtor_reference", state="debtor_state").filter(~before)
    _count(run, told["state"])
    repeated = first.join(told, on="debtor_reference", how="anti", maintain_order="left")
    return [faults_of(pl.concat([again[LINE], repeated[LINE]]), f"debtor.reference:{DUPLICATE}")]


def _load_debts(rows: pl.DataFrame, fitted: Fitted, run: Run) -> list[pl.DataFrame]:
    rows = with_debts(rows, run)
    rows, faults = _without_repeated(rows, run)
    foreign = rows["owner_id"].is_not_null() & rows["owner_id"].ne_missing(rows["debtor_id"])
    faults.append(faults_of(rows[LINE].filter(foreign), f"debt.reference:{OTHER_DEBTOR}"))
    rows = rows.filter(~foreign)
    if any(other.join for other in fitted.mapping.files):
        unknown = rows["debtor_id"].is_null()
        faults.append(faults_of(rows[LINE].filter(unknown), f"debtor.reference:{UNKNOWN_DEBTOR}"))
        rows = rows.filter(~unknown)
    owners = _owners(rows, run)
    rows = rows.drop("debtor_id", "reference_id").join(owners, on="debtor_reference", how="left", maintain_order="left")
    states = load_debts(rows, run)
    touched = rows.select(LINE, "debtor_state").join(states, on=LINE, maintain_order="left")
    state = pl.when(pl.col("debt_state") == "same").then("debtor_state").otherwise("debt_state")
    _count(run, touched.select(state).to_series())
    return faults


def _without_repeated(rows: pl.DataFrame, run: Run) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Rows about each debt once: not twice in the block, nor in an earlier block of the file."""
    first = rows["debt_reference"].is_first_distinct()
    known = rows["debt_id"].is_not_null() & first
    before = run.seen_debts.mark(rows["debt_id"].filter(known).to_numpy())
    places = pl.Series(range(rows.height)).filter(known).filter(pl.Series(before))
    keep = first.scatter(places.to_list(), False) if len(places) else first
    return rows.filter(keep), [faults_of(rows[LINE].filter(~keep), f"debt.reference:{DUPLICATE}")]


def _owners(rows: pl.DataFrame, run: Run) -> pl.DataFrame:
    """The debtor and its state for each reference; persons told earlier in the file are left as they are."""
    people = rows.unique("debtor_reference", keep="first", maintain_order=True)
    known = people["debtor_id"].is_not_null()
    before = pl.Series(run.seen_debtors.mark(people["reference_id"].filter(known).to_numpy()), dtype=pl.Boolean)
    told = people.filter(known).filter(before)
    states = load_debtors(pl.concat([people.filter(known).filter(~before), people.filter(~known)]), run)
    run.seen_debtors.mark(states["reference_id"].to_numpy())
    return pl.concat(
        [states, told.select("debtor_reference", "reference_id", "debtor_id", debtor_state=pl.lit("same"))]
    )


def _count(run: Run, states: pl.Series) -> None:
    run.counts.created += int((states == "new").sum())
    run.counts.updated += int((states == "changed").sum())
    run.counts.unchanged += int((states == "same").sum())
