"""What people do with the links in messages: look at the pixel, click, open the portal, unsubscribe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from acuerdo.channels.enums import EventKind
from acuerdo.channels.models import Message
from acuerdo.channels.operations.happenings import Happening, record_events
from acuerdo.channels.rules.links import DESTINATIONS, is_live, message_of
from acuerdo.compliance.enums import Channel
from acuerdo.compliance.operations import Proof, opt_out
from acuerdo.compliance.queries import permission_of
from acuerdo.kernel.audit import Actor


class LinkRefused(Exception):
    """A link that does not open: `reason` is invalid, expired or revoked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Whom a link was sent to, and about whose debts. It proves nothing about who opened it."""

    message_id: int
    debtor_id: int
    creditor_id: int
    case_id: int | None
    contact_point_id: int | None
    channel: str
    language: str
    tone: str
    landing_version_id: int | None


def resolve_link(*, token: str, now: datetime) -> LinkTarget:
    """The target of a link; records nothing. Raises `LinkRefused`."""
    message = _message(token)
    made_at = message.sent_at or message.queued_at
    if not is_live(made_at=made_at, revoked_at=None, now=now):
        raise LinkRefused("expired")
    if not is_live(made_at=made_at, revoked_at=permission_of(debtor_id=message.debtor_id).links_revoked_at, now=now):
        raise LinkRefused("revoked")
    return _target(message)


def open_link(*, token: str, now: datetime, destination: str = "pay") -> LinkTarget:
    """The target of a link that somebody opened; the click counts once for each destination. Raises `LinkRefused`."""
    target = resolve_link(token=token, now=now)
    place = destination if destination in DESTINATIONS else "pay"
    record_events(
        [
            Happening(target.message_id, EventKind.OPENED, now, {"by": "link"}),
            Happening(
                target.message_id, EventKind.CLICKED, now, {"to": place}, once=f"clicked:{target.message_id}:{place}"
            ),
        ],
        now=now,
    )
    return target


def record_opening(*, token: str, now: datetime) -> None:
    """Count that a mail was looked at. An unknown token counts nothing and says nothing."""
    message_id = message_of(token, secret=settings.SECRET_KEY)
    if message_id is not None:
        record_events([Happening(message_id, EventKind.OPENED, now, {"by": "pixel"})], now=now)


def unsubscribe(*, token: str, now: datetime) -> LinkTarget:
    """End messages on the channel of this one, at once and however old the link is. Raises `LinkRefused` if invalid.

    A link is enough: ending something needs no proof of who one is (RFC 8058).
    """
    message = _message(token)
    actor = Actor(kind="debtor", id=message.debtor_id, name="")
    proof = Proof(
        source="unsubscribe",
        text=f"message {message.pk}",
        contact_point_id=message.contact_point_id,
        creditor_id=message.creditor_id,
    )
    opt_out(debtor_id=message.debtor_id, channels=[Channel(message.channel)], proof=proof, actor=actor, now=now)
    record_events([Happening(message.pk, EventKind.UNSUBSCRIBED, now)], now=now)
    return _target(message)


def target_of(*, token: str) -> LinkTarget:
    """Whose link it is, however old; for the unsubscribe page. Raises `LinkRefused` if invalid."""
    return _target(_message(token))


def _message(token: str) -> Message:
    message_id = message_of(token, secret=settings.SECRET_KEY)
    message = Message.objects.filter(pk=message_id).first() if message_id is not None else None
    if message is None:
        raise LinkRefused("invalid")
    return message


def _target(message: Message) -> LinkTarget:
    return LinkTarget(
        message_id=message.pk,
        debtor_id=message.debtor_id,
        creditor_id=message.creditor_id,
        case_id=message.case_id,
        contact_point_id=message.contact_point_id,
        channel=message.channel,
        language=message.language,
        tone=message.tone,
        landing_version_id=message.landing_version_id,
    )
