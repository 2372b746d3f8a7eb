"""People at the screen, and their authenticator app."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from playwright.sync_api import BrowserContext

from acuerdo.staff.models import User

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here."""

    user: User
    email: str


def sign_in(context: BrowserContext, person: Person, *, address: str) -> None:
    """Give the browser a session of this person."""
    request = HttpRequest()
    request.session = SessionStore()
    login(request, person.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": request.session.session_key, "url": address}
    context.add_cookies([cookie])


def set_up_second_factor(person: Person) -> str:
    """Switch on the second factor of somebody; returns the secret their app holds."""
    secret = generate_totp_secret()
    TOTP.activate(person.user, secret)
    return str(secret)


def code_of(secret: str) -> str:
    """What the app shows now."""
    _before, now, _after = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, now)))
