"""May this person be contacted now, on which channel, and which rule forbids it: the gate's answer for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from acuerdo.cases.queries import CaseData
from acuerdo.compliance.enums import Channel
from acuerdo.compliance.queries import Reason, contact_allowed_now
from acuerdo.console.parts import formats, zones
from acuerdo.console.parts.channels import channel_label
from acuerdo.console.parts.states import CHANNEL_ICONS

# What staff can do by hand in this version, and the contact points it needs.
BY_HAND = {Channel.VOICE_HUMAN: "phone", Channel.SMS: "phone", Channel.EMAIL: "email"}


@dataclass(frozen=True, slots=True)
class ContactAnswer:
    """The gate's answer for one channel: until when, from when, or which rules forbid it."""

    channel: str
    decision: str
    until: datetime | None
    next_at: datetime | None
    until_text: str
    next_text: str
    reasons: Sequence[Reason]
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


def answers_of(*, data: CaseData, now: datetime) -> list[ContactAnswer]:
    """Ask the gate about a call, an SMS and an e-mail by hand to this person now; nothing is reserved."""
    zone = data.head.time_zone or data.head.creditor_time_zone
    found = contact_allowed_now(
        debtor_id=data.head.debtor_id,
        creditor_id=data.head.creditor_id,
        channels=list(BY_HAND),
        now=now,
        automated=False,
    )
    return [
        ContactAnswer(
            channel=each.channel.value,
            decision=each.decision,
            until=each.until,
            next_at=each.next_at,
            until_text=_when(each.until, now, zone),
            next_text=_when(each.next_at, now, zone),
            reasons=each.story.failed,
            has_point=_has_point(data, each.channel),
        )
        for each in found
    ]


def best_of(answers: Sequence[ContactAnswer]) -> ContactAnswer:
    """The answer for the badge: an allowed channel if there is one, else the one that opens first."""
    allowed = [each for each in answers if each.is_allowed]
    if allowed:
        return allowed[0]
    opening = sorted((each.next_at, at) for at, each in enumerate(answers) if each.next_at and each.has_point)
    return answers[opening[0][1]] if opening else answers[0]


def _has_point(data: CaseData, channel: Channel) -> bool:
    return any(
        point.kind == BY_HAND[channel]
        and point.status in ("active", "unverified")
        and (channel != Channel.SMS or point.is_mobile)
        for point in data.points
    )


def _when(at: datetime | None, now: datetime, zone: str) -> str:
    """The hour for today, the day too for later: by the clock where the person lives, named if it is not the reader's.

    Contact hours are the law where the person lives; in another clock "until 20:00" would be read as broken rules.
    """
    if at is None:
        return ""
    if at - now >= timedelta(days=300):
        return formats.day(at)
    is_elsewhere = bool(zones.time_there(zone, now=at))
    with timezone.override(ZoneInfo(zone)):
        is_today = timezone.localdate(at) == timezone.localdate(now)
        text = formats.hour(at) if is_today else formats.moment(at)
    return _("%(time)s (%(city)s time)") % {"time": text, "city": zones.city_of(zone)} if is_elsewhere else text
