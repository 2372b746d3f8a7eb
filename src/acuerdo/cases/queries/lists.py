"""Lists of cases: filters, order, one page, and search by whatever people have at hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from acuerdo.cases.queries.wording import TASK_TITLE, reading_language

_PAGE = 50
_DIGITS = re.compile(r"[\s().\-/]")
_ORDERS = {
    "balance": "f.balance_cents",
    "due": "f.oldest_due_date",
    "opened": "f.opened_date",
    "last_payment": "f.last_payment_date",
    "last_contact": "f.last_sent_date",
    "name": "d.name",
}
_STRIPPED = "translate(lower(d.name), 'áàâäéèêëíìîïóòôöúùûüñç', 'aaaaeeeeiiiioooouuuunc')"
_STRIP = str.maketrans("áàâäéèêëíìîïóòôöúùûüñç", "aaaaeeeeiiiioooouuuunc")


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What to list. `creditor_ids` is the viewer's scope and always given; the rest narrows when set.

    `where` is a condition over `cases_casefacts f` with its parameters, such as segments compile from a rule.
    """

    creditor_ids: Sequence[int]
    text: str = ""
    status: str = "open"
    stages: Sequence[str] = ()
    min_balance_cents: int | None = None
    max_balance_cents: int | None = None
    min_days_past_due: int | None = None
    on_hold: bool | None = None
    is_disputed: bool | None = None
    has_promise: bool | None = None
    has_task: bool | None = None
    never_contacted: bool = False
    contacted_within_days: int | None = None
    paid_within_days: int | None = None
    is_vulnerable: bool | None = None
    task_of: int | None = None
    assignee_id: int | None = None
    where: tuple[str, Sequence[Any]] = field(default=("", ()))


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list."""

    id: int
    debtor_id: int
    creditor_id: int
    name: str
    debt_reference: str
    product: str
    status: str
    stage: str
    balance_cents: int
    currency: str
    oldest_due_date: date | None
    last_payment_date: date | None
    last_sent_date: date | None
    open_promise_date: date | None
    on_hold: bool
    is_disputed: bool
    is_vulnerable: bool
    open_tasks: int
    open_debts: int
    assignee_id: int | None
    next_title: str = ""
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseList:
    """One page of cases and how many there are in all."""

    rows: tuple[CaseRow, ...]
    total: int


_COLUMNS = """f.case_id, f.debtor_id, f.creditor_id, d.name, f.debt_reference, f.product, f.status, f.stage,
    f.balance_cents, f.currency, f.oldest_due_date, f.last_payment_date, f.last_sent_date, f.open_promise_date,
    f.on_hold, f.is_disputed, f.is_vulnerable, f.open_tasks, f.open_debts, f.assignee_id"""


def list_cases(
    filters: CaseFilters,
    *,
    now: datetime,
    order: str = "balance",
    descending: bool = True,
    offset: int = 0,
    limit: int = _PAGE,
) -> CaseList:
    """Give one page of the cases within the viewer's scope. Three queries. `order` is a key of balance, due, opened,
    last_payment, last_contact, name; equal ones by case number.
    """
    where, parameters = _where(filters, now)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM cases_casefacts f {_debtor_if(where)} WHERE {where}", parameters)  # noqa: S608  composed below
        total = int(cursor.fetchone()[0])
    rows = rows_of_cases(filters, now=now, order=order, descending=descending, offset=offset, limit=limit)
    return CaseList(rows=rows, total=total)


def rows_of_cases(
    filters: CaseFilters, *, now: datetime, order: str, descending: bool, offset: int, limit: int
) -> tuple[CaseRow, ...]:
    """Give a stretch of the list that `list_cases` pages through, without counting the whole. Two queries."""
    where, parameters = _where(filters, now)
    direction = "DESC NULLS LAST" if descending else "ASC NULLS LAST"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {_COLUMNS} FROM cases_casefacts f JOIN portfolio_debtor d ON d.id = f.debtor_id
            WHERE {where} ORDER BY {_ORDERS[order]} {direction}, f.case_id LIMIT %(limit)s OFFSET %(offset)s
            """,  # noqa: S608  composed below
            parameters | {"limit": limit, "offset": offset},
        )
        rows = cursor.fetchall()
        cursor.execute(_NEXT, {"cases": [row[0] for row in rows], "language": reading_language()})
        work = {case_id: (title, due_at) for case_id, title, due_at in cursor.fetchall()}
    return tuple(CaseRow(*(*row, *work.get(row[0], ("", None)))) for row in rows)


def search_cases(text: str, *, creditor_ids: Sequence[int], now: datetime, limit: int = 20) -> tuple[CaseRow, ...]:
    """Find cases, open or closed, by name, reference, phone, e-mail, national id or case number."""
    filters = CaseFilters(creditor_ids=creditor_ids, text=text, status="")
    return list_cases(filters, now=now, limit=limit).rows if text.strip() else ()


def _debtor_if(where: str) -> str:
    # Counting needs the person only when their name is asked for.
    return "JOIN portfolio_debtor d ON d.id = f.debtor_id" if "d.name" in where else ""


def _where(filters: CaseFilters, now: datetime) -> tuple[str, dict[str, Any]]:
    chosen: list[tuple[bool, str]] = [
        (True, "f.creditor_id = ANY(%(creditor_ids)s)"),
        (bool(filters.status), "f.status = %(status)s"),
        (bool(filters.stages), "f.stage = ANY(%(stages)s)"),
        (filters.min_balance_cents is not None, "f.balance_cents >= %(min_balance)s"),
        (filters.max_balance_cents is not None, "f.balance_cents <= %(max_balance)s"),
        # The day of the server is near enough for a filter of a list; rules use the creditor's own.
        (filters.min_days_past_due is not None, "f.oldest_due_date <= %(today)s::date - %(min_days)s"),
        (filters.on_hold is not None, "f.on_hold = %(on_hold)s"),
        (filters.is_disputed is not None, "f.is_disputed = %(is_disputed)s"),
        (filters.has_promise is not None, "(f.open_promise_date IS NOT NULL) = %(has_promise)s"),
        (filters.has_task is not None, "(f.open_tasks > 0) = %(has_task)s"),
        (filters.never_contacted, "f.messages_sent = 0"),
        (filters.contacted_within_days is not None, "f.last_sent_date >= %(today)s::date - %(contacted)s"),
        (filters.paid_within_days is not None, "f.last_payment_date >= %(today)s::date - %(paid)s"),
        (filters.is_vulnerable is not None, "f.is_vulnerable = %(is_vulnerable)s"),
        (filters.task_of is not None, _TASK_OF),
        (filters.assignee_id is not None, "f.assignee_id = %(assignee_id)s"),
    ]
    parameters: dict[str, Any] = {
        "creditor_ids": list(filters.creditor_ids),
        "status": filters.status,
        "stages": list(filters.stages),
        "min_balance": filters.min_balance_cents,
        "max_balance": filters.max_balance_cents,
        "today": now.date(),
        "min_days": filters.min_days_past_due,
        "on_hold": filters.on_hold,
        "is_disputed": filters.is_disputed,
        "has_promise": filters.has_promise,
        "has_task": filters.has_task,
        "contacted": filters.contacted_within_days,
        "paid": filters.paid_within_days,
        "is_vulnerable": filters.is_vulnerable,
        "task_of": filters.task_of,
        "assignee_id": filters.assignee_id,
    }
    parts = [sql for is_asked, sql in chosen if is_asked]
    condition, values = filters.where
    if condition:
        parts.append(_named(condition, values, parameters))
    if filters.text.strip():
        parts.append(_search(filters.text.strip(), parameters))
    return " AND ".join(parts), parameters


def _named(condition: str, values: Sequence[Any], parameters: dict[str, Any]) -> str:
    names = [f"rule_{number}" for number in range(len(values))]
    parameters.update(zip(names, values, strict=True))
    pieces = re.split(r"(?<!%)%s", condition)
    return (
        "("
        + "".join(piece + (f"%({name})s" if name else "") for piece, name in zip(pieces, [*names, ""], strict=True))
        + ")"
    )


def _search(text: str, parameters: dict[str, Any]) -> str:
    """Guess what was typed; each guess uses an index, and only names are read through."""
    # References are kept as the creditor writes them, mostly in capitals.
    parameters["keys"] = [text, text.upper()]
    if "@" in text:
        parameters["text"] = text.lower()
        return _BY_POINT
    compact = _DIGITS.sub("", text)
    if re.fullmatch(r"\+?\d{6,15}", compact):
        parameters["phones"] = [compact, f"+{compact.lstrip('+0')}", f"+34{compact}"]
        parameters["number"] = int(compact.lstrip("+"))
        return f"({_BY_PHONE} OR {_BY_KEY} OR {_BY_CASE})"
    if any(letter.isdigit() for letter in text):
        parameters["national_id"] = compact.upper()
        parameters["number"] = int(compact) if compact.isdecimal() else 0
        return f"({_BY_KEY} OR {_BY_CASE} OR {_BY_ID})"
    words = [re.sub(r"([%_\\])", r"\\\1", word) for word in text.lower().translate(_STRIP).split()]
    parameters["words"] = [f"%{word}%" for word in words]
    return f"{_STRIPPED} LIKE ALL(%(words)s)"


_NEXT = f"""
    SELECT DISTINCT ON (t.case_id) t.case_id, {TASK_TITLE}, t.due_at FROM cases_task t
    WHERE t.case_id = ANY(%(cases)s) AND t.status = 'open' ORDER BY t.case_id, t.due_at, t.id
"""  # noqa: S608  composed of constants only
_TASK_OF = """EXISTS (SELECT FROM cases_task t
    WHERE t.case_id = f.case_id AND t.status = 'open' AND t.assignee_id = %(task_of)s)"""
_BY_POINT = "f.debtor_id IN (SELECT debtor_id FROM portfolio_contactpoint WHERE kind <> 'postal' AND value = %(text)s)"
_BY_PHONE = (
    "f.debtor_id IN (SELECT debtor_id FROM portfolio_contactpoint WHERE kind <> 'postal' AND value = ANY(%(phones)s))"
)
_BY_ID = "f.debtor_id IN (SELECT id FROM portfolio_debtor WHERE national_id = %(national_id)s AND national_id <> '')"
_BY_CASE = "f.case_id = %(number)s"
_BY_KEY = """(f.debtor_id IN (SELECT debtor_id FROM portfolio_debt
        WHERE creditor_id = ANY(%(creditor_ids)s) AND reference = ANY(%(keys)s))
    OR f.debtor_id IN (SELECT debtor_id FROM portfolio_debtorreference
        WHERE creditor_id = ANY(%(creditor_ids)s) AND reference = ANY(%(keys)s)))"""
