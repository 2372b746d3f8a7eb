from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.cases.operations import delete_view, save_view
from acuerdo.cases.queries import CaseFilters, list_cases
from acuerdo.console.access import StaffRequest, require
from acuerdo.console.cases import pages
from acuerdo.console.cases.acting import context_of
from acuerdo.console.cases.forms import ViewForm
from acuerdo.console.cases.lists import case_filters, cases_page, read_state
from acuerdo.console.cases.places import place_of
from acuerdo.console.scope import scope_of
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import audit, clock
from acuerdo.staff.rules import Permission

EXPORT_BLOCK = 1_000
EXPORT_LIMIT = 100_000
_FIELDS = (
    *("id", "name", "debt_reference", "product", "status", "stage", "balance", "currency", "oldest_due_date"),
    *("last_payment_date", "last_sent_date", "open_promise_date", "on_hold", "is_disputed", "open_tasks"),
)


@require(Permission.SEE_CASES)
def index(request: StaffRequest) -> HttpResponse:
    """The list; the address holds search, filters, order and page."""
    found = cases_page(staff=request.staff, scope=scope_of(staff=request.staff), query=request.GET, now=clock.now())
    page = {"list": found, "view_form": ViewForm(), "may_export": request.staff.may(Permission.EXPORT_DATA)}
    return render(request, "console/cases/index.html", {"page": page})


@require(Permission.EXPORT_DATA)
def export(request: StaffRequest) -> StreamingHttpResponse:
    """The whole list as a file, at most 100,000 cases; who took it is in the audit log."""
    now, scope = clock.now(), scope_of(staff=request.staff)
    state, _filters = read_state(scope=scope, query=request.GET)
    audit.record(
        audit.Entry(
            action="cases.list.exported",
            obj_type="cases.list",
            obj_id=None,
            actor=request.staff.actor,
            after={"query": state.address(page=None)},
        ),
        at=now,
    )
    filters = case_filters(state, staff=request.staff, scope=scope, now=now)
    response = StreamingHttpResponse(_lines(filters, state.order, now), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="acuerdo-cases-{now:%Y-%m-%d}.csv"'
    return response


class _Echo:
    def write(self, value: str) -> str:
        return value


def _lines(filters: CaseFilters, order: tuple[str, bool], now: datetime) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(_FIELDS)
    for offset in range(0, EXPORT_LIMIT, EXPORT_BLOCK):
        found = list_cases(
            filters, now=now, order=order[0], descending=order[1], offset=offset, limit=EXPORT_BLOCK
        ).rows
        for row in found:
            yield writer.writerow(
                [_safe(row.balance_cents / 100 if name == "balance" else getattr(row, name)) for name in _FIELDS]
            )
        if len(found) < EXPORT_BLOCK:
            return


def _safe(value: object) -> object:
    # A cell that starts like a formula would be run by the program that opens the file.
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


@require_POST
@require(Permission.SEE_CASES)
def save(request: StaffRequest) -> HttpResponse:
    """Keep the filters of the list under a name."""
    form = ViewForm(request.POST)
    query = request.POST.get("query", "")[:1000]
    back = f"{reverse('console:cases:index')}?{query}"
    if not form.is_valid():
        toast_next_page(request, gettext("A view needs a name."), tone="error")
        return redirect(back)
    save_view(user_id=request.staff.id, name=form.cleaned_data["name"], query=query, now=clock.now())
    toast_next_page(request, gettext("View saved."))
    return redirect(back)


@require_POST
@require(Permission.SEE_CASES)
def forget(request: StaffRequest, view_id: int) -> HttpResponse:
    """Forget a saved view of one's own."""
    delete_view(view_id=view_id, user_id=request.staff.id)
    toast_next_page(request, gettext("View forgotten."))
    return redirect("console:cases:index")


@require(Permission.SEE_CASES)
def detail(request: StaffRequest, case_id: int) -> HttpResponse:
    """The case with its timeline; older pages of it come as a fragment."""
    before = request.GET.get("before", "")[:200] or None
    page = pages.case_page(
        staff=request.staff,
        case_id=case_id,
        now=clock.now(),
        place=place_of(request.GET),
        before=before,
        filled={"open": request.GET.get("do", "")},
    )
    if page is None:
        raise Http404
    if request.headers.get("HX-Request") and before:
        return render(request, "console/cases/timeline.html", {"page": page})
    return render(request, "console/cases/detail.html", context_of(page))


@require(Permission.SEE_CASES)
def debts(request: StaffRequest, case_id: int) -> HttpResponse:
    """Debts and their ledgers."""
    page = pages.debts_page(staff=request.staff, case_id=case_id, now=clock.now(), place=place_of(request.GET))
    if page is None:
        raise Http404
    return render(request, "console/cases/debts.html", context_of(page))


@require(Permission.SEE_CASES)
def payments(request: StaffRequest, case_id: int) -> HttpResponse:
    """Payments and promises."""
    page = pages.payments_page(staff=request.staff, case_id=case_id, now=clock.now(), place=place_of(request.GET))
    if page is None:
        raise Http404
    return render(request, "console/cases/payments.html", context_of(page))


@require(Permission.SEE_CASES)
def person(request: StaffRequest, case_id: int) -> HttpResponse:
    """Who owes: ways to reach them, and what they allow."""
    asked = {name: request.GET.get(name, "")[:20] for name in ("point", "purpose")}
    page = pages.person_page(
        staff=request.staff,
        case_id=case_id,
        now=clock.now(),
        place=place_of(request.GET),
        filled={"open": request.GET.get("do", ""), **asked},
    )
    if page is None:
        raise Http404
    return render(request, "console/cases/person.html", context_of(page))


@require(Permission.SEE_CASES)
def why(request: StaffRequest, case_id: int, message_id: int) -> HttpResponse:
    """Why a message was sent, or withheld: the verdict with its rules and their sources."""
    page = pages.why_page(
        staff=request.staff, case_id=case_id, message_id=message_id, now=clock.now(), place=place_of(request.GET)
    )
    if page is None:
        raise Http404
    if request.headers.get("HX-Request"):
        return render(request, "console/cases/why_body.html", {"page": page})
    return render(request, "console/cases/why.html", context_of(page))
