"""What a person decides about a message: an uncertain one left or did not; a waiting one must not leave."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from acuerdo.channels.enums import Direction, EventKind, MessageStatus
from acuerdo.channels.models import Message
from acuerdo.channels.operations.happenings import Happening, record_events
from acuerdo.compliance.operations import confirm, release
from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor, Entry


class NotUncertain(Exception):
    """The message is not uncertain, or was settled meanwhile."""


class NotWaiting(Exception):
    """The message is on its way, has left, or never waited."""


def mark_sent(*, message_id: int, actor: Actor, now: datetime) -> None:
    """Settle an uncertain message: it did leave. Raises NotUncertain."""
    with transaction.atomic():
        message = _uncertain(message_id)
        at = message.claimed_at or now
        _write(message, MessageStatus.SENT, actor, now, sent_at=at)
        if message.contact_id is not None:
            confirm([message.contact_id], at=at)


def mark_not_sent(*, message_id: int, actor: Actor, now: datetime) -> None:
    """Settle an uncertain message: it never left. It is not sent again by itself. Raises NotUncertain.

    Its place in the contact ledger stays taken: counting a contact that was none harms nobody.
    """
    with transaction.atomic():
        _write(_uncertain(message_id), MessageStatus.FAILED, actor, now, sent_at=None)


def withdraw(*, message_id: int, actor: Actor, now: datetime) -> None:
    """Take a message back that waits to leave; its place in the contact ledger is free again. Raises NotWaiting."""
    with transaction.atomic():
        # A worker that claims it at this instant holds the row: whoever comes second finds another status.
        waiting = Message.objects.select_for_update().filter(direction=Direction.OUT, status=MessageStatus.QUEUED)
        message = waiting.filter(pk=message_id).first()
        if message is None:
            raise NotWaiting(message_id)
        message.status, message.error = MessageStatus.WITHDRAWN, actor.name
        message.save(update_fields=["status", "error"])
        release([] if message.contact_id is None else [message.contact_id])
        record_events([Happening(message.pk, EventKind.WITHDRAWN, now, {"by": actor.name})], now=now)
        audit.record(_entry("channels.message.withdrawn", message, actor, before="queued"), at=now)


def _uncertain(message_id: int) -> Message:
    message = Message.objects.select_for_update().filter(pk=message_id, status=MessageStatus.UNCERTAIN).first()
    if message is None:
        raise NotUncertain(message_id)
    return message


def _write(message: Message, status: str, actor: Actor, now: datetime, *, sent_at: datetime | None) -> None:
    message.status, message.sent_at = status, sent_at
    message.save(update_fields=["status", "sent_at"])
    audit.record(_entry("channels.message.settled", message, actor, before="uncertain"), at=now)


def _entry(action: str, message: Message, actor: Actor, *, before: str) -> Entry:
    return Entry(
        action=action,
        obj_type="channels.Message",
        obj_id=message.pk,
        actor=actor,
        creditor_id=message.creditor_id,
        debtor_id=message.debtor_id,
        before={"status": before},
        after={"status": str(message.status)},
    )
