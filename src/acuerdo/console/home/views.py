from __future__ import annotations

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.home.forms import read_range
from acuerdo.console.home.pages import home_page
from acuerdo.console.scope import scope_of
from acuerdo.insights.queries import daily_figures, uncertain_messages
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission


@require(Permission.SEE_HOME)
def index(request: StaffRequest) -> HttpResponse:
    """The dashboard of a range of days, which is kept in the address."""
    now = clock.now()
    page = home_page(scope=scope_of(staff=request.staff), query=request.GET, now=now)
    return render(request, "console/home/index.html", {"page": page})


@require(Permission.SEE_HOME)
def export(request: StaffRequest) -> HttpResponse:
    """The figures of the charts, one row a day and figure, as a file."""
    scope = scope_of(staff=request.staff).narrowed_to(request.GET.get("creditor", ""))
    days = read_range(request.GET, today=scope.today(now=clock.now()))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="acuerdo-{days.first}-{days.last}.csv"'
    rows = csv.writer(response)
    rows.writerow(["day", "figure", "key", "value"])
    for each in daily_figures(creditor_ids=scope.ids, first=days.first, last=days.last):
        rows.writerows([each.day, "contacts", channel, count] for channel, count in sorted(each.contacts.items()))
        rows.writerow([each.day, "promises", "", each.promises])
        rows.writerows([each.day, "recovered", key, cents / 100] for key, cents in sorted(each.recovered.items()))
        rows.writerows([each.day, "owed", key, cents / 100] for key, cents in sorted(each.owed.items()))
    return response


@require(Permission.SEE_HOME)
def uncertain(request: StaffRequest) -> HttpResponse:
    """Messages that may or may not have arrived."""
    scope = scope_of(staff=request.staff)
    context = {
        "page": {
            "messages": uncertain_messages(creditor_ids=scope.ids),
            "may_settle": request.staff.may(Permission.WORK_CASES),
        },
        "crumbs": [(reverse("console:home:index"), gettext("Home"))],
    }
    return render(request, "console/home/uncertain.html", context)
