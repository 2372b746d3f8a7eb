"""API tokens: made, shown once, revoked."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.scope import scope_of
from acuerdo.console.settings.connections import token_pages as pages
from acuerdo.console.settings.connections.forms import TokenForm
from acuerdo.console.settings.pages import creditor_choices
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.staff.enums import TokenPermission
from acuerdo.staff.operations import create_token, revoke_token
from acuerdo.staff.rules import Permission


@require(Permission.MANAGE_TOKENS)
def index(request: StaffRequest) -> HttpResponse:
    """Every token, with what it may do and when it was last used."""
    page = pages.tokens_page(scope=scope_of(staff=request.staff), now=clock.now())
    return render(request, "console/settings/tokens.html", {"page": page})


@never_cache
@require(Permission.MANAGE_TOKENS)
def new(request: StaffRequest) -> HttpResponse:
    """Make a token. Its secret stands on the answer to this form and nowhere else, ever."""
    form = TokenForm(request.POST or None, creditors=creditor_choices(scope=scope_of(staff=request.staff)))
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, clock.now()
        made = create_token(
            name=given["name"],
            creditor_ids=given["creditors"],
            permissions=[TokenPermission(each) for each in given["permissions"]],
            expires_at=now + form.lifetime,
            actor=request.staff.actor,
            now=now,
        )
        context = {"name": given["name"], "secret": made.secret, "base": settings.ACUERDO_BASE_URL}
        return render(request, "console/settings/token_made.html", context)
    status = 422 if request.method == "POST" else 200
    return render(request, "console/settings/token_new.html", {"form": form}, status=status)


@require(Permission.MANAGE_TOKENS)
def revoke(request: StaffRequest, token_id: int) -> HttpResponse:
    """Say what revoking means, then do it: it cannot be undone."""
    line = pages.token_line(token_id=token_id, scope=scope_of(staff=request.staff), now=clock.now())
    if line is None:
        raise Http404
    if request.method != "POST":
        return render(request, "console/settings/token_revoke.html", {"line": line})
    revoke_token(token_id=token_id, actor=request.staff.actor, now=clock.now())
    toast_next_page(request, gettext("Revoked: calls with this token are refused from now on."))
    return redirect("console:settings:tokens")
