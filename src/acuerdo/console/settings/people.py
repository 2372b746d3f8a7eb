"""People who work here: who they are, what they may do, whose cases they see."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.scope import scope_of
from acuerdo.console.settings import pages
from acuerdo.console.settings.forms import InviteForm, ScopeForm
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.portfolio.operations import grant_access, withdraw_access
from acuerdo.staff.operations import (
    CannotCreateMember,
    LastAdministrator,
    change_role,
    change_scope,
    close_access,
    invite_member,
    open_access,
)
from acuerdo.staff.queries import invitation_path
from acuerdo.staff.rules import Permission


@require(Permission.MANAGE_STAFF)
def index(request: StaffRequest) -> HttpResponse:
    """Everybody, those without access last."""
    page = pages.people_page(scope=scope_of(staff=request.staff))
    return render(request, "console/settings/people.html", {"page": page})


@require(Permission.MANAGE_STAFF)
def invite(request: StaffRequest) -> HttpResponse:
    """Let somebody in; the next page shows the link by which they choose their password."""
    creditors = pages.creditor_choices(scope=scope_of(staff=request.staff))
    form = InviteForm(request.POST or None, creditors=creditors, initial={"language": request.staff.language})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        named = {key: given[key] for key in ("email", "name", "role", "language", "sees_all_creditors")}
        try:
            user = invite_member(actor=request.staff.actor, now=clock.now(), **named)
        except CannotCreateMember:
            form.add_error("email", gettext("Somebody with this address works here already."))
        else:
            grant_access(creditor_ids=given["creditors"], user_id=user.pk, actor=request.staff.actor, now=clock.now())
            return redirect("console:settings:link", user.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "console/settings/invite.html", {"form": form}, status=status)


@require(Permission.MANAGE_STAFF)
def link(request: StaffRequest, user_id: int) -> HttpResponse:
    """The link by which somebody invited chooses their password; none for whoever has one."""
    page = pages.person_page(user_id=user_id, scope=scope_of(staff=request.staff))
    if page is None or page.member.has_password or not page.member.is_active:
        raise Http404
    address = f"{settings.ACUERDO_BASE_URL}{invitation_path(user_id=user_id)}"
    return render(request, "console/settings/link.html", {"page": page, "address": address})


@require(Permission.MANAGE_STAFF)
def edit(request: StaffRequest, user_id: int) -> HttpResponse:
    """Change somebody's role and whose cases they see."""
    scope = scope_of(staff=request.staff)
    form = None
    if request.method == "POST":
        form = ScopeForm(request.POST, creditors=pages.creditor_choices(scope=scope))
    page = pages.person_page(user_id=user_id, scope=scope, form=form)
    if page is None:
        raise Http404
    if form is None:
        return render(request, "console/settings/person.html", {"page": page})
    if form.is_valid() and _saved(request, user_id, form, page.creditor_ids):
        return redirect("console:settings:people")
    return render(request, "console/settings/person.html", {"page": page}, status=422)


@require(Permission.MANAGE_STAFF)
@require_POST
def access(request: StaffRequest, user_id: int) -> HttpResponse:
    """Shut somebody out, or let them back in."""
    if pages.person_page(user_id=user_id, scope=scope_of(staff=request.staff)) is None:
        raise Http404
    if request.POST.get("do") == "open":
        open_access(user_id=user_id, actor=request.staff.actor, now=clock.now())
        toast_next_page(request, gettext("They may sign in again."))
    else:
        try:
            close_access(user_id=user_id, actor=request.staff.actor, now=clock.now())
        except LastAdministrator:
            toast_next_page(request, _last_administrator(), tone="error")
        else:
            toast_next_page(request, gettext("Shut out, at once and everywhere."))
    return redirect("console:settings:people")


def _saved(request: StaffRequest, user_id: int, form: ScopeForm, held: list[int]) -> bool:
    given, actor, now = form.cleaned_data, request.staff.actor, clock.now()
    try:
        change_role(user_id=user_id, role=given["role"], actor=actor, now=now)
    except LastAdministrator:
        form.add_error("role", _last_administrator())
        return False
    change_scope(user_id=user_id, sees_all_creditors=given["sees_all_creditors"], actor=actor, now=now)
    grant_access(creditor_ids=given["creditors"], user_id=user_id, actor=actor, now=now)
    gone = [key for key in held if key not in given["creditors"]]
    withdraw_access(creditor_ids=gone, user_id=user_id, actor=actor, now=now)
    toast_next_page(request, gettext("Saved."))
    return True


def _last_administrator() -> str:
    return gettext("This is the only administrator: make somebody else one first.")
