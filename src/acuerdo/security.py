"""What every answer of ours carries, and what no log line of ours may.

A view that shows foreign content (the mail preview, a document) sets its own `Content-Security-Policy` header on its
response; it is left as it is.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# No inline script or style, nothing from another host. `data:` only for the small images our own CSS carries.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'"
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def _policy() -> str:
    if not settings.DJANGO_VITE["default"]["dev_mode"]:
        return CONTENT_SECURITY_POLICY
    # Vite's own server: another port, a socket for reloads, and styles put in by script.
    vite = "http://localhost:5173"
    return (
        CONTENT_SECURITY_POLICY.replace("script-src 'self'", f"script-src 'self' {vite}")
        .replace("style-src 'self'", f"style-src 'self' 'unsafe-inline' {vite}")
        .replace("connect-src 'self'", f"connect-src 'self' {vite} ws://localhost:5173")
    )


class SecurityHeaders:
    """Add the content security policy and its companions to every response that does not bring its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.policy = _policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


# Links sent to debtors open a page about them: the link is personal data (and a key).
_SECRET_PATH = re.compile(r"(/(?:p|u|t/o|t/c)/)[^/\s?\"']+")
_MAIL_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Nine digits or more, however grouped; but not an instant, which the log itself is full of.
_LONG_NUMBER = re.compile(r"(?!\d{4}-\d\d-\d\d)(?<![\d-])\+?\d(?:[ .-]?\d){8,}")


def without_personal_data(text: str) -> str:
    """Return the text with debtor links, mail addresses and long numbers (telephones, ids, cards) blotted out."""
    text = _SECRET_PATH.sub(r"\1…", text)
    text = _MAIL_ADDRESS.sub("…@…", text)
    return _LONG_NUMBER.sub("…", text)


class NoPersonalData(logging.Filter):
    """Blot out personal data in the message of a log record, and in the message of the exception it carries."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_personal_data(record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = without_personal_data(logging.Formatter().formatException(record.exc_info))
        return True
