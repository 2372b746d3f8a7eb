from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from acuerdo.console.access import StaffRequest, require
from acuerdo.staff.rules import Permission


@require(Permission.SEE_HOME)
def index(request: StaffRequest) -> HttpResponse:
    """The start page."""
    return render(request, "console/home/index.html")
