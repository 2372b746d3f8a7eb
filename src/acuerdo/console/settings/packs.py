"""The policy packs, for reading."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.scope import scope_of
from acuerdo.console.settings import pages
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission


@require(Permission.SEE_SETTINGS)
def index(request: StaffRequest) -> HttpResponse:
    """All installed packs."""
    return render(
        request,
        "console/settings/packs.html",
        {"page": pages.packs_page(scope=scope_of(staff=request.staff), now=clock.now())},
    )


@require(Permission.SEE_SETTINGS)
def detail(request: StaffRequest, pack_id: str) -> HttpResponse:
    """One pack: each rule in words, with its force and its source."""
    page = pages.pack_page(pack_id=pack_id, now=clock.now())
    if page is None:
        raise Http404
    return render(request, "console/settings/pack.html", {"page": page})
