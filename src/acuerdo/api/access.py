"""Who calls: a bearer token, and nothing else. A session opens no door here."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja.security import HttpBearer

from acuerdo.api.problems import Refusal
from acuerdo.kernel import clock
from acuerdo.staff.enums import TokenPermission
from acuerdo.staff.operations import TooManyCalls, use_token
from acuerdo.staff.queries import Caller


class Token(HttpBearer):
    """A token made in the console under Settings, API tokens."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        now = clock.now()
        try:
            return use_token(secret=token, now=now)
        except TooManyCalls as refusal:
            seconds = max(1, round((refusal.at - now).total_seconds()))
            raise _too_many(seconds) from None


class CallerRequest(HttpRequest):
    """A request whose sender is known; `auth` says who."""

    auth: Caller


def demand(caller: Caller, permission: TokenPermission) -> None:
    """Raise the refusal (403) of a token that is not for this."""
    if not caller.may(permission):
        raise Refusal(
            403,
            "not-permitted",
            title=gettext("The token may not do this."),
            detail=gettext("It lacks the permission “%(name)s”.") % {"name": permission.label},
            remedy=gettext("Have an administrator make a token with this permission."),
        )


def not_for_creditor(reference: str) -> Refusal:
    """The same whether the creditor exists or not, so that nobody can find out."""
    return Refusal(
        403,
        "not-for-creditor",
        title=gettext("The token is not for this creditor."),
        detail=gettext("It does not cover a creditor “%(name)s”.") % {"name": reference},
        remedy=gettext("Check the reference, or have an administrator make a token for this creditor."),
    )


def unknown_token() -> Refusal:
    """No token, or one that opens nothing."""
    return Refusal(
        401,
        "unknown-token",
        title=gettext("A valid token is needed."),
        detail=gettext("The token is missing, unknown, expired or revoked."),
        remedy=gettext("Send “Authorization: Bearer” with a token that an administrator has made under Settings."),
        headers={"WWW-Authenticate": 'Bearer realm="Acuerdo"'},
    )


def _too_many(seconds: int) -> Refusal:
    return Refusal(
        429,
        "too-many-calls",
        title=gettext("Too many calls."),
        detail=gettext("The token has used up its calls of this minute."),
        remedy=gettext("Wait %(seconds)s seconds. One call may name thousands of cases.") % {"seconds": seconds},
        headers={"Retry-After": str(seconds)},
    )
