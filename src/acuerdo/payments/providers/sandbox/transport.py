"""Addresses, bodies and signatures of the sandbox provider."""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from acuerdo.payments.enums import IntentStatus
from acuerdo.payments.providers import BadSignature, News

SIGNATURE = "acuerdo-signature"
_STATUSES = {
    "payment.succeeded": IntentStatus.APPROVED.value,
    "payment.declined": IntentStatus.DECLINED.value,
    "payment.abandoned": IntentStatus.ABANDONED.value,
}


@dataclass(frozen=True, slots=True)
class SandboxProvider:
    """See the package."""

    name: str = "sandbox"

    def checkout_url(self, *, intent_key: UUID, amount_cents: int, currency: str) -> str:
        """The hosted page lives in the portal; amounts are read from the intent there."""
        _ = (amount_cents, currency)
        return f"/sandbox/pay/{intent_key}"

    def read_webhook(self, *, body: bytes, headers: Mapping[str, str]) -> News:
        """Check `Acuerdo-Signature: t=…,v1=…` over `t.body` and read the event."""
        _check(body, headers.get(SIGNATURE, ""))
        try:
            document = json.loads(body)
            return _news(document)
        except (ValueError, KeyError, TypeError):
            return News(kind="unreadable")


provider = SandboxProvider()


def signed(body: bytes, *, at: datetime) -> str:
    """Sign a body as the sandbox does; also what tests and the hosted page use."""
    stamp = str(int(at.timestamp()))
    return f"t={stamp},v1={_digest(stamp, body)}"


def webhook_body(
    *, event: str, intent_key: UUID, reference: str, amount_cents: int, currency: str, at: datetime
) -> bytes:
    """Write the event that the sandbox sends."""
    document = {
        "type": event,
        "intent": str(intent_key),
        "reference": reference,
        "amount_cents": amount_cents,
        "currency": currency,
        "at": at.isoformat(),
    }
    return json.dumps(document).encode()


def _news(document: Mapping[str, Any]) -> News:
    kind = str(document["type"])
    if kind not in _STATUSES:
        return News(kind=kind)
    return News(
        kind=kind,
        status=_STATUSES[kind],
        intent_key=UUID(document["intent"]),
        reference=str(document["reference"]),
        amount_cents=int(document["amount_cents"]),
        currency=str(document["currency"]),
        at=datetime.fromisoformat(document["at"]),
    )


def _check(body: bytes, header: str) -> None:
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    # No limit on the age of `t`: a late webhook must count, and telling twice changes nothing.
    if not hmac.compare_digest(parts.get("v1", "").encode(), _digest(parts.get("t", ""), body).encode()):
        raise BadSignature


def _digest(stamp: str, body: bytes) -> str:
    return hmac.digest(_secret(), f"{stamp}.".encode() + body, "sha256").hex()


def _secret() -> bytes:
    own = os.environ.get("ACUERDO_SANDBOX_PAYMENTS_SECRET", "")
    # Derived, so that the demo needs no second secret, and useless for anything else.
    return own.encode() or hmac.digest(settings.SECRET_KEY.encode(), b"acuerdo.payments.sandbox", "sha256")
