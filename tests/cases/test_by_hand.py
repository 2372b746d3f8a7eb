"""Calls and messages by hand go through the same gate and the same ledger of contacts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from acuerdo.cases.enums import CallOutcome
from acuerdo.cases.models import Note
from acuerdo.cases.operations import (
    CannotRecordCall,
    CannotSendByHand,
    preview_by_hand,
    record_call,
    send_by_hand,
)
from acuerdo.cases.queries import waiting_by_hand
from acuerdo.channels.models import Message
from acuerdo.compliance.enums import Purpose
from acuerdo.compliance.models import Contact
from acuerdo.compliance.operations import Proof, refuse_at
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.models import AuditEntry
from acuerdo.portfolio.models import ContactPoint
from tests import factories
from tests.factories import NOW
from tests.gallery import gallery

pytestmark = pytest.mark.django_db
ANA = Actor(kind="user", name="Ana Ruiz")


@pytest.fixture
def carla():
    roble = factories.creditor()
    case = factories.case(factories.debtor(at=roble), roble)
    factories.debt(case.debtor, roble)
    factories.facts(case)
    factories.contact_point(case.debtor, "email", "carla@example.es")
    gallery(now=NOW)
    return case


def mail(case, do, template="reminder-email"):
    point = ContactPoint.objects.get(debtor=case.debtor)
    return do(case_id=case.pk, channel="email", template=template, contact_point_id=point.pk, actor=ANA, now=NOW)


def test_preview_is_the_message_to_the_letter_and_leaves_no_trace(carla):
    draft = mail(carla, preview_by_hand)

    assert "240,00" in draft.text
    assert (Message.objects.count(), Contact.objects.count()) == (0, 0)
    assert not AuditEntry.objects.filter(action="cases.message.sent_by_hand").exists()


def test_send_queues_one_message_with_its_contact_and_verdict(carla):
    message_id = mail(carla, send_by_hand)

    message = Message.objects.get()
    assert (message.pk, message.status, message.address) == (message_id, "queued", "carla@example.es")
    assert (message.contact_id, message.verdict_id is None) == (Contact.objects.get().pk, False)
    assert AuditEntry.objects.get(action="cases.message.sent_by_hand").actor_name == "Ana Ruiz"


def test_a_message_by_hand_waits_ten_seconds_in_which_it_can_be_undone(carla):
    mail(carla, send_by_hand)

    assert Message.objects.get().not_before == NOW + timedelta(seconds=10)
    (waiting,) = waiting_by_hand(creditor_id=carla.creditor_id, debtor_id=carla.debtor_id)
    assert (waiting.id, waiting.address) == (Message.objects.get().pk, "carla@example.es")


def test_send_to_an_address_the_person_refused_is_refused_with_the_rule(carla):
    point = ContactPoint.objects.get(debtor=carla.debtor)
    factories.contact_point(carla.debtor, "email", "casa@example.es")
    proof = Proof(source="call", contact_point_id=point.pk)
    refuse_at(debtor_id=carla.debtor_id, purpose=Purpose.COLLECTION, proof=proof, actor=ANA, now=NOW)

    with pytest.raises(CannotSendByHand) as refusal:
        send_by_hand(
            case_id=carla.pk,
            channel="email",
            template="reminder-email",
            contact_point_id=point.pk,
            actor=ANA,
            now=NOW,
        )

    assert refusal.value.rules == ("house.opt_out",)
    assert (Message.objects.count(), Contact.objects.count()) == (0, 0)


def test_send_to_somebody_on_hold_is_refused_with_the_rule(carla):
    factories.hold(carla)

    with pytest.raises(CannotSendByHand) as refusal:
        mail(carla, send_by_hand)

    assert refusal.value.rules == ("es.hold.dispute",)
    assert (Message.objects.count(), Contact.objects.count()) == (0, 0)


def test_text_that_cannot_be_made_is_refused_and_nothing_reserved(carla):
    with pytest.raises(CannotSendByHand) as refusal:
        mail(carla, send_by_hand, template="does-not-exist")

    assert "does-not-exist" in refusal.value.fault
    assert (Message.objects.count(), Contact.objects.count()) == (0, 0)


@pytest.mark.parametrize(("outcome", "is_live"), [(CallOutcome.SPOKE, True), (CallOutcome.HUNG_UP, False)])
def test_call_is_one_contact_and_one_note(carla, outcome, is_live):
    contact_id = record_call(case_id=carla.pk, note="Pide la tarde", outcome=outcome, actor=ANA, now=NOW)

    contact = Contact.objects.get()
    assert (contact.pk, contact.status, contact.channel, contact.is_live) == (
        contact_id,
        "made",
        "voice_human",
        is_live,
    )
    assert Note.objects.get().text == "Pide la tarde"


def test_call_that_is_not_allowed_writes_nothing(carla):
    factories.hold(carla)

    with pytest.raises(CannotRecordCall) as refusal:
        record_call(case_id=carla.pk, note="x", outcome=CallOutcome.NO_ANSWER, actor=ANA, now=NOW)

    assert refusal.value.rules == ("es.hold.dispute",)
    assert (Note.objects.count(), Contact.objects.count()) == (0, 0)
