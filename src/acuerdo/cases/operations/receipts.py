"""A receipt for whoever paid by themselves: judged like every contact, as the confirmation that it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.db import transaction

from acuerdo.cases.operations.messages import write_messages
from acuerdo.cases.tasks import send_receipts as send_receipts_later
from acuerdo.compliance.operations import judge_and_reserve
from acuerdo.content.queries import live_versions
from acuerdo.kernel import shards
from acuerdo.kernel.frames import read_frame

TEMPLATE = "receipt-email"
# The case may just have closed: the receipt belongs to the one that the payment was for.
_PAID = """
    SELECT DISTINCT ON (p.id) p.id AS payment_id, c.id AS case_id, p.debtor_id, p.creditor_id
    FROM payments_payment p
    JOIN cases_case c ON c.debtor_id = p.debtor_id AND c.creditor_id = p.creditor_id
    WHERE p.id = ANY(%s) AND EXISTS (SELECT FROM portfolio_contactpoint t
        WHERE t.debtor_id = p.debtor_id AND t.kind = 'email' AND t.status IN ('active', 'unverified'))
    ORDER BY p.id, c.id DESC
"""
_KEYS = {"payment_id": pl.Int64, "case_id": pl.Int64, "debtor_id": pl.Int64, "creditor_id": pl.Int64}


def send_receipts(*, payment_ids: Sequence[int], now: datetime) -> int:
    """Queue a receipt by e-mail for each payment whose payer has an address; returns how many were queued.

    Those that the gate puts off are tried again when it allows; those it denies are not sent. Creditors without a
    published template send none.
    """
    if not payment_ids:
        return 0
    with transaction.atomic():
        paid = read_frame(_PAID, [list(payment_ids)], schema=_KEYS)
        paid = paid.filter(pl.col("creditor_id").is_in(_writing(paid["creditor_id"].unique().to_list())))
        if paid.is_empty():
            return 0
        shards.lock_people(paid["debtor_id"].to_list())
        intents = paid.with_columns(
            pl.lit("email").alias("channel"), pl.lit("operation_confirmation").alias("purpose"), automated=True
        )
        judged = intents.hstack(judge_and_reserve(intents, now=now))
        _put_off(judged.filter(pl.col("decision") == "defer"))
        allowed = judged.filter(pl.col("contact_id").is_not_null()).with_columns(
            pl.lit(TEMPLATE).alias("template"), pl.lit("").alias("tone")
        )
        write_messages(allowed, now=now)
    return allowed.height


def _writing(creditor_ids: list[int]) -> list[int]:
    live = live_versions(keys=[TEMPLATE], creditor_ids=creditor_ids)
    return [key for key in creditor_ids if (TEMPLATE, key) in live]


def _put_off(deferred: pl.DataFrame) -> None:
    for payment_id, at in deferred.select("payment_id", "next_allowed_at").drop_nulls().iter_rows():
        send_receipts_later.configure(schedule_at=at).defer(payment_ids=[payment_id])
