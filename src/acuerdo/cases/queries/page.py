"""All that the page of one case shows beside its timeline, in a handful of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection

from acuerdo.cases.queries.wording import TASK_TITLE, reading_language
from acuerdo.portfolio.queries import DebtLine, debts_of

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class CaseHead:
    """The case, who is owed, who owes, and how much."""

    id: int
    status: str
    stage: str
    opened_at: datetime
    closed_at: datetime | None
    close_reason: str
    assignee_id: int | None
    assignee_name: str
    creditor_id: int
    creditor_name: str
    creditor_time_zone: str
    currency: str
    debtor_id: int
    debtor_kind: str
    name: str
    given_name: str
    national_id: str
    birth_date: date | None
    language: str
    country: str
    region: str
    postcode: str
    city: str
    time_zone: str
    tone: str
    balance_cents: int
    overdue_cents: int
    oldest_due_date: date | None
    days_past_due: int | None
    on_hold: bool
    is_vulnerable: bool
    is_disputed: bool
    is_ceased: bool


@dataclass(frozen=True, slots=True)
class PointLine:
    """One way to reach the person."""

    id: int
    kind: str
    value: str
    is_mobile: bool
    status: str
    rank: int


@dataclass(frozen=True, slots=True)
class HoldLine:
    """One stop on contact that is in force."""

    id: int
    event: str
    note: str
    placed_at: datetime
    placed_by: str
    until: datetime | None
    creditor_id: int | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One piece of open work."""

    id: int
    kind: str
    title: str
    due_at: datetime
    assignee_id: int | None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One movement of a debt, with the balance of the debt after it."""

    id: int
    debt_id: int
    debt_reference: str
    kind: str
    component: str
    amount_cents: int
    balance_cents: int
    value_date: date
    booked_at: datetime
    payment_id: int | None
    note: str


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """A message by hand that has not left; until `not_before` it certainly does not."""

    id: int
    channel: str
    address: str
    not_before: datetime


@dataclass(frozen=True, slots=True)
class CaseData:
    """The page of a case."""

    head: CaseHead
    references: tuple[str, ...]
    debts: tuple[DebtLine, ...]
    points: tuple[PointLine, ...]
    holds: tuple[HoldLine, ...]
    tasks: tuple[TaskLine, ...]


_HEAD = """
    SELECT c.id, c.status, c.stage, c.opened_at, c.closed_at, c.close_reason, c.assignee_id, COALESCE(u.name, ''),
           cr.id, cr.name, cr.time_zone, cr.currency,
           d.id, d.kind, d.name, d.given_name, d.national_id, d.birth_date, d.language, d.country, d.region, d.postcode,
           d.city, d.time_zone, d.tone, COALESCE(f.balance_cents, 0), COALESCE(f.overdue_cents, 0), f.oldest_due_date,
           (%(now)s AT TIME ZONE cr.time_zone)::date - f.oldest_due_date, COALESCE(f.on_hold, false),
           COALESCE(f.is_vulnerable, false), COALESCE(f.is_disputed, false), COALESCE(f.is_ceased, false)
    FROM cases_case c
    JOIN portfolio_creditor cr ON cr.id = c.creditor_id
    JOIN portfolio_debtor d ON d.id = c.debtor_id
    LEFT JOIN cases_casefacts f ON f.case_id = c.id
    LEFT JOIN staff_user u ON u.id = c.assignee_id
    WHERE c.id = %(case_id)s AND c.creditor_id = ANY(%(creditor_ids)s)
"""
_POINTS = """
    SELECT id, kind, value, is_mobile, status, rank FROM portfolio_contactpoint
    WHERE debtor_id = %(debtor_id)s ORDER BY kind, rank, id
"""
_HOLDS = """
    SELECT id, event, note, placed_at, placed_by, until, creditor_id FROM compliance_hold
    WHERE debtor_id = %(debtor_id)s AND (creditor_id = %(creditor_id)s OR creditor_id IS NULL)
      AND lifted_at IS NULL AND (until IS NULL OR until > %(now)s)
    ORDER BY placed_at DESC
"""
_TASKS = f"""
    SELECT t.id, t.kind, {TASK_TITLE}, t.due_at, t.assignee_id FROM cases_task t
    WHERE t.case_id = %(case_id)s AND t.status = 'open' ORDER BY t.due_at, t.id
"""  # noqa: S608 - a constant
_REFERENCES = """
    SELECT reference FROM portfolio_debtorreference
    WHERE debtor_id = %(debtor_id)s AND creditor_id = %(creditor_id)s ORDER BY reference
"""
_WAITING = """
    SELECT m.id, m.channel, m.address, m.not_before
    FROM channels_message m JOIN compliance_contact c ON c.id = m.contact_id
    WHERE m.debtor_id = %(debtor_id)s AND m.creditor_id = %(creditor_id)s AND m.status = 'queued'
      AND c.flags @> '["by_hand"]' ORDER BY m.id DESC
"""
_LEDGER = """
    SELECT e.id, e.debt_id, d.reference, e.kind, e.component, e.amount_cents,
           (sum(e.amount_cents) OVER (PARTITION BY e.debt_id ORDER BY e.value_date, e.id))::bigint,
           e.value_date, e.booked_at, e.payment_id, e.note
    FROM portfolio_ledgerentry e JOIN portfolio_debt d ON d.id = e.debt_id
    WHERE d.debtor_id = %(debtor_id)s AND d.creditor_id = %(creditor_id)s
    ORDER BY e.value_date DESC, e.id DESC
"""


def case_data(*, case_id: int, creditor_ids: Sequence[int], now: datetime) -> CaseData | None:
    """Read a case within the viewer's scope; None if it is not there for them. Six queries; the timeline is apart."""
    heads = _rows(CaseHead, _HEAD, {"case_id": case_id, "creditor_ids": list(creditor_ids), "now": now})
    if not heads:
        return None
    head = heads[0]
    keys = {"case_id": case_id, "debtor_id": head.debtor_id, "creditor_id": head.creditor_id, "now": now}
    return CaseData(
        head=head,
        references=tuple(row[0] for row in _fetch(_REFERENCES, keys)),
        debts=debts_of(debtor_id=head.debtor_id, creditor_id=head.creditor_id),
        points=_rows(PointLine, _POINTS, keys),
        holds=_rows(HoldLine, _HOLDS, keys),
        tasks=_rows(TaskLine, _TASKS, {**keys, "language": reading_language()}),
    )


def ledger_of(*, creditor_id: int, debtor_id: int) -> tuple[LedgerLine, ...]:
    """All movements between a creditor and a debtor, newest first, each with its debt's balance after it."""
    return _rows(LedgerLine, _LEDGER, {"creditor_id": creditor_id, "debtor_id": debtor_id})


def waiting_by_hand(*, creditor_id: int, debtor_id: int) -> tuple[WaitingMessage, ...]:
    """Messages that staff wrote to a person and that can still be taken back, newest first."""
    return _rows(WaitingMessage, _WAITING, {"creditor_id": creditor_id, "debtor_id": debtor_id})


def _rows(kind: type[R], sql: str, parameters: dict[str, Any]) -> tuple[R, ...]:
    return tuple(kind(*row) for row in _fetch(sql, parameters))


def _fetch(sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
