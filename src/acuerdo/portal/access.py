"""Every page behind the question goes through `portal_page`: visitor, revocation, language, no caching."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from acuerdo.kernel import clock
from acuerdo.kernel.audit import Actor
from acuerdo.portal.landing.parts import take_part
from acuerdo.portal.languages import remember_language, speak, take_switch
from acuerdo.portal.queries import Account, account
from acuerdo.portal.session import Visitor, let_out, renew, visitor_of

P = ParamSpec("P")


class PortalRequest(HttpRequest):
    """A request by a known debtor; `account` holds the creditor's brand, the person, and what they owe."""

    visitor: Visitor
    account: Account
    now: datetime


_View = Callable[Concatenate[PortalRequest, P], HttpResponse]


def portal_page(view: _View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let only a visitor in whose links were not revoked; speak their language, by the clock where they live."""

    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        now = clock.now()
        visitor = visitor_of(request, now=now)
        speak(request, visitor.language if visitor else "")
        page = visitor and account(visitor.debtor_id, visitor.creditor_id, visitor.message_id)
        if not visitor or not page or page.was_revoked_after(visitor.entered_at):
            response = render(request, "portal/entry/gone.html", {"reason": "session"}, status=403)
            let_out(response)
        else:
            known = cast("PortalRequest", request)
            known.visitor, known.account, known.now = visitor, page, now
            timezone.activate(ZoneInfo(page.local_zone))
            take_switch(request)
            take_part(request)
            response = view(known, *args, **kwargs)
            renew(response, visitor, now=now)
        return remember_language(request, private(response))

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", inner)


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page with personal data, or a link, out of every cache."""
    response.headers["Cache-Control"] = "max-age=0, no-cache, no-store, must-revalidate, private"
    response.headers["Expires"] = "0"  # in the past (RFC 9111, 5.3), for caches that know no other word
    # Not "no-referrer": browsers would send `Origin: null` with every form, which the CSRF check refuses.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def actor_of(visitor: Visitor) -> Actor:
    """The debtor as the audit log names them: by number, never by name."""
    return Actor(kind="debtor", id=visitor.debtor_id, name=f"debtor {visitor.debtor_id}")
