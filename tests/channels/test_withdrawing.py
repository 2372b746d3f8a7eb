"""A message that waits can be taken back; its place in the contact ledger is free again."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from acuerdo.channels.models import Message, MessageEvent
from acuerdo.channels.operations import NotWaiting, claim, queue_messages, withdraw
from acuerdo.compliance.models import Contact
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.models import AuditEntry
from tests.channels.outbox import WORKER, Road, carla, drain, nothing_is_wrong, write
from tests.factories import NOW

pytestmark = pytest.mark.django_db
ANA = Actor(kind="user", name="Ana Ruiz")


def test_a_withdrawn_message_never_leaves_and_frees_its_contact() -> None:
    write([carla()])
    message, road = Message.objects.get(), Road()

    withdraw(message_id=message.pk, actor=ANA, now=NOW)
    drain(road)

    message.refresh_from_db()
    assert (message.status, message.error, road.carried) == ("withdrawn", "Ana Ruiz", [])
    assert Contact.objects.get().status == "released"
    event = MessageEvent.objects.get()
    assert (event.kind, event.at, event.detail) == ("withdrawn", NOW, {"by": "Ana Ruiz"})
    entry = AuditEntry.objects.get(action="channels.message.withdrawn")
    assert (entry.before, entry.after) == ({"status": "queued"}, {"status": "withdrawn"})
    nothing_is_wrong()


@pytest.mark.parametrize("status", ["sending", "sent", "withdrawn"])
def test_what_no_longer_waits_stays_as_it_is(status: str) -> None:
    write([carla()])
    message = Message.objects.get()
    Message.objects.update(status=status)

    with pytest.raises(NotWaiting):
        withdraw(message_id=message.pk, actor=ANA, now=NOW)

    assert (Message.objects.get().status, Contact.objects.get().status) == (status, "reserved")


def test_a_message_without_a_contact_can_be_withdrawn_too() -> None:
    write([carla()])
    Message.objects.update(contact_id=None)

    withdraw(message_id=Message.objects.get().pk, actor=ANA, now=NOW)

    assert (Message.objects.get().status, Contact.objects.get().status) == ("withdrawn", "reserved")


def test_a_message_waits_until_its_instant() -> None:
    case = carla()
    rows = {"debtor_id": [case.debtor_id] * 2, "creditor_id": [case.creditor_id] * 2, "channel": ["sms"] * 2}
    soon = NOW + timedelta(seconds=10)
    queue_messages(pl.DataFrame(rows | {"not_before": [None, soon]}), now=NOW)

    first = claim(provider="sandbox", worker_id=WORKER, limit=9, now=NOW)
    nothing = claim(provider="sandbox", worker_id=WORKER, limit=9, now=NOW + timedelta(seconds=9))

    assert (len(first.messages), nothing.messages, nothing.look_again_at) == (1, [], soon)
