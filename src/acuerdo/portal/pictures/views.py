"""Images by what is in them, so that they can be kept for good; a QR is drawn from the link it stands for."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from acuerdo.channels.rules.links import message_of
from acuerdo.content.queries import asset_content
from acuerdo.portal.access import private
from acuerdo.portal.pictures.rules import qr_png

# What previews show: it leads to the page that says that a link is none.
SAMPLE = "sample"


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def asset(_request: HttpRequest, name: str) -> HttpResponse:
    """An uploaded image, to whoever has its address: mail programs have no session."""
    found = asset_content(name=name)
    if found is None:
        raise Http404
    return _elsewhere(HttpResponse(found[1], content_type=found[0]))


@require_safe
def qr(_request: HttpRequest, token: str) -> HttpResponse:
    """The QR that opens a message's link. Fetching it counts nothing; that is the pixel's work."""
    if token != SAMPLE and message_of(token, secret=settings.SECRET_KEY) is None:
        raise Http404
    picture = qr_png(f"{settings.ACUERDO_BASE_URL}/p/{token}")
    return _elsewhere(private(HttpResponse(picture, content_type="image/png")))


def _elsewhere(response: HttpResponse) -> HttpResponse:
    # Mail is read on other sites: their pages may show these pictures. Nothing in them can run.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
