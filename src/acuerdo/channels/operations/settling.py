"""Uncertain messages, settled by a person who looked at the provider's log."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from acuerdo.channels.enums import MessageStatus
from acuerdo.channels.models import Message
from acuerdo.compliance.operations import confirm
from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor, Entry


class NotUncertain(Exception):
    """The message is not uncertain, or was settled meanwhile."""


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


def _uncertain(message_id: int) -> Message:
    message = Message.objects.select_for_update().filter(pk=message_id, status=MessageStatus.UNCERTAIN).first()
    if message is None:
        raise NotUncertain(message_id)
    return message


def _write(message: Message, status: str, actor: Actor, now: datetime, *, sent_at: datetime | None) -> None:
    message.status, message.sent_at = status, sent_at
    message.save(update_fields=["status", "sent_at"])
    entry = Entry(
        action="channels.message.settled",
        obj_type="channels.Message",
        obj_id=message.pk,
        actor=actor,
        creditor_id=message.creditor_id,
        debtor_id=message.debtor_id,
        before={"status": "uncertain"},
        after={"status": str(status)},
    )
    audit.record(entry, at=now)
