from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from acuerdo.portal.brand.rules import brand_of, stylesheet


@cache_control(public=True, max_age=31_536_000, immutable=True)
def brand_stylesheet(_request: HttpRequest, colour: str) -> HttpResponse:
    """The colours of a creditor. The colour is the address, so the answer never changes and tells nothing."""
    return HttpResponse(stylesheet(brand_of(f"#{colour}")), content_type="text/css; charset=utf-8")
