"""Contacts judged and reserved in the ledger, beside the bare `COPY` of the same rows; and the ledger replayed."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
from django.db import connection, transaction

from acuerdo.compliance.models import Contact
from acuerdo.compliance.operations import judge_and_reserve
from acuerdo.compliance.replay.ledger import replay_ledger
from acuerdo.kernel.frames import copy_frame, read_frame

SIZES = {"default": 100_000, "quick": 10_000}
BATCH = 5_000
START = datetime(2026, 11, 18, 10, tzinfo=UTC)
PAST = 5  # earlier contacts of each person, on working Wednesdays
_CREDITOR = """
    INSERT INTO portfolio_creditor (reference, name, legal_name, sector, country, currency, time_zone, language,
        policy_packs, allocation_order, min_payment_cents, brand_colour, brand_initials, sender_email, sms_sender,
        phone, website, privacy_url, postal_address, created_at)
    VALUES ('bench', 'Bench', 'Bench', 'energy', 'ES', 'EUR', 'Europe/Madrid', 'es', '["es"]', '[]', 0, '', 'B',
        'a@example.es', 'B', '', '', '', '', now()) RETURNING id
"""
_DEBTORS = """
    INSERT INTO portfolio_debtor (kind, name, given_name, national_id, language, country, region, postcode, city,
        time_zone, tone, created_at)
    SELECT 'person', 'A', '', '', 'es', 'ES', (ARRAY['ES-MD', 'ES-CT', 'ES-CN', ''])[1 + n %% 4], '', '', '', '', now()
    FROM generate_series(1, %s) AS n RETURNING id
"""
_PAST = """
    INSERT INTO compliance_contact (debtor_id, creditor_id, channel, direction, purpose, at, status, is_live, flags,
        zones, region, party, packs)
    SELECT d.id, %(creditor)s, (ARRAY['sms', 'email', 'letter'])[1 + n %% 3], 'out', 'collection',
           %(start)s::timestamptz - n * interval '7 days', 'made', false, '[]', '["Europe/Madrid"]',
           d.region, 'debtor', 'es'
    FROM portfolio_debtor d, generate_series(1, %(past)s) AS n ORDER BY d.id, n DESC
"""


def run(*, size: int = SIZES["default"]) -> list[dict[str, Any]]:
    """Reserve one contact for each of `size` people who had five before, in batches; then replay the ledger."""
    creditor_id, debtors = _people(size)
    seconds, reserved = _reserve(creditor_id, debtors)
    limit = _bare_copy(reserved)
    started = time.perf_counter()
    replayed = replay_ledger()
    replay_seconds = time.perf_counter() - started
    if replayed.breaches:
        raise RuntimeError(f"{len(replayed.breaches)} breaches, the first: {replayed.breaches[0]}")
    return [
        {
            "name": "contacts judged and reserved", "ours": round(size / seconds), "unit": "contacts/s",
            "limit": round(size / limit), "limit_name": "COPY of the same rows into the same table",
            "ratio": round(limit / seconds, 2), "size": size, "reserved": reserved.height,
        },
        {
            "name": "ledger replayed", "ours": round(replayed.contacts / replay_seconds), "unit": "contacts/s",
            "limit": round(replayed.contacts / _bare_read()), "limit_name": "reading the same rows",
            "ratio": round(_bare_read() / replay_seconds, 3), "size": replayed.contacts, "breaches": 0,
        },
    ]  # fmt: skip


def _people(size: int) -> tuple[int, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(_CREDITOR)
        creditor_id = int(cursor.fetchone()[0])
        cursor.execute(_DEBTORS, [size])
        debtors = [row[0] for row in cursor.fetchall()]
        cursor.execute(_PAST, {"creditor": creditor_id, "start": START, "past": PAST})
        cursor.execute("ANALYZE compliance_contact, portfolio_debtor")
    return creditor_id, debtors


def _reserve(creditor_id: int, debtors: list[int]) -> tuple[float, pl.DataFrame]:
    started = time.perf_counter()
    for first in range(0, len(debtors), BATCH):
        people = debtors[first : first + BATCH]
        intents = pl.DataFrame({"debtor_id": people}).with_columns(
            pl.lit(creditor_id, dtype=pl.Int64).alias("creditor_id"),
            pl.lit("sms").alias("channel"),
            pl.lit("collection").alias("purpose"),
        )
        with transaction.atomic():
            judge_and_reserve(intents, now=START)
    seconds = time.perf_counter() - started
    columns = [field.column for field in Contact._meta.fields if field.column not in ("id", "flags", "zones")]
    rows = read_frame(
        f"SELECT {', '.join(columns)}, flags::text AS flags, zones::text AS zones FROM compliance_contact "  # noqa: S608
        "WHERE status = 'reserved'"
    )
    return seconds, rows


def _bare_copy(rows: pl.DataFrame) -> float:
    started = time.perf_counter()
    with transaction.atomic():
        # Later than all, and taken back: the replay that follows must not see them.
        shifted = rows.with_columns(pl.col("at") + timedelta(days=365))
        for first in range(0, rows.height, BATCH):
            copy_frame("compliance_contact", shifted[first : first + BATCH])
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return seconds


def _bare_read() -> float:
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM compliance_contact WHERE status <> 'released' ORDER BY debtor_id, at, id")
        while cursor.fetchmany(BATCH):
            pass
    return time.perf_counter() - started
