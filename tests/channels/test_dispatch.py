"""From the outbox to the person: claimed, judged again, handed over, sent, recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import timedelta

import pytest
from django.db import connection

from acuerdo.channels.models import Handover, Message, MessageEvent
from acuerdo.channels.operations import DispatchLoop, claim
from acuerdo.channels.queries import messages_to_render
from acuerdo.channels.rules.outgoing import Delivery, Outcome, Outgoing
from acuerdo.compliance.models import Contact
from acuerdo.compliance.operations import Proof, opt_out, place_hold
from acuerdo.content.queries import encode_messages, render_message
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import Event
from acuerdo.portfolio.models import ContactPoint, Creditor, Debt
from tests.channels.outbox import WORKER, Road, carla, dispatcher, drain, nothing_is_wrong, owes, publish, write
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_an_allowed_contact_is_sent_once_and_recorded_everywhere() -> None:
    case = carla()
    written = write([case])
    road = Road()

    drain(road)
    drain(road)

    message = Message.objects.get()
    assert written["fault"].to_list() == [""]
    assert [one.address for one in road.carried] == ["+34600111222"]
    assert (message.status, message.sent_at, message.claimed_by) == ("sent", NOW + timedelta(seconds=1), None)
    assert Contact.objects.get().status == "made"
    assert Event.objects.filter(kind="MessagesSent").count() == 1
    nothing_is_wrong()


def test_the_text_can_be_shown_again_as_it_was_sent() -> None:
    write([carla()])
    road = Road()

    drain(road)

    shown = render_message(messages_to_render([Message.objects.get().pk])[0])
    assert shown.text.encode() == road.carried[0].text
    assert "240,00 €" in shown.text


def test_the_sandbox_delivers_at_once() -> None:
    write([carla()])

    drain()

    assert list(MessageEvent.objects.values_list("kind", flat=True)) == ["delivered"]


def test_a_payment_between_claim_and_send_stops_the_message() -> None:
    write([carla()])
    road = Road()
    waiting = dispatcher(road)
    claimed = claim(provider="sandbox", worker_id=WORKER, limit=10, now=NOW).messages
    Debt.objects.update(principal_cents=0, status="paid")

    waiting._send("sandbox", claimed, lambda: NOW)

    message = Message.objects.get()
    assert road.carried == []
    assert (message.status, message.error) == ("refused", "nothing_owed")
    assert Contact.objects.get().status == "released"
    nothing_is_wrong()


def test_a_part_payment_between_queue_and_send_stops_the_wrong_amount() -> None:
    write([carla()])
    road = Road()
    Debt.objects.update(principal_cents=12_000)

    drain(road)

    assert road.carried == []
    assert Message.objects.get().error == "amount_changed"


def test_an_opt_out_between_claim_and_send_stops_the_message() -> None:
    case = carla()
    write([case])
    road = Road()
    claimed = claim(provider="sandbox", worker_id=WORKER, limit=10, now=NOW).messages
    opt_out(debtor_id=case.debtor_id, channels=["sms"], proof=Proof("portal"), actor=SYSTEM, now=NOW)

    dispatcher(road)._send("sandbox", claimed, lambda: NOW)

    assert road.carried == []
    assert Message.objects.get().status == "refused"
    assert "opt_out" in Message.objects.get().error


def test_a_hold_between_queue_and_send_stops_the_message() -> None:
    case = carla()
    write([case])
    road = Road()
    place_hold(debtor_id=case.debtor_id, creditor_id=case.creditor_id, event="dispute_opened", actor=SYSTEM, now=NOW)

    drain(road)

    assert road.carried == []
    assert Message.objects.get().status in ("refused", "queued")
    nothing_is_wrong()


def test_a_message_past_the_hours_waits_for_the_next_morning() -> None:
    write([carla()])
    road = Road()
    night = NOW.replace(hour=22)

    drain(road, now=night)
    message = Message.objects.get()
    drain(road, now=message.not_before)

    assert message.status == "queued"
    assert night < message.not_before < night + timedelta(hours=12)
    assert len(road.carried) == 1


def test_a_bounced_address_a_stale_text_and_a_missing_reservation_are_refused() -> None:
    write([carla()])
    road = Road()
    ContactPoint.objects.filter(kind="phone").update(status="bounced")
    drain(road)
    first = Message.objects.get().error
    Message.objects.update(status="queued", queued_at=NOW - timedelta(days=3))
    drain(road)
    second = Message.objects.get().error
    ContactPoint.objects.update(status="active")
    Message.objects.update(status="queued", queued_at=NOW, contact_id=None)

    drain(road)

    assert (first, second, Message.objects.get().error) == ("contact_point_inactive", "stale", "no_reservation")
    assert road.carried == []


@pytest.mark.parametrize(
    ("outcome", "detail", "status", "contact", "point"),
    [
        (Outcome.FAILED, "550 5.1.1 unknown user", "failed", "released", "bounced"),
        (Outcome.FAILED, "552 5.2.2 full", "failed", "released", "active"),
        (Outcome.RETRY, "451 later", "queued", "reserved", "active"),
        (Outcome.UNCERTAIN, "lost", "uncertain", "uncertain", "active"),
    ],
)
def test_what_the_provider_says_is_recorded(
    outcome: Outcome, detail: str, status: str, contact: str, point: str
) -> None:
    write([carla()])

    drain(Road(lambda message: Delivery(message.message_id, outcome, detail=detail)))

    message = Message.objects.get()
    assert (message.status, message.error, message.sent_at) == (status, detail, None)
    assert Contact.objects.get().status == contact
    assert ContactPoint.objects.get(kind="phone").status == point
    nothing_is_wrong()


def test_a_message_that_never_leaves_is_given_up_after_six_tries() -> None:
    write([carla()])
    road = Road(lambda message: Delivery(message.message_id, Outcome.RETRY, detail="451 later"))
    now = NOW

    for _ in range(6):
        drain(road, now=now)
        now = max(now, Message.objects.get().not_before)

    assert (Message.objects.get().status, len(road.carried)) == ("failed", 6)


def test_a_provider_that_leaves_a_message_out_makes_it_uncertain() -> None:
    write([carla()])

    class Silent(Road):
        def submit(self, batch: Sequence[Outgoing]) -> Future[list[Delivery]]:
            done: Future[list[Delivery]] = Future()
            done.set_result([])
            return done

    drain(Silent())

    assert Message.objects.get().status == "uncertain"


def test_what_another_worker_holds_by_now_is_not_written() -> None:
    case = carla()
    write([case, owes(Creditor.objects.get(), "Eva Soto", email="eva@example.es", phone="+34600111333")])
    taken, kept = sorted(Message.objects.values_list("pk", flat=True))

    class Slow(Road):
        def submit(self, batch: Sequence[Outgoing]) -> Future[list[Delivery]]:
            Message.objects.filter(pk=taken).update(claimed_by=WORKER + 1)
            return super().submit(batch)

    drain(Slow())

    assert dict(Message.objects.values_list("pk", "status")) == {taken: "sending", kept: "sent"}


def test_a_failed_recording_is_done_by_the_next_drain_without_sending_again() -> None:
    write([carla()])
    road = Road()
    sender = dispatcher(road)
    broken = Message.objects.get().pk

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE channels_message ADD CONSTRAINT never CHECK (status <> 'sent')")
    with pytest.raises(Exception, match="never"):
        sender.drain(clock=lambda: NOW)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE channels_message DROP CONSTRAINT never")

    sender.drain(clock=lambda: NOW)

    assert [one.message_id for one in road.carried] == [broken]
    assert Message.objects.get().status == "sent"


def test_a_text_that_cannot_be_made_fails_alone() -> None:
    case = carla()
    other = owes(Creditor.objects.get(), "Eva Soto", email="eva@example.es", phone="+34600111333")
    write([case, other])
    broken = Message.objects.order_by("pk")[0]
    Message.objects.filter(pk=broken.pk).update(values={})
    road = Road()

    drain(road)

    assert [one.message_id for one in road.carried] == [broken.pk + 1]
    failed = Message.objects.get(pk=broken.pk)
    assert (failed.status, failed.error) == ("failed", "no value for creditor.name")
    assert Contact.objects.get(pk=failed.contact_id).status == "released"


def test_a_drain_of_texts_that_all_fail_sends_nothing() -> None:
    write([carla()])
    Message.objects.update(values={})
    road = Road()

    drain(road)

    assert road.carried == []


def test_a_receipt_goes_out_though_nothing_is_owed() -> None:
    publish("receipt-sms")
    write([carla()], template="receipt-sms", purpose="operation_confirmation")
    Debt.objects.update(principal_cents=0, status="paid")
    road = Road()
    Message.objects.update(values={"creditor.name": "R", "payment.last_amount": "1 €", "debt.balance": "0 €"})
    Message.objects.update(status="queued", error="")
    Contact.objects.update(status="reserved")

    drain(road)

    assert len(road.carried) == 1


def test_a_provider_that_never_answers_leaves_its_batch_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acuerdo.channels.operations.dispatch.GIVE_UP_SECONDS", 0.01)
    write([carla()])

    class Mute(Road):
        def submit(self, batch: Sequence[Outgoing]) -> Future[list[Delivery]]:
            return Future()

    drain(Mute())

    assert (Message.objects.get().status, Message.objects.get().error) == ("uncertain", "the provider did not answer")


def test_batches_overlap_and_all_are_recorded() -> None:
    case = carla()
    creditor = Creditor.objects.get()
    others = [owes(creditor, f"Eva {n}", email=f"e{n}@example.es", phone=f"+3460011133{n}") for n in range(3)]
    write([case, *others])
    waiting: list[tuple[Future[list[Delivery]], Sequence[Outgoing]]] = []

    class Slow(Road):
        """Answers a batch only when the next one comes, or when asked."""

        def submit(self, batch: Sequence[Outgoing]) -> Future[list[Delivery]]:
            answer = _Late(lambda: [Delivery(one.message_id, Outcome.SENT) for one in batch])
            waiting.append((answer, batch))
            return answer

    dispatcher(Slow(), batch=1).drain(clock=lambda: NOW)

    assert len(waiting) == 4
    assert set(Message.objects.values_list("status", flat=True)) == {"sent"}


class _Late(Future[list[Delivery]]):
    def __init__(self, make: Callable[[], list[Delivery]]) -> None:
        super().__init__()
        self._make = make

    def result(self, timeout: float | None = None) -> list[Delivery]:
        return self._make()


def test_the_loop_of_a_worker_sends_what_is_due() -> None:
    write([carla()])
    loop = DispatchLoop(encode=encode_messages, clock=lambda: NOW)

    first = loop.drain(now=NOW, worker_id=WORKER)
    second = loop.drain(now=NOW, worker_id=WORKER)

    assert (first, second) == (None, None)
    assert Message.objects.get().status == "sent"


def test_a_round_ends_so_that_a_worker_can_stop_and_says_there_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acuerdo.channels.operations.dispatch.ROUND", 1)
    case = carla()
    other = owes(Creditor.objects.get(), "Eva Soto", email="eva@example.es", phone="+34600111333")
    write([case, other])
    road = Road()

    look_again_at = dispatcher(road, batch=1).drain(clock=lambda: NOW)

    assert (len(road.carried), look_again_at) == (1, NOW)


def test_an_answered_batch_is_recorded_before_the_next_is_prepared() -> None:
    case = carla()
    other = owes(Creditor.objects.get(), "Eva Soto", email="eva@example.es", phone="+34600111333")
    write([case, other])
    seen: list[list[str]] = []

    class Watching(Road):
        def submit(self, batch: Sequence[Outgoing]) -> Future[list[Delivery]]:
            seen.append(sorted(Message.objects.values_list("status", flat=True)))
            return super().submit(batch)

    dispatcher(Watching(), batch=1).drain(clock=lambda: NOW)

    assert seen == [["queued", "sending"], ["sending", "sent"]]


def test_only_the_parts_on_the_wire_and_not_recorded_are_named_in_the_handover(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("acuerdo.channels.operations.dispatch.PART", 1)
    monkeypatch.setattr("acuerdo.channels.rules.outgoing._MOST_PARTS", 2)
    case = carla()
    creditor = Creditor.objects.get()
    write([case, *(owes(creditor, f"Eva {n}", email=f"e{n}@example.es", phone=f"+3460011133{n}") for n in range(2))])
    ids = sorted(Message.objects.values_list("pk", flat=True))
    named: list[list[int]] = []

    class Watching(Road):
        def submit(self, batch: Sequence[Outgoing]) -> Future[list[Delivery]]:
            named.append(Handover.objects.get(worker_id=WORKER).message_ids)
            return super().submit(batch)

    dispatcher(Watching()).drain(clock=lambda: NOW)

    # The first two find room at once, so one commit names them both.
    assert named == [ids[:2], ids[:2], ids[2:]]
    assert set(Message.objects.values_list("status", flat=True)) == {"sent"}
