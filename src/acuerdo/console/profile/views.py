from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.console.access import StaffRequest, require, staff_at
from acuerdo.console.context import THEME_COOKIE
from acuerdo.console.profile.forms import PreferencesForm
from acuerdo.console.profile.pages import profile_page
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.staff.enums import Theme
from acuerdo.staff.operations import set_preferences
from acuerdo.staff.queries import Staff
from acuerdo.staff.rules import Permission

A_YEAR = 365 * 24 * 3600


@require(Permission.SEE_HOME)
def index(request: StaffRequest) -> HttpResponse:
    """Preferences and security of who is signed in."""
    if request.method != "POST":
        return render(request, "console/profile/index.html", {"page": profile_page(staff=request.staff)})
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return render(
            request, "console/profile/index.html", {"page": profile_page(staff=request.staff, form=form)}, status=422
        )
    set_preferences(user_id=request.staff.id, actor=request.staff.actor, now=clock.now(), **form.cleaned_data)
    with translation.override(form.cleaned_data["language"]):
        toast_next_page(request, gettext("Saved."))
    return _keep_theme(redirect("console:profile:index"), form.cleaned_data["theme"])


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The switch in the top bar; also before signing in, then kept in a cookie only."""
    chosen = request.POST.get("language", "")
    response = _back(request)
    if chosen in dict(settings.LANGUAGES):
        _remember(staff_at(request), language=chosen)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=A_YEAR, samesite="Lax")
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """The switch in the top bar; the cookie keeps it for the sign-in page."""
    chosen = request.POST.get("theme", "")
    response = _back(request)
    if chosen in Theme.values:
        _remember(staff_at(request), theme=chosen)
        _keep_theme(response, chosen)
    return response


def _remember(staff: Staff | None, *, language: str | None = None, theme: str | None = None) -> None:
    if staff is None:
        return
    set_preferences(
        user_id=staff.id,
        language=language or staff.language,
        theme=theme or staff.theme,
        time_zone=staff.time_zone,
        single_key_shortcuts=staff.single_key_shortcuts,
        actor=staff.actor,
        now=clock.now(),
    )


def _keep_theme(response: HttpResponseRedirect, chosen: str) -> HttpResponseRedirect:
    response.set_cookie(THEME_COOKIE, chosen, max_age=A_YEAR, samesite="Lax")
    return response


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "/")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if allowed else "/")
