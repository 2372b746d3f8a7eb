"""What people say of one address or number, and for what: as against the whole channel, which stands in masks.

Wishes are kept by contact point: `{"17": {"channels": 128, "collection": "refused", "marketing": "agreed"}}`, with the
bits of the channels that the point serves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from acuerdo.compliance.enums import Channel, Purpose

AGREED, REFUSED = "agreed", "refused"
CHANNELS = "channels"
# Consent is asked for these two; whatever is no marketing goes by what was said of collection.
PURPOSES = (Purpose.COLLECTION, Purpose.MARKETING)
_CALLS = (
    Channel.VOICE_HUMAN, Channel.VOICE_AI, Channel.VOICEMAIL, Channel.RINGLESS_VOICEMAIL, Channel.PRERECORDED,
)  # fmt: skip
_SERVES: Mapping[str, tuple[Channel, ...]] = {
    "email": (Channel.EMAIL,),
    "phone": _CALLS,
    "whatsapp": (Channel.WHATSAPP,),
    "postal": (Channel.LETTER, Channel.VISIT),
}

Wishes = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Masks:
    """Bits of channels: consented to, and refused."""

    consents: int = 0
    opted_out: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """The wishes as they become, and what follows for whole channels: bits granted, refused, withdrawn."""

    wishes: Wishes
    granted: int = 0
    refused: int = 0
    withdrawn: int = 0

    def applied(self, masks: Masks) -> Masks:
        """The masks as they become."""
        lost = self.refused | self.withdrawn
        return Masks(
            consents=masks.consents & ~lost | self.granted, opted_out=masks.opted_out & ~self.granted | self.refused
        )


def served_by(*, kind: str, is_mobile: bool) -> int:
    """The bits of the channels that reach a person at a contact point of this kind."""
    text = (Channel.SMS,) if kind == "phone" and is_mobile else ()
    mask = 0
    for channel in (*_SERVES[kind], *text):
        mask |= channel.bit
    return mask


def purpose_of(purpose: str | None) -> str:
    """For which of the two purposes a contact needs leave."""
    return Purpose.MARKETING.value if purpose == Purpose.MARKETING else Purpose.COLLECTION.value


def after_agreeing(*, wishes: Wishes, points: Mapping[str, int], point: str, purpose: str, masks: Masks) -> Change:
    """The person may be contacted there. `points`: the usable contact points with the channels they serve.

    Where they had refused the channel, it opens for this address alone: the others are refused one by one.
    """
    served = points[point]
    changed = _with(wishes, point, served, purpose, AGREED)
    for other, channels in points.items():
        if other != point and channels & served & masks.opted_out and not _wish(changed, other, purpose):
            changed = _with(changed, other, channels, purpose, REFUSED)
    return Change(changed, granted=served)


def after_refusing(*, wishes: Wishes, points: Mapping[str, int], point: str, purpose: str) -> Change:
    """The person wants nothing there. A channel without any address left is refused as a whole; one whose consent
    nobody gave for another address has none any more.
    """
    served = points[point]
    changed = _with(wishes, point, served, purpose, REFUSED)
    refused = withdrawn = 0
    for bit in (channel.bit for channel in Channel if channel.bit & served):
        said = {_wish(changed, other, purpose) for other, channels in points.items() if channels & bit}
        if said == {REFUSED}:
            refused |= bit
        elif AGREED not in said:
            withdrawn |= bit
    return Change(changed, refused=refused, withdrawn=withdrawn)


def after_word_on_channels(*, wishes: Wishes, channels: int) -> Wishes:
    """Who speaks of whole channels has said the last word on each of their addresses."""
    return {point: said for point, said in wishes.items() if not said[CHANNELS] & channels}


def masks_at(*, wishes: Wishes, point: str, purpose: str, bit: int, masks: Masks) -> Masks:
    """The masks that bind a contact on one channel (`bit`) at this very address."""
    said = _wish(wishes, point, purpose)
    if said == REFUSED:
        return Masks(masks.consents & ~bit, masks.opted_out | bit)
    if said == AGREED:
        return Masks(masks.consents | bit, masks.opted_out)
    if any(other[CHANNELS] & bit and other.get(purpose) == AGREED for other in wishes.values()):
        # Consent was given for another address, not for this one.
        return Masks(masks.consents & ~bit, masks.opted_out)
    return masks


def _with(wishes: Wishes, point: str, served: int, purpose: str, said: str) -> Wishes:
    return {**wishes, point: {**wishes.get(point, {}), CHANNELS: served, purpose: said}}


def _wish(wishes: Wishes, point: str, purpose: str) -> str:
    return str(wishes.get(point, {}).get(purpose, ""))
