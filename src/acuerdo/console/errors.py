"""What went wrong, in plain words, with a way on: inside the navigation for who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from acuerdo.console.context import THEME_COOKIE, THEMES

_INSIDE, _OUTSIDE = "console/errors/inside.html", "console/errors/outside.html"


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """`back` is the page somebody came from, if it is known; `may_retry`: the same address may work in a moment."""

    icon: str
    title: str
    text: str
    back: str
    may_retry: bool


def error_page(request: HttpRequest, *, kind: str, status: int) -> HttpResponse:
    """Draw the page of an error; for `failed` and `unavailable` without asking the database anything."""
    icon, title, text = _words(kind)
    page = ErrorPage(icon, title, text, _back(request, kind), kind in ("failed", "unavailable") and _is_look(request))
    # Asked for by `StaffPreferences`, if it came to that.
    is_known = getattr(request, "_staff", None) is not None
    if kind == "unavailable" or (kind == "failed" and not is_known):
        response = _bare(request, page, status)
    elif kind == "failed":
        response = _after_a_fault(request, page, status)
    else:
        response = render(request, _INSIDE if is_known else _OUTSIDE, {"page": page}, status=status)
    add_never_cache_headers(response)
    return response


def _after_a_fault(request: HttpRequest, page: ErrorPage, status: int) -> HttpResponse:
    # The fault may be in the frame of every page: then the page without it has to do.
    try:
        return render(request, _INSIDE, {"page": page}, status=status)
    except Exception:  # whatever it is: the first fault is in the log
        return _bare(request, page, status)


def _bare(request: HttpRequest, page: ErrorPage, status: int) -> HttpResponse:
    theme = THEMES.get(request.COOKIES.get(THEME_COOKIE, ""), "")
    return HttpResponse(render_to_string(_OUTSIDE, {"page": page, "theme": theme}), status=status)


def _back(request: HttpRequest, kind: str) -> str:
    # With a host that is not ours nothing can be said about where somebody came from.
    if kind == "bad_request":
        return ""
    came_from = request.headers.get("Referer", "")
    if _is_look(request) and came_from == request.build_absolute_uri():
        return ""
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if is_ours else ""


def _is_look(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD")


def _words(kind: str) -> tuple[str, str, str]:
    return {
        "bad_request": (
            "circle-help",
            _("This cannot be read"),
            _("Something in the address, or in what was sent, is not as it should be. Nothing was changed."),
        ),
        "forbidden": (
            "lock",
            _("Your role may not open this page"),
            _("Ask an administrator if you need it for your work."),
        ),
        "unproven": (
            "shield-alert",
            _("Please send it once more"),
            _(
                "The page had been open since before you last signed in, or your browser refuses cookies. "
                "Nothing was changed: go back, load the page again and send it from there."
            ),
        ),
        "not_found": (
            "search-x",
            _("There is nothing here"),
            _("It may have been deleted, the address may be incomplete, or it belongs to a creditor you do not see."),
        ),
        "not_allowed": (
            "mouse-pointer-click",
            _("This address belongs to a button"),
            _("It does its work when the button is pressed; opened by itself it shows nothing."),
        ),
        "too_many": (
            "hourglass",
            _("Too many tries"),
            _("Wait a few minutes, then try again. It protects your account against guessing."),
        ),
        "failed": (
            "circle-alert",
            _("Something went wrong on our side"),
            _(
                "The fault is in the log. Look whether what you did was saved before you do it again; "
                "if it stays, tell whoever runs Acuerdo for you."
            ),
        ),
        "unavailable": (
            "unplug",
            _("Acuerdo is not available just now"),
            _("The data cannot be reached. Nothing is lost: try again in a minute."),
        ),
    }[kind]
