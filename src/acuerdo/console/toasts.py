"""Short news for the person at the screen, with a way back where there is one."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

_LEVELS = {
    "success": messages.SUCCESS,
    "info": messages.INFO,
    "warning": messages.WARNING,
    "error": messages.ERROR,
}


def toast_next_page(request: HttpRequest, text: str, *, tone: str = "success", undo_url: str = "") -> None:
    """Show a toast on the page that follows a redirect. `undo_url` gets a POST from its Undo button."""
    messages.add_message(request, _LEVELS[tone], text, extra_tags=undo_url)


def toast_now(response: HttpResponse, text: str, *, tone: str = "success", undo_url: str = "") -> HttpResponse:
    """Show a toast with the answer to an htmx request."""
    # ASCII only: header values are Latin-1.
    response["HX-Trigger"] = json.dumps({"toast": {"text": text, "tone": tone, "undo": undo_url}})
    return response
