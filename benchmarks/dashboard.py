"""The home page's figures over 10 messages a case, beside one aggregate over the same messages without rollups."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from statistics import median
from typing import Any

from django.db import connection

from acuerdo.insights.operations import fold, rebuild
from acuerdo.insights.queries import daily_figures, figures_between, needs_of
from acuerdo.portfolio.models import Creditor, Debt

SIZES = {"default": 1_000_000, "quick": 20_000}
NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
LAST = date(2026, 6, 15)
FIRST = LAST - timedelta(days=29)
CREDITORS = 3
MESSAGES_A_CASE = 10
ROUNDS = 7

# What a page without rollups would have to ask, for the contacts of its thirty days alone.
_RAW = """
SELECT (m.sent_at AT TIME ZONE c.time_zone)::date, m.channel, count(*)
FROM channels_message m JOIN portfolio_creditor c ON c.id = m.creditor_id
WHERE m.direction = 'out' AND m.sent_at >= %s AND m.creditor_id = ANY(%s) GROUP BY 1, 2
"""


def run(*, size: int = SIZES["default"]) -> list[dict[str, Any]]:
    """Fill `size` cases with ten messages each over 300 days, rebuild the rollups, and time the page's queries."""
    creditors = _fill(size)
    rebuilt = _timed(rebuild, rounds=1)
    fold()
    ours = _timed(lambda: _page(creditors))
    raw = _timed(lambda: _ask(_RAW, [NOW - timedelta(days=30), creditors]), rounds=3)
    messages = size * MESSAGES_A_CASE
    return [
        {
            "name": "dashboard queries",
            "ours": round(ours * 1000, 2),
            "unit": "ms",
            "limit": 50.0,
            "limit_name": "promise",
            "ratio": round(ours * 1000 / 50.0, 3),
            "messages": messages,
        },
        {
            "name": "dashboard against one aggregate over the messages",
            "ours": round(ours * 1000, 2),
            "unit": "ms",
            "limit": round(raw * 1000, 2),
            "limit_name": "contacts of 30 days without rollups",
            "ratio": round(ours / raw, 5),
            "messages": messages,
        },
        {
            "name": "rebuild of all rollups",
            "ours": round(messages / rebuilt),
            "unit": "messages/s",
            "limit": round(messages / rebuilt),
            "limit_name": "itself",
            "ratio": 1.0,
            "messages": messages,
        },
    ]


def _page(creditors: list[int]) -> None:
    daily_figures(creditor_ids=creditors, first=FIRST, last=LAST)
    figures_between(creditor_ids=creditors, first=FIRST - timedelta(days=30), last=FIRST - timedelta(days=1))
    needs_of(creditor_ids=creditors, now=NOW)


def _timed(call: Callable[[], object], *, rounds: int = ROUNDS) -> float:
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def _ask(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


# Straight into the tables: the benchmark is about reading.
_FILL = (
    """INSERT INTO cases_case (creditor_id, debtor_id, status, stage, opened_at, close_reason)
    SELECT %(first)s + n %% 3, n, 'open', 'early', %(now)s - (n %% 300) * interval '1 day', ''
    FROM generate_series(1, %(size)s) n""",
    """INSERT INTO portfolio_ledgerentry (debt_id, debtor_id, kind, component, amount_cents, booked_at,
      value_date, note)
    SELECT n, n, 'charge', 'principal', 10000, %(now)s - (n %% 300) * interval '1 day', DATE '2026-06-15', ''
    FROM generate_series(1, %(size)s) n""",
    """INSERT INTO payments_payment (provider, reference, debtor_id, creditor_id, amount_cents, currency, method,
      received_at, recorded_at, unallocated_cents)
    SELECT 'bench', n::text, n, %(first)s + n %% 3, 1000, 'EUR', 'card',
      %(now)s - (n %% 300) * interval '1 day', %(now)s, 0
    FROM generate_series(1, %(size)s / 5) n""",
    """INSERT INTO channels_message (debtor_id, creditor_id, direction, channel, provider, address, purpose, language,
      tone, values, subject, body, status, queued_at, not_before, sent_at, node, provider_reference, segments, error,
      digest, attempts)
    SELECT n, %(first)s + n %% 3, 'out', CASE WHEN part %% 2 = 0 THEN 'email' ELSE 'sms' END, '', '', 'collection',
      'es', '', '{}', '', '', 'sent', at, at, at, '', '', 0, '', '', 1
    FROM generate_series(1, %(size)s) n, generate_series(0, 9) part,
      LATERAL (SELECT %(now)s - ((n * 7 + part * 31) %% 300) * interval '1 day' AS at) t""",
)


def _fill(size: int) -> list[int]:
    creditors = [
        Creditor.objects.create(
            reference=f"bench-{number}", name=f"Bench {number}", legal_name="Bench", brand_initials="B",
            sender_email="a@example.org", sms_sender="B", created_at=NOW,
        )
        for number in range(CREDITORS)
    ]  # fmt: skip
    params = {"now": NOW, "size": size, "first": creditors[0].pk}
    with connection.cursor() as cursor:
        for statement in _FILL:
            cursor.execute(statement, params)
    debts = (
        Debt(
            pk=number, creditor=creditors[number % CREDITORS], debtor_id=number, reference=str(number), currency="EUR",
            original_cents=10_000, principal_cents=10_000, due_date=LAST, created_at=NOW,
        )
        for number in range(1, size + 1)
    )  # fmt: skip
    while block := list(islice(debts, 20_000)):
        Debt.objects.bulk_create(block)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [each.pk for each in creditors]
