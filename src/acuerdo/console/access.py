"""Who may open which screen: `require` stands on every console view, and a view without it is a fault (tested)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation

from acuerdo.staff.queries import Staff, has_second_factor, staff_of
from acuerdo.staff.rules import Permission

P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponseBase)


class StaffRequest(HttpRequest):
    """A request whose sender is signed in and allowed; `staff` says who, `staff.actor` goes to operations."""

    staff: Staff


def require(
    permission: Permission,
) -> Callable[
    [Callable[Concatenate[StaffRequest, P], Answer]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Let only those with the permission in: others see why not (403), strangers are sent to sign in.

    Whoever has no second factor is sent to set it up first, unless the settings say it is not needed.
    """

    def decorate(
        view: Callable[Concatenate[StaffRequest, P], Answer],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            staff = staff_at(request)
            if staff is None:
                return _sign_in(request)
            if _lacks_second_factor(request, staff):
                return _set_up_second_factor(request)
            if not staff.may(permission):
                return render(request, "console/forbidden.html", status=403)
            request.staff = staff  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        guarded.required_permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def staff_at(request: HttpRequest) -> Staff | None:
    """The signed-in member of staff, or None. Asked for once per request."""
    if not hasattr(request, "_staff"):
        user = request.user
        request._staff = staff_of(user=user) if user.is_authenticated else None  # type: ignore[attr-defined]
    found: Staff | None = request._staff  # type: ignore[attr-defined]
    return found


# Asked of the database once a session: where it is required it cannot be switched off.
_HAS_SECOND_FACTOR = "has_second_factor"


def _lacks_second_factor(request: HttpRequest, staff: Staff) -> bool:
    if not settings.ACUERDO_REQUIRE_SECOND_FACTOR or request.session.get(_HAS_SECOND_FACTOR) == staff.id:
        return False
    if not has_second_factor(user_id=staff.id):
        return True
    request.session[_HAS_SECOND_FACTOR] = staff.id
    return False


def _set_up_second_factor(request: HttpRequest) -> HttpResponseBase:
    address = reverse("mfa_activate_totp")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def _sign_in(request: HttpRequest) -> HttpResponseBase:
    # A fragment asked for after the session ended must not put the sign-in page inside the old page.
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": "/"})
    return redirect_to_login(request.get_full_path())


class StaffPreferences:
    """Show every page in the language and by the clock of who is signed in.

    The language of others is LocaleMiddleware's (cookie, browser), their clock the installation's or the portal's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        staff = staff_at(request)
        if staff is not None:
            translation.activate(staff.language)
            request.LANGUAGE_CODE = translation.get_language()
        zone = ZoneInfo(staff.time_zone) if staff and staff.time_zone else timezone.get_default_timezone()
        # Left behind again: the next request of this thread is somebody else's.
        with timezone.override(zone):
            return self.get_response(request)
