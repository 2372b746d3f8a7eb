"""Webhooks: what became of the calls that strategies made, another try by hand, and the keys that sign them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from acuerdo.channels.operations.calls import CannotRetry, retry_call, rotate_key
from acuerdo.console.access import StaffRequest, require
from acuerdo.console.scope import scope_of
from acuerdo.console.settings.connections import call_pages as pages
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission


@require(Permission.SEE_STRATEGIES)
def index(request: StaffRequest) -> HttpResponse:
    """The calls about cases of the reader's creditors, newest first."""
    page = pages.calls_page(scope=scope_of(staff=request.staff), staff=request.staff, query=request.GET)
    return render(request, "console/settings/calls.html", {"page": page})


@require(Permission.SEE_STRATEGIES)
def detail(request: StaffRequest, call_id: int) -> HttpResponse:
    """One call: what it says, what was answered, when it is tried next."""
    page = pages.call_page(call_id=call_id, scope=scope_of(staff=request.staff), staff=request.staff)
    if page is None:
        raise Http404
    return render(request, "console/settings/call.html", {"page": page})


@require(Permission.PUBLISH_STRATEGIES)
@require_POST
def retry(request: StaffRequest, call_id: int) -> HttpResponse:
    """Try a call again, at once."""
    scope = scope_of(staff=request.staff)
    if pages.call_page(call_id=call_id, scope=scope, staff=request.staff) is None:
        raise Http404
    try:
        retry_call(call_id=call_id, actor=request.staff.actor, now=clock.now())
    except CannotRetry as refusal:
        toast_next_page(request, pages.why_not(str(refusal)), tone="error")
    else:
        toast_next_page(request, gettext("It is tried again now."))
    return redirect("console:settings:call", call_id)


@never_cache
@require(Permission.MANAGE_TOKENS)
def key(request: StaffRequest, strategy: str) -> HttpResponse:
    """The key that signs a strategy's calls, and how the other side checks it."""
    page = pages.key_page(strategy=strategy, scope=scope_of(staff=request.staff), now=clock.now())
    if page is None:
        raise Http404
    return render(request, "console/settings/call_key.html", {"page": page})


@require(Permission.MANAGE_TOKENS)
@require_POST
def rotate(request: StaffRequest, strategy: str) -> HttpResponse:
    """Sign with a new key from now on, and for a day with the old one too."""
    if pages.key_page(strategy=strategy, scope=scope_of(staff=request.staff), now=clock.now()) is None:
        raise Http404
    rotate_key(sender=strategy, actor=request.staff.actor, now=clock.now())
    toast_next_page(request, gettext("A new key signs from now on. Give it to the other side within a day."))
    return redirect("console:settings:call_key", strategy)
