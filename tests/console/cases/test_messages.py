"""A message by hand at the screen: shown, sent, undone while it waits; the page works without script."""

from __future__ import annotations

from datetime import timedelta

import pytest

from acuerdo.channels.models import Message
from acuerdo.compliance.models import Contact
from acuerdo.kernel import clock
from acuerdo.kernel.models import AuditEntry
from acuerdo.portfolio.models import ContactPoint
from tests import factories
from tests.channels.outbox import carla, owes
from tests.factories import LUMEN, NOW

HERE = "?list=flag%3Dtask&at=0"


@pytest.fixture
def case(db):
    return carla()


@pytest.fixture
def ana(client_of, case):
    return client_of(factories.ana(case.creditor))


def send(client, case, **given):
    point = ContactPoint.objects.get(debtor=case.debtor, kind="email")
    form = {"template": "reminder-email", "point": point.pk, **given}
    return client.post(f"/cases/{case.pk}/message/{HERE}", form)


def test_preview_sends_nothing(ana, case):
    shown = send(ana, case)

    assert (shown.status_code, "240,00" in shown.content.decode()) == (200, True)
    assert (Message.objects.count(), Contact.objects.count()) == (0, 0)


def test_sent_message_waits_with_a_countdown_and_a_button(ana, case):
    sent = send(ana, case, send="1")
    page = ana.get(sent.url)

    assert sent.url == f"/cases/{case.pk}/{HERE}#waiting"
    (waiting,) = page.context["page"].waiting
    assert (waiting.seconds, waiting.address, waiting.channel) == (10, "carla@example.es", "E-mail")
    content = page.content.decode()
    # Once beside the countdown, once at the message on the timeline.
    assert content.count(f"/cases/{case.pk}/message/{waiting.id}/undo/?list=flag%3Dtask&amp;at=0") == 2
    assert "data-countdown" in content


def test_undone_it_never_left_and_the_timeline_says_so(ana, case):
    send(ana, case, send="1")
    message = Message.objects.get()

    undone = ana.post(f"/cases/{case.pk}/message/{message.pk}/undo/{HERE}", follow=True)

    message.refresh_from_db()
    assert (message.status, Contact.objects.get().status) == ("withdrawn", "released")
    assert AuditEntry.objects.get(action="channels.message.withdrawn").actor_name == "Ana Ruiz"
    content = undone.content.decode()
    for words in ("Undone. Nothing was sent.", "taken back by Ana Ruiz", "Taken back"):
        assert words in content, words
    assert undone.context["page"].waiting == []


def test_undo_that_comes_too_late_says_so(ana, case):
    send(ana, case, send="1")
    Message.objects.update(status="sent", sent_at=NOW)

    late = ana.post(f"/cases/{case.pk}/message/{Message.objects.get().pk}/undo/", follow=True)

    assert "Too late: it has left." in late.content.decode()
    assert (Message.objects.get().status, Contact.objects.get().status) == ("sent", "reserved")


def test_a_message_whose_turn_has_come_can_be_undone_without_a_countdown(ana, case, monkeypatch):
    send(ana, case, send="1")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))

    page = ana.get(f"/cases/{case.pk}/")

    assert page.context["page"].waiting[0].seconds == 0
    assert ("waits for its turn" in page.content.decode(), "data-countdown" in page.content.decode()) == (True, False)


def test_messages_of_strategies_are_not_undone_by_hand(ana, case):
    sent = factories.message(case, status="queued", sent_at=None)

    ana.post(f"/cases/{case.pk}/message/{sent.pk}/undo/")

    assert Message.objects.get().status == "queued"


def test_messages_of_other_cases_do_not_exist(ana, client_of, case):
    send(ana, case, send="1")
    message = Message.objects.get()
    luis = owes(factories.creditor(LUMEN), "Luis Gil", email="luis@example.es", phone="+34600111333")
    olga = client_of(factories.member("Olga Prim", "auditor", sees=[case.creditor]))

    assert ana.post(f"/cases/{luis.pk}/message/{message.pk}/undo/").status_code == 404
    assert olga.post(f"/cases/{case.pk}/message/{message.pk}/undo/").status_code == 403
    assert Message.objects.get().status == "queued"


def test_message_without_a_template_is_shown_again(ana, case):
    shown = send(ana, case, template="nothing", send="1")

    assert (shown.status_code, shown.context["page"].frame.open) == (422, "message")


def test_message_that_a_rule_forbids_is_refused_with_the_rule(ana, case):
    factories.hold(case)

    shown = send(ana, case, send="1")

    assert (shown.status_code, "es.hold.dispute" in shown.content.decode()) == (422, True)
    assert (Message.objects.count(), Contact.objects.count()) == (0, 0)
