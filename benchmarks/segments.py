"""Ten rules counted over all cases, beside the same counts written by hand in SQL."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import Any

import polars as pl
from django.db import connection

from acuerdo.kernel.audit import SYSTEM
from acuerdo.portfolio.models import Creditor
from acuerdo.segments.operations import create_list
from acuerdo.segments.queries import cases_by_rule, count_by_rule
from acuerdo.segments.rules import parse_rule

SIZES = {"default": 1_000_000, "quick": 50_000}
NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
ROUNDS = 3

Document = dict[str, Any]


def _is(fact: str, op: str, value: object = None) -> Document:
    return {"fact": fact, "op": op, "value": value}


# Name, rule, and the condition that somebody who knows the tables would write. The last two look at behaviour.
RULES: tuple[tuple[str, Document, str], ...] = (
    ("all open", {"all": []}, "TRUE"),
    ("owes 100 or more", _is("debt.balance", ">=", "100.00"), "balance_cents >= 10000"),
    ("30 to 60 days late", _is("debt.days_past_due", "between", [30, 60]),
     "oldest_due_date BETWEEN DATE '2026-04-16' AND DATE '2026-05-16'"),
    ("speaks English", _is("debtor.language", "=", "en"), "language = 'en'"),
    ("Madrid or Catalonia", _is("debtor.region", "in", ["ES-MD", "ES-CT"]), "region IN ('ES-MD', 'ES-CT')"),
    ("product contains", _is("debt.product", "contains", "tarj"), "product ILIKE '%%tarj%%'"),
    ("not held, has mobile", {"all": [{"not": _is("compliance.on_hold", "=", True)},
     _is("contacts.has_mobile", "=", True)]}, "NOT on_hold AND has_mobile"),
    ("six conditions", {"all": [_is("debt.balance", ">=", "50.00"), _is("debt.days_past_due", ">=", 5),
     {"any": [_is("debtor.language", "=", "es"), _is("debtor.region", "=", "ES-MD")]},
     _is("case.stage", "!=", "pre_court"), {"not": _is("compliance.is_disputed", "=", True)}]},
     "balance_cents >= 5000 AND oldest_due_date <= DATE '2026-06-10' AND (language = 'es' OR region = 'ES-MD') "
     "AND stage <> 'pre_court' AND NOT is_disputed"),
    ("opens, comes, does not pay", {"all": [_is("behaviour.opened_of_last_5_emails", ">=", 2),
     _is("behaviour.visited_without_paying", "within_last_days", 7)]},
     "opened_of_last_emails >= 2 AND last_visit_date BETWEEN DATE '2026-06-08' AND DATE '2026-06-15' "
     "AND (last_payment_date IS NULL OR last_payment_date < last_visit_date)"),
    ("hung up or ignores us, seldom contacted", {"all": [{"any": [_is("behaviour.hung_up", "within_last_days", 30),
     _is("behaviour.ignored_messages", ">=", 3)]}, _is("behaviour.contacts_30_days", "<", 2),
     {"not": _is("promise.broken", ">=", 1)}]},
     "(last_hang_up_date BETWEEN DATE '2026-05-16' AND DATE '2026-06-15' OR ignored_messages >= 3) AND "
     "COALESCE(cardinality(contact_dates) - width_bucket(DATE '2026-05-16', contact_dates), 0) < 2 "
     "AND promises_broken = 0"),
)  # fmt: skip


def run(*, size: int = SIZES["default"]) -> dict[str, Any]:
    """Count each rule three times both ways; ours must agree with the hand-written count."""
    _fill(size)
    ours, limit, slowest = 0.0, 0.0, (0.0, "")
    for name, document, by_hand in RULES:
        counted, seconds = _timed(lambda document=document: _ours(document))
        expected, raw = _timed(lambda by_hand=by_hand: _count(by_hand))
        if counted != expected:
            raise RuntimeError(f"{name}: {counted} cases, by hand {expected}")
        ours, limit = ours + seconds, limit + raw
        slowest = max(slowest, (seconds, name))
    page = max(_page(document) for _, document, _ in RULES)
    _, band = _timed(lambda: _ours(_is("risk.band", "=", "high")))
    _, listed = _timed(lambda: _ours({"not": {"list": "bench"}}))
    return {
        "name": "segment counts, ten rules", "ours": round(ours / len(RULES) * 1_000, 1), "unit": "ms/count",
        "limit": round(limit / len(RULES) * 1_000, 1), "limit_name": "hand-written SQL",
        "ratio": round(ours / limit, 2), "size": size, "slowest_ms": round(slowest[0] * 1_000, 1),
        "slowest": slowest[1], "slowest_page_of_50_ms": round(page * 1_000, 1),
        "risk_band_ms": round(band * 1_000, 1), "not_on_a_list_ms": round(listed * 1_000, 1),
    }  # fmt: skip


def _ours(document: Document) -> int:
    return count_by_rule(parse_rule(document), creditor_ids=None, now=NOW)


def _page(document: Document) -> float:
    """Seconds for the first page of 50, highest balance first."""
    rule = parse_rule(document)
    return _timed(lambda: len(cases_by_rule(rule, creditor_ids=None, now=NOW).case_ids))[1]


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    result, times = 0, []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - started)
    return result, median(times)


def _count(condition: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM cases_casefacts WHERE status = 'open' AND {condition}", [])  # noqa: S608  above
        return int(cursor.fetchone()[0])


def _fill(size: int) -> None:
    creditor_id = Creditor.objects.create(reference="bench", name="Bench", created_at=NOW).pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'cases_casefacts'"
        )
        columns = dict(cursor.fetchall())
        values = {name: _usual(kind) for name, kind in columns.items()} | _VARIED | {"creditor_id": str(creditor_id)}
        names, spread = ", ".join(values), ", ".join(values.values())
        insert = f"INSERT INTO cases_casefacts ({names}) SELECT {spread} FROM generate_series(1, %s) AS n"  # noqa: S608  below
        cursor.execute(insert, [size])
        cursor.execute(
            "INSERT INTO segments_listmember (list_id, debtor_id, creditor_id) "
            "SELECT %s, n, %s FROM generate_series(1, %s, 100) AS n",
            [_list(creditor_id), creditor_id, size],
        )
        cursor.execute("VACUUM ANALYZE cases_casefacts, segments_listmember")


def _list(creditor_id: int) -> int:
    """A list of one person in a hundred."""
    empty = pl.DataFrame(schema={"line": pl.Int64, "value": pl.String})
    return create_list(key="bench", name="Bench", creditor_id=creditor_id, rows=empty, actor=SYSTEM, now=NOW).list_id


def _usual(kind: str) -> str:
    return {
        "bigint": "0", "integer": "0", "boolean": "false", "date": "NULL::date", "jsonb": "'{}'::jsonb",
        "character varying": "''",
        "smallint": "NULL::smallint", "ARRAY": "NULL::date[]",
    }[kind]  # fmt: skip


# Spread by arithmetic, so that every run counts the same.
_VARIED = {
    "case_id": "n", "debtor_id": "n", "status": "CASE WHEN n %% 10 = 0 THEN 'closed' ELSE 'open' END",
    "stage": "(ARRAY['pre_due', 'early', 'late', 'pre_court'])[1 + n %% 4]",
    "balance_cents": "(n::bigint * 7919) %% 90000",
    "oldest_due_date": "DATE '2026-06-20' - (n * 31 %% 400)::int", "language": "(ARRAY['es', 'es', 'en'])[1 + n %% 3]",
    "region": "(ARRAY['ES-MD', 'ES-CT', 'ES-AN', 'ES-VC', ''])[1 + n %% 5]", "on_hold": "n %% 17 = 0",
    "product": "(ARRAY['Tarjeta', 'Préstamo', 'Luz', 'Móvil'])[1 + n %% 4]", "has_mobile": "n %% 5 <> 0",
    "is_disputed": "n %% 29 = 0", "payments_count": "n %% 4",
    "last_payment_date": "CASE WHEN n %% 4 > 0 THEN DATE '2026-06-15' - (n %% 200)::int END",
    "promises_broken": "CASE WHEN n %% 7 = 0 THEN 1 ELSE 0 END", "portal_visits": "n %% 3",
    "last_visit_date": "CASE WHEN n %% 3 > 0 THEN DATE '2026-06-15' - (n %% 90)::int END",
    "opened_of_last_emails": "n %% 6", "ignored_messages": "n %% 5", "original_cents": "90000",
    "last_hang_up_date": "CASE WHEN n %% 11 = 0 THEN DATE '2026-06-15' - (n %% 60)::int END",
    "contact_dates": "CASE WHEN n %% 3 > 0 THEN ARRAY[DATE '2026-06-15' - (40 + n %% 50)::int, "
    "DATE '2026-06-15' - (n %% 40)::int] END",
    "currency": "'EUR'", "custom": "'{}'::jsonb",
}  # fmt: skip
