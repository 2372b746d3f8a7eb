"""The list of cases: what the address may ask for, and how that becomes filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acuerdo.cases.enums import Stage
from acuerdo.cases.queries import CaseFilters, CaseRow, list_cases, saved_views
from acuerdo.console.cases.places import Place, case_address
from acuerdo.console.parts import formats
from acuerdo.console.parts.lists import PAGE_SIZE, Choice, Column, Filter, ListState, Pages, read
from acuerdo.console.scope import Scope
from acuerdo.segments.queries import segment_by_key, segment_sql
from acuerdo.segments.rules import Condition, Rule, to_sql
from acuerdo.staff.queries import Staff

DEFAULT_SORT = "-balance"
SINCE = ("7", "30", "90")


@dataclass(frozen=True, slots=True)
class Row:
    """One case in two lines: who and how much; what comes next and since when."""

    case: CaseRow
    href: str
    creditor: str
    days_past_due: int | None
    next_icon: str
    next_text: str


@dataclass(frozen=True, slots=True)
class View:
    """A saved view, as a chip."""

    id: int
    name: str
    href: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class CasesPage:
    state: ListState
    pages: Pages
    filters: Sequence[Filter]
    columns: Sequence[Column]
    rows: Sequence[Row]
    views: Sequence[View]
    query: str
    export: str


def cases_page(*, staff: Staff, scope: Scope, query: QueryDict, now: datetime) -> CasesPage:
    """A page of the list; the address says everything. Seven queries, two more with a segment."""
    state, filters = read_state(scope=scope, query=query)
    order, is_down = state.order
    found = list_cases(
        case_filters(state, staff=staff, scope=scope, now=now),
        now=now,
        order=order,
        descending=is_down,
        offset=state.offset,
        limit=PAGE_SIZE,
    )
    names = {each.id: each.name for each in scope.creditors}
    sort = None if state.sort == DEFAULT_SORT else state.sort
    address = state.address(page=None, sort=sort).removeprefix("?")
    return CasesPage(
        state=state,
        pages=Pages(state, total=found.total),
        filters=filters,
        columns=_columns(),
        rows=[_row(each, names, now, Place(address, at)) for at, each in enumerate(found.rows, state.offset)],
        views=[
            View(each.pk, each.name, f"?{each.query}", each.query == address) for each in saved_views(user_id=staff.id)
        ],
        query=address,
        export=f"?{address}",
    )


def read_state(*, scope: Scope, query: QueryDict) -> tuple[ListState, list[Filter]]:
    """Read the address; the filters come back with it, those of numbers on the start page only while they are on."""
    filters = _filters(scope, query)
    return read(query, filters=filters, columns=_columns(), sort=DEFAULT_SORT), filters


def case_filters(state: ListState, *, staff: Staff, scope: Scope, now: datetime) -> CaseFilters:
    """What the list asks the cases for; never more than the scope."""
    asked = state.filters
    flag = asked.get("flag", "")
    since = asked.get("paid") or asked.get("contacted")
    status = asked.get("status", "" if since or state.q else "open")
    return CaseFilters(
        creditor_ids=scope.narrowed_to(asked.get("creditor", "")).ids,
        text=state.q,
        status="" if status == "all" else status,
        stages=[asked["stage"]] if "stage" in asked else (),
        on_hold=True if flag == "hold" else None,
        is_disputed=True if flag == "dispute" else None,
        has_promise=True if flag == "promise" else None,
        is_vulnerable=True if flag == "vulnerable" else None,
        has_task=True if flag == "task" else None,
        never_contacted=flag == "untouched",
        assignee_id=staff.id if flag == "mine" else None,
        where=_where(state, scope, now),
    )


def _where(state: ListState, scope: Scope, now: datetime) -> tuple[str, Sequence[object]]:
    rule = _since(state)
    if rule is not None:
        return to_sql(rule, timezone.localdate(now))
    key = state.filters.get("segment", "")
    segment = segment_by_key(key=key, creditor_ids=scope.ids) if key else None
    if segment is None:
        return "", ()
    return segment_sql(segment, creditor_ids=scope.ids, now=now)


def _since(state: ListState) -> Rule | None:
    """The numbers of the start page click through to the cases behind them."""
    for name, fact in (("paid", "payment.days_since_last"), ("contacted", "engagement.days_since_sent")):
        if name in state.filters:
            return Condition(fact=fact, op="<", value=int(state.filters[name]))
    return None


def _filters(scope: Scope, query: QueryDict) -> list[Filter]:
    found = [
        Filter(
            "status",
            _("State"),
            [Choice("closed", _("Closed")), Choice("all", _("Open and closed"))],
        ),
        Filter("stage", _("Stage"), [Choice(stage.value, str(stage.label)) for stage in Stage]),
        Filter(
            "flag",
            _("With"),
            [
                Choice("task", _("A task")),
                Choice("promise", _("A promise")),
                Choice("hold", _("A hold")),
                Choice("dispute", _("A dispute")),
                Choice("vulnerable", _("Vulnerable")),
                Choice("untouched", _("No contact yet")),
                Choice("mine", _("Assigned to me")),
            ],
        ),
    ]
    if len(scope.creditors) > 1:
        found.append(Filter("creditor", _("Creditor"), [Choice(each.reference, each.name) for each in scope.creditors]))
    found += [each for each in (_paid(query), _contacted(query), _segment(query, scope)) if each]
    return found


def _paid(query: QueryDict) -> Filter | None:
    days = str(query.get("paid", ""))
    if days not in SINCE:
        return None
    text = ngettext("Paid in the last %(n)s day", "Paid in the last %(n)s days", int(days)) % {"n": days}
    return Filter("paid", _("Payments"), [Choice(days, text)])


def _contacted(query: QueryDict) -> Filter | None:
    days = str(query.get("contacted", ""))
    if days not in SINCE:
        return None
    text = ngettext("Contacted in the last %(n)s day", "Contacted in the last %(n)s days", int(days)) % {"n": days}
    return Filter("contacted", _("Contacts"), [Choice(days, text)])


def _segment(query: QueryDict, scope: Scope) -> Filter | None:
    key = str(query.get("segment", ""))
    found = segment_by_key(key=key, creditor_ids=scope.ids) if key else None
    return Filter("segment", _("Segment"), [Choice(found.key, found.name)]) if found else None


def _columns() -> list[Column]:
    return [
        Column("name", _("Person"), sort="name"),
        Column("balance", _("Owed"), sort="balance", right=True),
        Column("due", _("Past due"), sort="due", right=True),
        Column("stage", _("Stage")),
        Column("next", _("Next")),
        Column("contact", _("Last contact"), sort="last_contact"),
    ]


def _row(case: CaseRow, names: dict[int, str], now: datetime, place: Place) -> Row:
    today = timezone.localdate(now)
    icon, text = next_line(case)
    return Row(
        case=case,
        href=case_address(case.id, place),
        creditor=names.get(case.creditor_id, ""),
        days_past_due=(today - case.oldest_due_date).days if case.oldest_due_date else None,
        next_icon=icon,
        next_text=text,
    )


def next_line(case: CaseRow) -> tuple[str, str]:
    """The one thing a case waits for, as the list shows it; what stops contact comes first."""
    if case.status == "closed":
        return "circle-check", _("Nothing, it is closed")
    if case.is_disputed:
        return "circle-help", _("Answer the dispute")
    if case.on_hold:
        return "circle-pause", _("On hold")
    return _next_work(case)


def _next_work(case: CaseRow) -> tuple[str, str]:
    if case.next_title:
        return "list-checks", case.next_title
    if case.open_promise_date:
        return "calendar-clock", _("Promise for %(day)s") % {"day": formats.day(case.open_promise_date)}
    return "workflow", _("No task; strategies go on")
