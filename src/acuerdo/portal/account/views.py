"""The account at a glance, every contact with its reason, and how to be reached."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from acuerdo.compliance.enums import Channel
from acuerdo.portal.access import PortalRequest, actor_of, portal_page
from acuerdo.portal.account.forms import CHANNELS, HOURS, PreferencesForm
from acuerdo.portal.account.pages import PreferencesPage, contacts_page, home_page
from acuerdo.portal.languages import keep_typed
from acuerdo.portal.operations import save_preferences, stop_contact
from acuerdo.portal.queries import Wishes, wishes


@portal_page
@require_safe
def home(request: PortalRequest) -> HttpResponse:
    """Who owes whom what, and what to do about it."""
    page = home_page(account=request.account, now=request.now)
    return render(request, "portal/account/home.html", {"creditor": request.account.creditor, "page": page})


@portal_page
@require_safe
def contacts(request: PortalRequest) -> HttpResponse:
    """Every contact with its reason and the rules behind it."""
    page = contacts_page(account=request.account)
    return render(request, "portal/account/contacts.html", {"creditor": request.account.creditor, "page": page})


@portal_page
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: PortalRequest) -> HttpResponse:
    """Show and keep how a person wants to be contacted."""
    visitor = request.visitor
    actor = actor_of(visitor)
    if request.POST.get("action") in ("cease", "resume"):
        stop_contact(
            debtor_id=visitor.debtor_id,
            creditor_id=visitor.creditor_id,
            wants_none=request.POST["action"] == "cease",
            actor=actor,
            now=request.now,
        )
        return _saved()
    known = wishes(debtor_id=visitor.debtor_id)
    form = keep_typed(PreferencesForm(request.POST or None, initial=_initial(known)), request)
    if form.is_valid():
        chosen = form.cleaned_data
        save_preferences(
            debtor_id=visitor.debtor_id,
            creditor_id=visitor.creditor_id,
            known=known,
            offered=[code for code, _ in CHANNELS],
            channels=chosen["channels"],
            preferred=chosen["preferred"],
            hours=HOURS[chosen["hours"]],
            language=chosen["language"],
            tone=chosen["tone"],
            actor=actor,
            now=request.now,
        )
        return _saved()
    page = PreferencesPage(is_saved=bool(request.GET.get("saved")), is_ceased=known.is_ceased)
    context = {"creditor": request.account.creditor, "page": page, "form": form}
    return render(request, "portal/account/preferences.html", context, status=422 if request.POST else 200)


def _saved() -> HttpResponse:
    return redirect(reverse("portal:account:preferences") + "?saved=1")


def _initial(known: Wishes) -> dict[str, object]:
    hours = {windows: name for name, windows in HOURS.items()}
    return {
        "channels": [code for code, _ in CHANNELS if not known.opted_out & Channel(code).bit],
        "preferred": known.preferred_channel,
        "hours": hours.get(known.hours.replace(" ", ""), "any"),
        "language": known.language[:2],
        "tone": "friendly" if known.tone == "friendly" else "neutral",
    }
