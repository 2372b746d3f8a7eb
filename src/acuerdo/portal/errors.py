"""What went wrong, for people who came to settle a debt: in the creditor's name, without blame, with a way on."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from acuerdo.kernel import clock
from acuerdo.portal.access import private
from acuerdo.portal.languages import speak
from acuerdo.portal.queries import Account, account
from acuerdo.portal.session import Visitor, visitor_of

_TEMPLATE = "portal/error.html"


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """`back` is the page somebody came from, if it is known; `may_retry`: the same address may work in a moment."""

    title: str
    text: str
    back: str
    may_retry: bool
    is_known: bool


def error_page(request: HttpRequest, *, kind: str, status: int) -> HttpResponse:
    """Draw the page of an error; for `failed` and `unavailable` without asking the database anything."""
    visitor = visitor_of(request, now=clock.now())
    speak(request, visitor.language if visitor else "")
    if kind in ("failed", "unavailable"):
        # The page that failed had read the account, or nothing is known.
        known: Account | None = getattr(request, "account", None)
        page = _page(request, kind, is_known=visitor is not None)
        response = HttpResponse(render_to_string(_TEMPLATE, _context(page, known)), status=status)
    else:
        known = _account(request, visitor)
        page = _page(request, kind, is_known=known is not None)
        response = render(request, _TEMPLATE, _context(page, known), status=status)
    return private(response)


def _account(request: HttpRequest, visitor: Visitor | None) -> Account | None:
    if visitor is None:
        return None
    read: Account | None = getattr(request, "account", None)
    found = read or account(visitor.debtor_id, visitor.creditor_id, visitor.message_id)
    return None if found is None or found.was_revoked_after(visitor.entered_at) else found


def _context(page: ErrorPage, known: Account | None) -> dict[str, object]:
    return {"page": page, "creditor": known and known.creditor}


def _page(request: HttpRequest, kind: str, *, is_known: bool) -> ErrorPage:
    title, text = _words(kind, is_known=is_known)
    is_look = request.method in ("GET", "HEAD")
    may_retry = is_look and kind in ("failed", "unavailable", "too_many")
    # A form that was refused is asked for anew where it stands. With a foreign host nothing can be said.
    back = _came_from(request) if not is_look and kind != "bad_request" else ""
    return ErrorPage(title=title, text=text, back=back, may_retry=may_retry, is_known=is_known)


def _came_from(request: HttpRequest) -> str:
    address = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_ours else ""


def _words(kind: str, *, is_known: bool) -> tuple[str, str]:
    open_again = _("Please open the link in our message again, or call the company that wrote to you.")
    in_account = _("All that is yours is in your account.")
    return {
        "bad_request": (
            _("We could not read that"),
            _("Nothing was changed or charged. Please go back and try again."),
        ),
        "forbidden": (_("This page is not open to you"), in_account if is_known else open_again),
        "unproven": (
            _("Please send it once more"),
            _(
                "To protect you, we only accept what comes straight from our own page, and this one had been open for "
                "long, or your browser refuses cookies. Nothing was changed or charged."
            ),
        ),
        "not_found": (
            _("We cannot find this page"),
            _("Perhaps the address was cut off when it was copied.") + " " + (in_account if is_known else open_again),
        ),
        "not_allowed": (
            _("There is nothing to see here"),
            _("This address only works with the button that leads to it. Nothing was changed or charged."),
        ),
        "too_many": (
            _("Please try again later"),
            _("There were many tries in a short time. Please wait a few minutes; nothing is lost."),
        ),
        "failed": (
            _("Something went wrong on our side"),
            _(
                "It is not your fault, and we have taken note of it. If you were paying, look at your account before "
                "you pay again: a payment that has arrived is shown there."
            ),
        ),
        "unavailable": (
            _("We are not available just now"),
            _("Please try again in a few minutes. Nothing is lost."),
        ),
    }[kind]
