"""People to write to by the thousand, and the local mail server that takes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
from django.db import connection

from acuerdo.cases.operations import refresh_facts, write_messages
from acuerdo.compliance.operations import judge_and_reserve
from acuerdo.content.operations import load_gallery
from acuerdo.kernel.audit import SYSTEM
from acuerdo.portfolio.operations import CreditorTerms, create_creditor
from benchmarks.workers import running, start

# A Tuesday, 11:00 in Madrid: inside everybody's hours.
START = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
_BLOCK = 5_000

_PEOPLE = """
    WITH d AS (
        INSERT INTO portfolio_debtor (kind, name, given_name, national_id, birth_date, language, country, region,
            postcode, city, time_zone, tone, created_at)
        SELECT 'person', 'Persona ' || n, 'Carla', '', DATE '1980-01-01', 'es', 'ES', 'ES-MD', '28004', 'Madrid',
            'Europe/Madrid', '', %(now)s FROM generate_series(1, %(count)s) n RETURNING id
    ), e AS (
        INSERT INTO portfolio_contactpoint (debtor_id, kind, value, is_mobile, status, rank, created_at)
        SELECT id, 'email', 'person' || id || '@example.com', false, 'active', 1, %(now)s FROM d
    ), p AS (
        INSERT INTO portfolio_contactpoint (debtor_id, kind, value, is_mobile, status, rank, created_at)
        SELECT id, 'phone', '+346' || lpad((id %% 100000000)::text, 8, '0'), true, 'active', 1, %(now)s FROM d
    ), debt AS (
        INSERT INTO portfolio_debt (creditor_id, debtor_id, reference, product, debt_type, currency, status,
            original_cents, principal_cents, interest_cents, fees_cents, stated_principal_cents, stated_interest_cents,
            stated_fees_cents, due_date, iban, custom, created_at)
        SELECT %(creditor)s, id, 'F-' || id, 'Factura', '', 'EUR', 'open', 24000 + id, 24000 + id, 0, 0,
            24000 + id, 0, 0, DATE '2026-01-15', '', '{}', %(now)s FROM d
    )
    INSERT INTO cases_case (creditor_id, debtor_id, status, stage, opened_at, close_reason)
    SELECT %(creditor)s, id, 'open', 'early', %(now)s, '' FROM d RETURNING id, debtor_id
"""


def people(count: int, *, now: datetime = START) -> pl.DataFrame:
    """Make persons who owe one debt each and have an e-mail address and a mobile: case, debtor, creditor ids.

    In an empty database a person has the number of their case.
    """
    load_gallery(actor=SYSTEM, now=now)
    made = create_creditor(
        reference="mailing", name="Luz Norte",
        terms=CreditorTerms(policy_packs=("es",), sender_email="pagos@luz-norte.example"), actor=SYSTEM, now=now,
    )  # fmt: skip
    creditor_id = made.pk
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"now": now, "count": count, "creditor": creditor_id})
        rows = cursor.fetchall()
    cases = pl.DataFrame(rows, schema={"case_id": pl.Int64, "debtor_id": pl.Int64}, orient="row")
    refresh_facts(cases["case_id"].to_list(), now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return cases.with_columns(pl.lit(creditor_id).alias("creditor_id"))


def queue(cases: pl.DataFrame, *, channel: str = "email", now: datetime = START) -> int:
    """Let the gate allow a reminder for each case and put it into the outbox; returns how many are."""
    queued = 0
    for block in cases.iter_slices(_BLOCK):
        contacts = block.with_columns(
            pl.lit(channel).alias("channel"),
            pl.lit(f"reminder-{channel}").alias("template"),
            pl.lit("neutral").alias("tone"),
            pl.lit("collection").alias("purpose"),
        )
        answers = judge_and_reserve(contacts, now=now)
        allowed = answers["contact_id"].is_not_null()
        ready = contacts.hstack(answers.select("contact_id", "verdict_id")).filter(allowed)
        queued += write_messages(ready, now=now).height
    return queued


@contextmanager
def mail_server(log: Path | None = None) -> Iterator[str]:
    """Run the local sink in a process of its own; gives its `ACUERDO_SMTP_URL`."""
    with running(start("benchmarks.sinks.smtp", *(["--log", str(log)] if log else []))) as server:
        port = int(server.stdout.readline())  # type: ignore[union-attr]  # opened as a pipe
        yield f"smtp://127.0.0.1:{port}?tls=none&connections=4"
        # It writes down what it took, and ends.
        server.communicate()
