"""Payments from a creditor's file: matched to debts or customers by reference, each recorded once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl

from acuerdo.kernel.audit import Actor
from acuerdo.payments.enums import Method
from acuerdo.payments.importing.matching import matched
from acuerdo.payments.importing.numbering import Numbering
from acuerdo.payments.operations.recording import record_payments
from acuerdo.portfolio.importing.checking import Checked
from acuerdo.portfolio.importing.mapping.fitting import Fitted
from acuerdo.portfolio.importing.reading.records import LINE
from acuerdo.portfolio.importing.reasons import DUPLICATE
from acuerdo.portfolio.operations import Outcome, Report, Way, run_in_a_way
from acuerdo.portfolio.operations.loading.state import Run, faults_of


def run_payments_import(
    *, import_id: int, actor: Actor, now: datetime, report: Report, language: str = "es", rejects: Path | None = None
) -> Outcome:
    """Record the payments of a registered import, all files of it or nothing.

    Rows for debts or customers nobody knows come back. A payment that was recorded before counts as unchanged; one
    without a reference gets one made of what it is, so the same file twice records nothing.
    """
    loader = _Loader(actor)
    way = Way(load=loader.load, tell=lambda *_: None)
    return run_in_a_way(
        way, import_id=import_id, actor=actor, now=now, report=report, language=language, rejects=rejects
    )


class _Loader:
    """What is remembered from block to block: references met, and how many alike had none."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._numbering = Numbering()
        self._met: set[str] = set()

    def load(self, checked: Checked, _: Fitted, run: Run) -> pl.DataFrame:
        """Record one block; returns the rejected rows as they came."""
        run.counts.rows += checked.raw.height
        good, faults = matched(checked.good, creditor_id=run.creditor_id, currency=run.currency)
        good = self._numbering.named(good)
        again = good["reference"].is_in(list(self._met)) | ~good["reference"].is_first_distinct()
        self._met.update(good["reference"].to_list())
        self._record(good.filter(~again), run)
        rejected = pl.concat(
            [checked.faults, faults, faults_of(good[LINE].filter(again), f"payment.reference:{DUPLICATE}")]
        )
        run.counts.reject(rejected)
        return checked.raw.join(rejected, on=LINE, how="inner", maintain_order="left")

    def _record(self, good: pl.DataFrame, run: Run) -> None:
        if good.is_empty():
            return
        payments = good.select(
            pl.lit(f"file-{run.creditor_id}").alias("provider"),
            "reference",
            pl.lit(run.creditor_id, pl.Int64).alias("creditor_id"),
            "debtor_id",
            pl.col("payment_amount").alias("amount_cents"),
            "currency",
            pl.col("payment_method").fill_null(Method.OTHER.value).alias("method"),
            # A day without an hour: its first instant where the creditor is.
            pl.col("payment_date")
            .cast(pl.Datetime("us"))
            .dt.replace_time_zone(run.time_zone, ambiguous="earliest", non_existent="null")
            .dt.convert_time_zone("UTC")
            .alias("received_at"),
            pl.lit(run.import_id, pl.Int64).alias("import_id"),
            "debt_id",
        )
        recorded = record_payments(payments=payments, actor=self._actor, now=run.now)
        run.counts.created += len(recorded.payment_ids)
        run.counts.unchanged += recorded.already_known
