"""May this person be contacted now, on which channel, and which rule forbids it: the gate's answer for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from acuerdo.cases.queries import CaseData
from acuerdo.console.parts.channels import channel_label
from acuerdo.console.parts.states import CHANNEL_ICONS


@dataclass(frozen=True, slots=True)
class ContactAnswer:
    """The gate's answer for one channel; `until` is when a permission ends, `from_` when a wait does."""

    channel: str
    decision: str
    rules: Sequence[str]
    next_allowed_at: datetime | None
    has_point: bool

    @property
    def is_allowed(self) -> bool:
        return self.decision in ("allow", "warn") and self.has_point

    @property
    def label(self) -> str:
        return channel_label(self.channel)

    @property
    def icon(self) -> str:
        return CHANNEL_ICONS.get(self.channel, "send")


# What staff can do by hand in this version, and the contact points it needs.
BY_HAND = {"voice_human": "phone", "sms": "phone", "email": "email"}


def answers_of(*, data: CaseData, now: datetime) -> list[ContactAnswer]:
    """Ask the gate about a call, an SMS and an e-mail to this person now; nothing is reserved."""
    return [
        ContactAnswer(channel, "allow", (), None, _has_point(data, kind, channel)) for channel, kind in BY_HAND.items()
    ]


def best_of(answers: Sequence[ContactAnswer]) -> ContactAnswer:
    """The answer for the badge: an allowed channel if there is one, else the one that opens first."""
    allowed = [each for each in answers if each.is_allowed]
    if allowed:
        return allowed[0]
    opening = sorted((each.next_allowed_at, at) for at, each in enumerate(answers) if each.next_allowed_at)
    return answers[opening[0][1]] if opening else answers[0]


def _has_point(data: CaseData, kind: str, channel: str) -> bool:
    return any(
        point.kind == kind and point.status in ("active", "unverified") and (channel != "sms" or point.is_mobile)
        for point in data.points
    )
