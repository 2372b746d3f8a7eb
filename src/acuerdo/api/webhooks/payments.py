"""Payment providers tell how payments went."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from acuerdo.kernel import clock
from acuerdo.payments.operations import receive_webhook
from acuerdo.payments.providers import BadSignature, UnknownProvider

# Real ones are below 20 kB; more is not a webhook.
_LARGEST_BODY = 262_144


@csrf_exempt
@require_POST
def payment_webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """Answer 200 with what came of it, 401 for a bad signature, 404 for a provider we do not have."""
    if int(request.headers.get("content-length") or 0) > _LARGEST_BODY:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        outcome = receive_webhook(provider=provider, body=request.body, headers=headers, now=clock.now())
    except UnknownProvider:
        return HttpResponse(status=404)
    except BadSignature:
        return HttpResponse(status=401)
    return JsonResponse({"outcome": outcome})
