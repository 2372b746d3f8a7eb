"""The product's addresses, and some behind which something is broken."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from acuerdo import urls
from acuerdo.console.access import StaffRequest, require
from acuerdo.errors import too_many
from acuerdo.portal.access import PortalRequest, portal_page
from acuerdo.staff.rules import Permission

SECRET = "relation portfolio_debtor of 10.0.0.7"


def _raise(error: Exception) -> HttpResponse:
    raise error


def fault(_request: HttpRequest) -> HttpResponse:
    return _raise(RuntimeError(SECRET))


def unreachable(_request: HttpRequest) -> HttpResponse:
    return _raise(OperationalError(SECRET))


def denied(_request: HttpRequest) -> HttpResponse:
    return _raise(PermissionDenied(SECRET))


def suspicious(_request: HttpRequest) -> HttpResponse:
    return _raise(SuspiciousOperation(SECRET))


@require(Permission.SEE_HOME)
def staff_fault(request: StaffRequest) -> HttpResponse:
    return fault(request)


@portal_page
def debtor_fault(request: PortalRequest) -> HttpResponse:
    return fault(request)


handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500
urlpatterns = [
    *urls.urlpatterns,
    path("broken/fault", fault),
    path("broken/unreachable", unreachable),
    path("broken/denied", denied),
    path("broken/suspicious", suspicious),
    path("broken/staff", staff_fault),
    path("broken/many", too_many),
    path("my/broken/fault", debtor_fault),
    path("my/broken/unreachable", unreachable),
    path("my/broken/denied", denied),
    path("my/broken/suspicious", suspicious),
    path("my/broken/many", too_many),
    path("api/broken/fault", fault),
]
