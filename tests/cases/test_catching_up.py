"""Facts about messages after a batch of them: not in the batch's way, and never behind where something is decided."""

from __future__ import annotations

import pytest

from acuerdo.cases import receivers
from acuerdo.cases.models import CaseFacts, FactsBehind
from acuerdo.cases.operations.catching_up import FactsLoop, catch_up, catch_up_with
from acuerdo.channels.models import Message
from tests.channels.outbox import Road, carla, drain, write
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> int:
    """A message that left in a batch of many; the debtor's key."""
    monkeypatch.setattr(receivers, "AT_ONCE", 0)
    case = carla()
    write([case])
    drain(Road())
    assert Message.objects.get().status == "sent"
    return int(case.debtor_id)


def _counted() -> int:
    return CaseFacts.objects.values_list("messages_sent", flat=True).get()


def test_a_batch_only_notes_whom_it_was_sent_to(sent: int) -> None:
    assert (_counted(), FactsBehind.objects.get().debtor_id) == (0, sent)


def test_the_loop_catches_up_and_then_rests(sent: int) -> None:
    loop = FactsLoop()

    assert loop.drain(now=NOW, worker_id=1) == NOW
    assert (_counted(), FactsBehind.objects.count()) == (1, 0)
    assert loop.drain(now=NOW, worker_id=1) is None


def test_whoever_decides_catches_up_with_its_people_only(sent: int) -> None:
    assert catch_up_with(debtor_ids=[sent + 1], now=NOW) == 0
    assert catch_up_with(debtor_ids=[sent], now=NOW) == 1
    assert (_counted(), catch_up(now=NOW)) == (1, 0)


def test_a_few_messages_are_counted_at_once() -> None:
    write([carla()])
    drain(Road())

    assert (_counted(), FactsBehind.objects.count()) == (1, 0)
