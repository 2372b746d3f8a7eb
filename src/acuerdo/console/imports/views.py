from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.imports.pages import imports_page
from acuerdo.console.scope import scope_of
from acuerdo.staff.rules import Permission


@require(Permission.SEE_IMPORTS)
def index(request: StaffRequest) -> HttpResponse:
    """What was imported, the latest first."""
    page = imports_page(staff=request.staff, scope=scope_of(staff=request.staff), query=request.GET)
    return render(request, "console/imports/index.html", {"page": page})
