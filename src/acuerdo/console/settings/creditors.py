"""Creditors: their list, and the profile of each."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from acuerdo.console.access import StaffRequest, require
from acuerdo.console.scope import scope_of
from acuerdo.console.settings import pages
from acuerdo.console.settings.forms import CreditorForm, NewCreditorForm
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.portfolio.operations import (
    CannotSaveCreditor,
    CreditorChanged,
    CreditorTerms,
    create_creditor,
    grant_access,
    update_creditor,
)
from acuerdo.staff.rules import Permission


@require(Permission.SEE_SETTINGS)
def index(request: StaffRequest) -> HttpResponse:
    """The creditors that the reader sees."""
    page = pages.creditors_page(scope=scope_of(staff=request.staff))
    return render(request, "console/settings/index.html", {"page": page})


@require(Permission.EDIT_SETTINGS)
def new(request: StaffRequest) -> HttpResponse:
    """Add a creditor; whoever adds it sees it."""
    form = NewCreditorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            creditor_id = _created(request, form)
        except CannotSaveCreditor:
            form.add_error(
                None, gettext("This reference is taken, or there is no such country or currency: please check them.")
            )
        else:
            toast_next_page(request, gettext("The creditor is there. Now its brand, senders and packs."))
            return redirect("console:settings:creditor", creditor_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "console/settings/new_creditor.html", {"form": form}, status=status)


@require(Permission.SEE_SETTINGS)
def edit(request: StaffRequest, creditor_id: int) -> HttpResponse:
    """One creditor's profile; whoever may not change it reads it."""
    creditor = scope_of(staff=request.staff).creditor(creditor_id)
    if creditor is None:
        raise Http404
    form, status = None, 200
    if request.method == "POST":
        if not request.staff.may(Permission.EDIT_SETTINGS):
            return render(request, "console/forbidden.html", status=403)
        form = CreditorForm(request.POST, packs=pages.pack_choices(now=clock.now()))
        if form.is_valid() and _saved(request, creditor_id, form):
            return redirect("console:settings:creditor", creditor_id)
        status = 422
    page = pages.creditor_page(creditor=creditor, staff=request.staff, form=form, now=clock.now())
    return render(request, "console/settings/creditor.html", {"page": page}, status=status)


def _created(request: StaffRequest, form: NewCreditorForm) -> int:
    given = form.cleaned_data
    actor, now = request.staff.actor, clock.now()
    creditor = create_creditor(
        reference=given["reference"],
        name=given["name"],
        legal_name=given["legal_name"],
        terms=CreditorTerms(
            sector=given["sector"],
            country=given["country"].upper(),
            currency=given["currency"].upper(),
            time_zone=given["time_zone"],
            language=given["language"],
            policy_packs=(),
        ),
        actor=actor,
        now=now,
    )
    if not request.staff.sees_all_creditors:
        grant_access(creditor_ids=[creditor.pk], user_id=request.staff.id, actor=actor, now=now)
    return creditor.pk


def _saved(request: StaffRequest, creditor_id: int, form: CreditorForm) -> bool:
    try:
        update_creditor(
            creditor_id=creditor_id,
            seen=form.cleaned_data["seen"],
            profile=form.profile,
            actor=request.staff.actor,
            now=clock.now(),
        )
    except CreditorChanged:
        form.add_error(
            None, gettext("Somebody else saved this creditor meanwhile. Reload, and put your change in again.")
        )
        return False
    toast_next_page(request, gettext("Saved."))
    return True
