"""The queue beside a case: the list it was opened from, or the reader's tasks; where in it one is, and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acuerdo.cases.queries import CaseRow, QueueLine, open_tasks, rows_of_cases, saved_views
from acuerdo.console.cases.lists import DEFAULT_SORT, case_filters, next_line, read_state
from acuerdo.console.cases.places import Place, case_address
from acuerdo.console.parts import formats
from acuerdo.console.parts.lists import PAGE_SIZE, Filter, ListState
from acuerdo.console.scope import Scope
from acuerdo.staff.queries import Staff

# Cases shown before the one at hand, and in all: what fits beside a case without scrolling.
BEFORE, SHOWN = 2, 10
# Tasks looked through for the case at hand.
TASKS = 50


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case of the queue in two lines: who and how much; what comes next and since when."""

    case_id: int
    href: str
    name: str
    balance_cents: int
    currency: str
    icon: str
    text: str
    age: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """A stretch of the list around the case; `previous` and `next` are addresses, empty at the ends."""

    title: str
    href: str
    rows: Sequence[QueueRow]
    previous: str
    next: str


def queue_of(*, staff: Staff, scope: Scope, case_id: int, place: Place | None, now: datetime) -> Queue | None:
    """The queue beside a case: its list, else the reader's open tasks; None if there is neither."""
    if place is None:
        return _tasks(staff, scope, case_id, now)
    return _list(staff, scope, case_id, place, now)


def next_of(*, staff: Staff, scope: Scope, case_id: int, place: Place | None, now: datetime) -> str:
    """The address of the case to go on to; empty at the end of the queue."""
    queue = queue_of(staff=staff, scope=scope, case_id=case_id, place=place, now=now)
    if queue is None:
        return ""
    # Tasks are worked by urgency, wherever one began; a list from where one stands to its end.
    return queue.next or (queue.previous if place is None else "")


def _list(staff: Staff, scope: Scope, case_id: int, place: Place, now: datetime) -> Queue:
    state, filters = read_state(scope=scope, query=QueryDict(place.query))
    order, is_down = state.order
    first = max(0, place.at - BEFORE)
    found = rows_of_cases(
        case_filters(state, staff=staff, scope=scope, now=now),
        now=now, order=order, descending=is_down, offset=first, limit=SHOWN,
    )  # fmt: skip
    rows = [_case_row(row, Place(place.query, first + at), row.id == case_id, now) for at, row in enumerate(found)]
    sort = None if state.sort == DEFAULT_SORT else state.sort
    address = reverse("console:cases:index") + state.address(page=place.at // PAGE_SIZE + 1, sort=sort)
    return _queue(_title(state, filters, staff, place), address, rows, gone_at=place.at - first)


def _queue(title: str, href: str, rows: Sequence[QueueRow], *, gone_at: int) -> Queue:
    """Around the current row; if it has left the list meanwhile, the one that took its number is the next."""
    at = next((number for number, row in enumerate(rows) if row.is_current), None)
    before, after = (at - 1, at + 1) if at is not None else (gone_at - 1, gone_at)
    return Queue(
        title=title,
        href=href,
        rows=rows,
        previous=rows[before].href if 0 <= before < len(rows) else "",
        next=rows[after].href if after < len(rows) else "",
    )


def _title(state: ListState, filters: Sequence[Filter], staff: Staff, place: Place) -> str:
    """A saved view by its name, else what the list was asked for, in words."""
    if place.query:
        named = saved_views(user_id=staff.id).filter(query=place.query).first()
        if named is not None:
            return named.name
    asked = [f"“{state.q}”"] if state.q else []
    for each in filters:
        asked += [choice.label for choice in each.choices if state.filters.get(each.key) == choice.value]
    return ", ".join(asked) or _("Open cases")


def _case_row(row: CaseRow, place: Place, is_current: bool, now: datetime) -> QueueRow:
    icon, text = next_line(row)
    today = timezone.localdate(now)
    days = (today - row.oldest_due_date).days if row.oldest_due_date else 0
    age = ngettext("%(n)s day", "%(n)s days", days) % {"n": formats.number(days)} if days > 0 else ""
    return QueueRow(
        case_id=row.id,
        href=case_address(row.id, place),
        name=row.name,
        balance_cents=row.balance_cents,
        currency=row.currency,
        icon=icon,
        text=text,
        age=age,
        is_current=is_current,
    )


def _tasks(staff: Staff, scope: Scope, case_id: int, now: datetime) -> Queue | None:
    found: dict[int, QueueLine] = {}
    for line in open_tasks(creditor_ids=scope.ids, assignee_id=staff.id, limit=TASKS):
        found.setdefault(line.case_id, line)
    if not found:
        return None
    urgent = list(found.values())
    at = next((number for number, line in enumerate(urgent) if line.case_id == case_id), None)
    first = max(0, (at or 0) - BEFORE)
    rows = [_task_row(line, line.case_id == case_id, now) for line in urgent[first : first + SHOWN]]
    return _queue(_("Your tasks"), reverse("console:cases:index") + "?flag=task", rows, gone_at=0)


def _task_row(line: QueueLine, is_current: bool, now: datetime) -> QueueRow:
    return QueueRow(
        case_id=line.case_id,
        href=case_address(line.case_id, None),
        name=line.name,
        balance_cents=line.balance_cents,
        currency=line.currency,
        icon="list-checks",
        text=line.title,
        age=_due(line.due_at, now),
        is_current=is_current,
    )


def _due(at: datetime, now: datetime) -> str:
    """The hour for today, else the day: the column is narrow."""
    day = timezone.localdate(at)
    return formats.hour(at) if day == timezone.localdate(now) else formats.day_of_year(day, now=now)
