"""Pixel, links, unsubscribe. None of them tells a stranger anything about anybody."""

from __future__ import annotations

import base64

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from acuerdo.channels.operations import LinkRefused, LinkTarget, open_link, record_opening, target_of
from acuerdo.channels.operations import unsubscribe as end_messages
from acuerdo.channels.rules.links import DESTINATIONS
from acuerdo.kernel import clock
from acuerdo.portal.access import private
from acuerdo.portal.languages import remember_language, speak
from acuerdo.portal.queries import question

# One transparent point.
_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@require_safe
def opened(_request: HttpRequest, token: str) -> HttpResponse:
    """The pixel: always the same picture, whoever asks for whatever."""
    record_opening(token=token, now=clock.now())
    answer = private(HttpResponse(_GIF, content_type="image/gif"))
    # Mail is read on other sites: their pages may show this picture.
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@require_safe
def clicked(_request: HttpRequest, token: str, place: int) -> HttpResponse:
    """A link of an e-mail: count it and lead on to the portal, which says so itself if the link is over."""
    destination = DESTINATIONS[place] if place < len(DESTINATIONS) else "pay"
    try:
        open_link(token=token, now=clock.now(), destination=destination)
    except LinkRefused:
        return private(redirect(f"/p/{token}"))
    return private(redirect(f"/p/{token}?to={destination}"))


# RFC 8058 3.1: the mail program posts without any cookie; the token in the address is what permits it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST ends at once: link scanners follow every link of a mail and must not end anything."""
    now = clock.now()
    try:
        target = end_messages(token=token, now=now) if request.method == "POST" else target_of(token=token)
    except LinkRefused:
        speak(request, "")
        page = render(request, "portal/entry/gone.html", {"reason": "invalid"}, status=410)
        return remember_language(request, private(page))
    return _page(request, target)


def _page(request: HttpRequest, target: LinkTarget) -> HttpResponse:
    speak(request, target.language)
    asked = question(debtor_id=target.debtor_id, creditor_id=target.creditor_id)
    context = {
        "creditor": asked and asked.creditor,
        "is_done": request.method == "POST",
        "channel": target.channel,
    }
    return remember_language(request, private(render(request, "portal/tracking/unsubscribe.html", context)))
