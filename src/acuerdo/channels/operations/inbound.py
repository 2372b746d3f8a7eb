"""What comes back: answers, STOP words, returned mails."""

from __future__ import annotations

import email
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from acuerdo.channels.enums import Direction, EventKind, MessageStatus
from acuerdo.channels.models import Message
from acuerdo.channels.operations.happenings import Happening, record_events
from acuerdo.channels.rules.bounces import read_bounce
from acuerdo.channels.rules.links import message_of
from acuerdo.channels.rules.stop_words import asks_to_stop
from acuerdo.compliance.enums import Channel, Purpose
from acuerdo.compliance.operations import Proof, opt_out
from acuerdo.kernel.audit import SYSTEM, Actor
from acuerdo.portfolio.enums import PointStatus
from acuerdo.portfolio.operations import change_contact_points

_SUBJECT = 300


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it was kept; `stopped`: it asked us to stop and we did."""

    message_id: int
    stopped: bool


def receive_reply(
    *, to_message_id: int, text: str, now: datetime, subject: str = "", provider_event: str = ""
) -> Reply:
    """Keep an answer to one of our messages; a request to stop ends that channel at once, before anything else is sent.

    Raises Message.DoesNotExist. The same `provider_event` twice is one answer.
    """
    with transaction.atomic():
        answered = Message.objects.select_for_update().get(pk=to_message_id)
        stops = answered.channel == Channel.SMS and asks_to_stop(text)
        once = f"replied:{provider_event}" if provider_event else f"replied:{answered.pk}:{now.isoformat()}"
        happening = Happening(answered.pk, EventKind.REPLIED, now, {"stopped": stops}, once=once)
        if not record_events([happening], now=now):
            return Reply(answered.pk, stops)
        incoming = _keep(answered, text=text, subject=subject, now=now)
        if stops:
            _stop(answered, text, now)
    return Reply(incoming.pk, stops)


def last_message_to(*, contact_point_id: int) -> int | None:
    """The message that an answer from this address most likely belongs to: the last one sent there."""
    rows = Message.objects.filter(contact_point_id=contact_point_id, direction=Direction.OUT, sent_at__isnull=False)
    return rows.order_by("-sent_at").values_list("pk", flat=True).first()


def _keep(answered: Message, *, text: str, subject: str, now: datetime) -> Message:
    return Message.objects.create(
        debtor_id=answered.debtor_id,
        creditor_id=answered.creditor_id,
        case_id=answered.case_id,
        direction=Direction.IN,
        channel=answered.channel,
        provider=answered.provider,
        contact_point_id=answered.contact_point_id,
        address=answered.address,
        purpose=Purpose.INFO_REQUESTED,
        language=answered.language,
        subject=subject[:_SUBJECT],
        body=text,
        status=MessageStatus.RECEIVED,
        queued_at=now,
        not_before=now,
        enrolment_id=answered.enrolment_id,
    )


def _stop(answered: Message, text: str, now: datetime) -> None:
    proof = Proof(
        source="sms_stop",
        text=text[:_SUBJECT],
        contact_point_id=answered.contact_point_id,
        creditor_id=answered.creditor_id,
    )
    actor = Actor(kind="debtor", id=answered.debtor_id, name="")
    opt_out(debtor_id=answered.debtor_id, channels=[Channel.SMS], proof=proof, actor=actor, now=now)
    record_events([Happening(answered.pk, EventKind.UNSUBSCRIBED, now, {"by": "reply"})], now=now)


def receive_bounce(*, raw: bytes, now: datetime, to_address: str = "") -> int | None:
    """Read a returned mail; returns the message it was about, None if it is no bounce of ours.

    The message is known by the token in the Message-ID it quotes, or in the return path (`to_address`). An address
    that failed for good is not written to again.
    """
    bounce = read_bounce(email.message_from_bytes(raw), raw=raw)
    token = bounce.token or to_address.rpartition("@")[0].rpartition("+")[2]
    message_id = message_of(token, secret=settings.SECRET_KEY)
    if not bounce.is_bounce or message_id is None:
        return None
    message = Message.objects.filter(pk=message_id).first()
    if message is None:
        return None
    lasting = bool(bounce.permanent)
    detail = {"status": bounce.status, "permanent": lasting}
    with transaction.atomic():
        record_events(
            [Happening(message_id, EventKind.BOUNCED, now, detail, once=f"bounced:{message_id}:{lasting}")], now=now
        )
        if lasting and message.contact_point_id is not None:
            change_contact_points(
                point_ids=[message.contact_point_id], status=PointStatus.BOUNCED, actor=SYSTEM, now=now
            )
    return message_id
