"""What happened on a case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from acuerdo.cases.models import Case, Note, Task
from acuerdo.channels.models import Message, MessageEvent
from acuerdo.compliance.models import Contact, Hold
from acuerdo.staff.models import User
from tests.factories.portfolio import NOW


def message(of: Case, channel: str = "sms", **fields: Any) -> Message:
    """A message that was sent yesterday, unless said otherwise."""
    at = fields.pop("at", NOW - timedelta(days=1))
    given: dict[str, Any] = {
        "address": "+34600000001" if channel == "sms" else "carla@example.es",
        "body": "Banco Roble: tiene un pago pendiente.",
        "status": "sent",
        "queued_at": at,
        "not_before": at,
        "sent_at": at,
    }
    return Message.objects.create(
        debtor_id=of.debtor_id, creditor_id=of.creditor_id, case_id=of.pk, channel=channel, **(given | fields)
    )


def message_event(of: Message, kind: str, **fields: Any) -> MessageEvent:
    return MessageEvent.objects.create(
        message=of, debtor_id=of.debtor_id, kind=kind, at=fields.pop("at", NOW - timedelta(hours=20)), **fields
    )


def contact(of: Case, channel: str = "sms", **fields: Any) -> Contact:
    given: dict[str, Any] = {"at": NOW - timedelta(days=1), "status": "made", "purpose": "collection", "packs": "es"}
    return Contact.objects.create(
        debtor_id=of.debtor_id, creditor_id=of.creditor_id, channel=channel, **(given | fields)
    )


def hold(of: Case, event: str = "dispute_opened", **fields: Any) -> Hold:
    given: dict[str, Any] = {"placed_at": NOW - timedelta(days=2), "placed_by": "Ana Ruiz"}
    return Hold.objects.create(debtor_id=of.debtor_id, creditor_id=of.creditor_id, event=event, **(given | fields))


def note(of: Case, text: str = "Pide que le llamen por la tarde.", author: User | None = None, **fields: Any) -> Note:
    return Note.objects.create(case=of, text=text, author=author, at=fields.pop("at", NOW - timedelta(days=3)))


def task(of: Case, title: str = "Llamar", **fields: Any) -> Task:
    given: dict[str, Any] = {
        "kind": "call",
        "due_at": NOW - timedelta(hours=1),
        "created_at": NOW - timedelta(days=1),
    }
    return Task.objects.create(case=of, creditor_id=of.creditor_id, title=title, **(given | fields))
