"""Who is in the portal: one debtor with one creditor, in a signed cookie of half an hour. No server state."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "acuerdo_portal"
_SALT = "acuerdo.portal.session"
# Idle time. People fetch their bank card; longer would leave a shared phone open.
LASTS = timedelta(minutes=30)
_RENEW_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who answered the question, by which message they came, in which language we wrote to them.

    `landing_version_id` is the page that message leads to, in `tone`; 0: none.
    """

    debtor_id: int
    creditor_id: int
    message_id: int
    language: str
    entered_at: int
    renewed_at: int
    landing_version_id: int = 0
    tone: str = ""


def visitor_of(request: HttpRequest, *, now: datetime) -> Visitor | None:
    """Read the cookie; None if there is none, it is not ours, or it has expired."""
    try:
        visitor = Visitor(**signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None
    age = now.timestamp() - visitor.renewed_at
    return visitor if age + 1 >= 0 and age < LASTS.total_seconds() else None


def let_in(response: HttpResponse, visitor: Visitor) -> None:
    """Set the cookie."""
    response.set_cookie(
        COOKIE,
        signing.dumps(asdict(visitor), salt=_SALT),
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",  # Strict would lose it on the way back from a bank's page
    )


def renew(response: HttpResponse, visitor: Visitor, *, now: datetime) -> None:
    """Give an active visitor another half hour."""
    if now.timestamp() - visitor.renewed_at > _RENEW_AFTER.total_seconds():
        let_in(response, Visitor(**(asdict(visitor) | {"renewed_at": int(now.timestamp())})))


def let_out(response: HttpResponse) -> None:
    """Take the cookie away."""
    response.delete_cookie(COOKIE, samesite="Lax")
