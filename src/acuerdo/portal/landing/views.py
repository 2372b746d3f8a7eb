"""The landing page of a message; without one, or without anything owed, the account itself."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from acuerdo.content.rules.blocks.forms import SENT_BY
from acuerdo.portal.access import PortalRequest, portal_page
from acuerdo.portal.account.pages import home_page
from acuerdo.portal.landing.pages import landing_of
from acuerdo.portal.landing.parts import part_with_amount
from acuerdo.portal.languages import look_again, typed_fields


@portal_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: PortalRequest) -> HttpResponse:
    """Show the page in the reader's language and the message's tone.

    It is posted by Enter in a field, as buttons name other pages: an amount says all that paying needs.
    """
    if request.method == "POST":
        if part := part_with_amount(request.POST):
            query = urlencode({SENT_BY: part})
            return redirect(f"{reverse('portal:paying:pay')}?{query}", preserve_request=True)
        look_again(request)
    home = home_page(account=request.account, now=request.now)
    landing = landing_of(
        account=request.account,
        visitor=request.visitor,
        language=request.LANGUAGE_CODE,
        offers=home.offers,
        typed=typed_fields(request),
        now=request.now,
    )
    if landing is None:
        return redirect("portal:account:home")
    context = {
        "creditor": request.account.creditor,
        "landing": landing,
        "page": home,
    }
    return render(request, "portal/landing/page.html", context)
