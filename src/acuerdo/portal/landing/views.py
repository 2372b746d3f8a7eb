"""The landing page of a message; without one, or without anything owed, the account itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from acuerdo.portal.access import PortalRequest, portal_page
from acuerdo.portal.account.pages import home_page
from acuerdo.portal.landing.pages import landing_of
from acuerdo.portal.languages import typed_value


@portal_page
@require_safe
def page(request: PortalRequest) -> HttpResponse:
    """Show the page in the reader's language and the message's tone."""
    home = home_page(account=request.account, now=request.now)
    landing = landing_of(
        account=request.account,
        visitor=request.visitor,
        language=request.LANGUAGE_CODE,
        csrf=get_token(request),
        offers=home.offers,
        amount=typed_value(request, "amount"),
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
