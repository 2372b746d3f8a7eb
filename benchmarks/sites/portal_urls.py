"""`/bare` beside everything else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from acuerdo.kernel import clock
from acuerdo.portal.queries import account, standing
from acuerdo.portal.session import visitor_of
from acuerdo.urls import urlpatterns as ours

# As long as the real page, so that sending costs the same.
_BODY = b"x" * 8_000


def bare(request: HttpRequest) -> HttpResponse:
    """Run what the page runs, and print nothing of it."""
    now = clock.now()
    visitor = visitor_of(request, now=now)
    if visitor is None:
        return HttpResponse(status=403)
    account(visitor.debtor_id, visitor.creditor_id, visitor.message_id)
    standing(debtor_id=visitor.debtor_id, creditor_id=visitor.creditor_id, now=now)
    return HttpResponse(_BODY)


urlpatterns = [path("bare", bare), *ours]
