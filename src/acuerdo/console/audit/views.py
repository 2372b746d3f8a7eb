from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.audit.pages import AuditPage, audit_page, chain_status
from acuerdo.console.scope import scope_of
from acuerdo.staff.rules import Permission


@require(Permission.SEE_AUDIT)
def index(request: StaffRequest) -> HttpResponse:
    """The log, newest first."""
    page = _page(request)
    return render(request, "console/audit/index.html", {"page": page})


@require_POST
@require(Permission.SEE_AUDIT)
def chain(request: StaffRequest) -> HttpResponse:
    """Recompute the chain from its first entry; takes seconds on a large log, so it is asked for."""
    status = chain_status()
    if request.headers.get("HX-Request"):
        return render(request, "console/audit/chain.html", {"chain": status})
    page = _page(request)
    return render(request, "console/audit/index.html", {"page": page, "chain": status})


def _page(request: StaffRequest) -> AuditPage:
    staff = request.staff
    return audit_page(scope=scope_of(staff=staff), sees_all=staff.sees_all_creditors, query=request.GET)
