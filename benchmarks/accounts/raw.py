"""The raw limit: the file by COPY into an unlogged table of text, then INSERT … SELECT into copies of our tables."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.db import connection

TABLES = (
    "portfolio_debtor", "portfolio_debtorreference", "portfolio_contactpoint", "portfolio_debt",
    "portfolio_ledgerentry", "cases_case", "cases_casefacts",
)  # fmt: skip
# Only rows without a fault: the raw way has no other means to tell, and must not stop at one.
_GOOD = "FROM raw_staging s WHERE marker IS NULL"
_TEMPLATES = {
    "debtor": """
        INSERT INTO raw_portfolio_debtor OVERRIDING SYSTEM VALUE
        SELECT s.line, 'person', given_name || ' ' || family_name || ' ' || family_name_2, given_name, 'ES' || nif,
               birth_date::date, language, 'ES', 'ES-MD', postcode, city, 'Europe/Madrid', '', 1, now() {_GOOD}""",
    "reference": """
        INSERT INTO raw_portfolio_debtorreference (reference, content_hash, words_hash, import_id, creditor_id,
            debtor_id)
        SELECT customer, line * 7919, line * 7901, 1, 1, line {_GOOD}""",
    "points": """
        INSERT INTO raw_portfolio_contactpoint (kind, value, is_mobile, status, rank, import_id,
            created_at, debtor_id)
        SELECT p.kind, p.value, p.is_mobile, 'active', p.rank, 1, now(), line FROM (SELECT * {_GOOD}) s,
        LATERAL (VALUES ('phone', '+34' || mobile, true, 1), ('phone', replace(landline, ' ', ''),
            false, 2), ('email', email, false, 1),
                        ('postal', street || ', ' || postcode || ' ' || city, false, 1))
                            p(kind, value, is_mobile, rank)""",
    "debt": """
        INSERT INTO raw_portfolio_debt (id, reference, product, debt_type, currency, status,
            original_cents, principal_cents,
            interest_cents, fees_cents, issued_date, due_date, disputed_at, iban, custom, stated_principal_cents,
            stated_interest_cents, stated_fees_cents, content_hash, words_hash, import_id, created_at, creditor_id,
            debtor_id)
        OVERRIDING SYSTEM VALUE
        SELECT line, invoice, product, debt_type, currency, 'open', (principal::numeric * 100)::bigint,
            (principal::numeric * 100)::bigint,
            (interest::numeric * 100)::bigint, (fees::numeric * 100)::bigint, to_date(issued, 'DD/MM/YYYY'),
            to_date(due, 'DD/MM/YYYY'), CASE WHEN disputed = 'Yes' THEN now() END, iban,
            jsonb_build_object('tariff', tariff, 'branch', branch, 'agent', agent, 'score', score::float,
                'credit_limit', (credit_limit::numeric * 100)::bigint, 'customer_since',
                    customer_since, 'vip', vip = 'Yes', 'segment', segment),
            (principal::numeric * 100)::bigint, (interest::numeric * 100)::bigint, (fees::numeric * 100)::bigint,
            line * 7907, line * 7883, 1, now(), 1, line {_GOOD}""",
    "ledger": """
        INSERT INTO raw_portfolio_ledgerentry (debtor_id, kind, component, amount_cents, booked_at,
            value_date, import_id, note, debt_id)
        SELECT line, 'charge', p.component, p.cents, now(), to_date(issued, 'DD/MM/YYYY'), 1, '', line
            FROM (SELECT * {_GOOD}) s,
        LATERAL (VALUES ('principal', (principal::numeric * 100)::bigint), ('interest',
            (interest::numeric * 100)::bigint),
                        ('fees', (fees::numeric * 100)::bigint)) p(component, cents) WHERE p.cents > 0""",
    "case": """
        INSERT INTO raw_cases_case (id, status, stage, opened_at, close_reason, creditor_id, debtor_id)
            OVERRIDING SYSTEM VALUE
        SELECT line, 'open', 'late', now(), '', 1, line {_GOOD}""",
}

_INSERTS = {name: text.replace("{_GOOD}", _GOOD) for name, text in _TEMPLATES.items()}


def raw_load(path: Path) -> dict[str, Any]:
    """Load the file raw; returns seconds in all and by part. Run it after our import, whose facts it takes."""
    parts: dict[str, float] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TABLE raw_{table} (LIKE {table} INCLUDING ALL)")
        columns = path.open().readline().strip().split(",")
        cursor.execute(
            "CREATE UNLOGGED TABLE raw_staging (line bigint GENERATED ALWAYS AS IDENTITY, "
            + ", ".join(f'"{name}" text' for name in columns) + ")"
        )  # fmt: skip
        listed = ", ".join(f'"{name}"' for name in columns)
        started = time.perf_counter()
        copying = f"COPY raw_staging ({listed}) FROM STDIN (FORMAT csv, HEADER, FORCE_NULL (marker))"
        with path.open("rb") as stream, cursor.copy(copying) as copy:
            while block := stream.read(1 << 20):
                copy.write(block)
        parts["staging"] = time.perf_counter() - started
        for name, sql in {**_INSERTS, "facts": _facts(cursor)}.items():
            started = time.perf_counter()
            cursor.execute(sql)
            parts[name] = time.perf_counter() - started
    return {"seconds": sum(parts.values()), "parts": {name: round(seconds, 2) for name, seconds in parts.items()}}


def _facts(cursor: Any) -> str:
    """Rows of the width of ours, in the order of their keys; what is computed for them costs the raw way nothing."""
    cursor.execute("SELECT count(*) FROM cases_casefacts")
    return "INSERT INTO raw_cases_casefacts SELECT * FROM cases_casefacts ORDER BY case_id"
