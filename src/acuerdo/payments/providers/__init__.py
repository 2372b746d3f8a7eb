"""Payment providers, one folder each: copy `sandbox`, and it registers itself.

A provider folder offers `provider: PaymentProvider`. Nothing here knows HTTP requests: `api` hands in bodies and
headers, `portal` redirects to the address that `checkout_url` gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol
from uuid import UUID


class UnknownProvider(KeyError):
    """There is no folder of that name."""


class BadSignature(Exception):
    """The call was not signed with our secret: answer 401, keep nothing."""


@dataclass(frozen=True, slots=True)
class News:
    """What a webhook says. `status` is None for kinds we do not act on; they are kept all the same."""

    kind: str
    status: str | None = None
    intent_key: UUID | None = None
    reference: str = ""
    amount_cents: int = 0
    currency: str = ""
    method: str = "card"
    at: datetime | None = None


class PaymentProvider(Protocol):
    """How one provider takes money."""

    name: str

    def checkout_url(self, *, intent_key: UUID, amount_cents: int, currency: str) -> str:
        """Where to send the debtor to pay this intent."""
        ...

    def read_webhook(self, *, body: bytes, headers: Mapping[str, str]) -> News:
        """Check the signature (`BadSignature`) and read the call. Header names come in lower case."""
        ...


@cache
def _all() -> Mapping[str, PaymentProvider]:
    found = {}
    for module in iter_modules(__path__):
        if module.ispkg:
            folder = import_module(f"{__name__}.{module.name}")
            found[module.name] = folder.provider
    return found


def get(name: str) -> PaymentProvider:
    """Give the provider of this name; raises `UnknownProvider`."""
    try:
        return _all()[name]
    except KeyError:
        raise UnknownProvider(name) from None


def names() -> list[str]:
    """All providers by name."""
    return sorted(_all())
