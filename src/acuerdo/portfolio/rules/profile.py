"""What may be changed about a creditor after it exists, as plain values."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class CreditorProfile:
    """Brand, sender names, packs and payment terms of a creditor."""

    name: str
    legal_name: str
    brand_colour: str
    brand_initials: str
    sender_email: str
    sms_sender: str
    phone: str
    website: str
    privacy_url: str
    postal_address: str
    policy_packs: tuple[str, ...]
    allocation_order: tuple[str, ...]
    min_payment_cents: int

    @property
    def fingerprint(self) -> str:
        """Equal for equal profiles: a form carries it so that a later save by somebody else is noticed."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]

    def differences(self, other: CreditorProfile) -> dict[str, object]:
        """What the other has different, by field, with the other's value."""
        mine, theirs = asdict(self), asdict(other)
        return {field: theirs[field] for field in mine if mine[field] != theirs[field]}
