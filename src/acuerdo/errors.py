"""What people see when something goes wrong: a page of the console or of the portal; machines get a line of JSON.

No answer tells the cause: that is the log's. What is shown for `failed` and `unavailable` reads no database.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from acuerdo.console.errors import error_page as console_page
from acuerdo.portal.errors import error_page as portal_page

# Kind → status. The pages choose their words by the kind: two of them answer 403.
_STATUS = {
    "bad_request": 400,
    "forbidden": 403,
    "unproven": 403,
    "not_found": 404,
    "not_allowed": 405,
    "too_many": 429,
    "failed": 500,
    "unavailable": 503,
}
# Where debtors are: the addresses of `portal.urls`, and those beside them that lead nowhere.
_PORTAL = re.compile(r"^/(?:my|p|u|t|f)(?:/|$)|^/sandbox/pay/")
# Seconds after which trying again makes sense.
_RETRY_AFTER = {"too_many": "300", "unavailable": "30"}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot be read, or the host is not ours."""
    return _page(request, "bad_request")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this reader."""
    return _page(request, "forbidden")


def unproven(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form came without the proof that it is from a page of ours (CSRF_FAILURE_VIEW)."""
    return _page(request, "unproven")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is nothing at this address, or nothing for this reader."""
    return _page(request, "not_found")


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: sign-in was tried too often (allauth's limits)."""
    return _page(request, "too_many")


def failed(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; 503 if the database does not answer."""
    is_database = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return _page(request, "unavailable" if is_database else "failed")


class ErrorPages:
    """Give a page to refusals that come without one: whoever reloads the address of a button meets a 405."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 405 or getattr(response, "content", None):
            return response
        page = _page(request, "not_allowed")
        page.headers["Allow"] = response.headers.get("Allow", "")
        return page


def _page(request: HttpRequest, kind: str) -> HttpResponse:
    status = _STATUS[kind]
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"detail": kind.replace("_", " ")}, status=status)
    else:
        draw = portal_page if _PORTAL.match(request.path) else console_page
        response = draw(request, kind=kind, status=status)
    if kind in _RETRY_AFTER:
        response.headers["Retry-After"] = _RETRY_AFTER[kind]
    return response
