"""Ends that people decide: disputes answered, uncertain messages accounted for; and offers beside the payments."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from acuerdo.cases.models import Note, Task
from acuerdo.cases.operations import open_dispute, refresh_facts
from acuerdo.channels.models import Message
from acuerdo.compliance.models import Hold
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import AuditEntry
from acuerdo.payments.operations import make_offers
from acuerdo.portfolio.models import Debt
from tests import factories
from tests.factories import LUMEN, NOW

DAY = timedelta(days=1)


@pytest.fixture
def roble(db):
    return factories.creditor()


def case_of(creditor, name="Carla Núñez Prieto"):
    person = factories.debtor(name, at=creditor)
    made = factories.case(person, creditor)
    factories.debt(person, creditor, 24_000)
    refresh_facts([made.pk], now=NOW)
    return made


@pytest.fixture
def disputed(roble):
    """Carla says the amount is wrong."""
    case = case_of(roble)
    open_dispute(case_id=case.pk, reason="wrong_amount", text="Son 200.", debt_ids=[], actor=SYSTEM, now=NOW - DAY)
    return case


class TestDispute:
    answer = {"outcome": "owed", "text": "El contrato dice 240."}

    def test_answer_ends_it_and_is_noted(self, client_of, roble, disputed):
        client = client_of(factories.ben(roble))

        shown = client.get(f"/cases/{disputed.pk}/")
        sent = client.post(f"/cases/{disputed.pk}/dispute/resolve/", self.answer)

        assert shown.context["page"].frame.advice.first.dialog == "dispute"
        assert 'id="do-dispute"' in shown.content.decode()
        assert (sent.status_code, Hold.objects.get().lifted_at) == (302, NOW)
        assert (Debt.objects.get().disputed_at, Task.objects.get().status) == (None, "done")
        assert Note.objects.latest("pk").text == "The debt is owed as it stands. El contrato dice 240."
        assert AuditEntry.objects.get(action="cases.dispute.resolved").actor_name == "Ben Costa"

    def test_second_answer_changes_nothing(self, client_of, roble, disputed):
        client = client_of(factories.ben(roble))
        client.post(f"/cases/{disputed.pk}/dispute/resolve/", self.answer)
        notes = Note.objects.count()

        again = client.post(f"/cases/{disputed.pk}/dispute/resolve/", self.answer)

        assert (again.status_code, Note.objects.count()) == (302, notes)

    def test_answer_without_words_is_shown_again(self, client_of, roble, disputed):
        sent = client_of(factories.ben(roble)).post(f"/cases/{disputed.pk}/dispute/resolve/", {"outcome": "owed"})

        assert (sent.status_code, sent.context["page"].frame.open) == (422, "dispute")
        assert Hold.objects.get().lifted_at is None

    def test_agents_write_what_they_found_and_leads_end_it(self, client_of, roble, disputed):
        client = client_of(factories.ana(roble))

        shown = client.get(f"/cases/{disputed.pk}/")
        sent = client.post(f"/cases/{disputed.pk}/dispute/resolve/", self.answer)

        assert shown.context["page"].frame.advice.first.dialog == "note"
        assert "do-dispute" not in shown.content.decode()
        assert (sent.status_code, Hold.objects.get().lifted_at) == (403, None)


class TestUncertainMessage:
    @pytest.fixture
    def message(self, roble):
        return factories.message(case_of(roble), status="uncertain", sent_at=None, claimed_at=NOW - DAY)

    @pytest.mark.parametrize(("outcome", "status"), [("sent", "sent"), ("not_sent", "failed")])
    def test_somebody_says_what_became_of_it(self, client_of, roble, message, outcome, status):
        client = client_of(factories.ana(roble))

        shown = client.get(f"/cases/{message.case_id}/").content.decode()
        sent = client.post(f"/cases/{message.case_id}/message/{message.pk}/settle/", {"outcome": outcome})
        after = client.get(f"/cases/{message.case_id}/").content.decode()

        assert ("It was not sent" in shown, "It was not sent" in after) == (True, False)
        assert sent.headers["Location"] == f"/cases/{message.case_id}/"
        message.refresh_from_db()
        assert message.status == status
        assert AuditEntry.objects.get(action="channels.message.settled").after == {"status": status}

    def test_second_answer_leaves_the_first(self, client_of, roble, message):
        client = client_of(factories.ana(roble))

        for outcome in ("sent", "not_sent"):
            client.post(f"/cases/{message.case_id}/message/{message.pk}/settle/", {"outcome": outcome})

        assert Message.objects.get().status == "sent"

    def test_list_has_the_buttons_and_is_come_back_to(self, client_of, roble, message):
        client = client_of(factories.ana(roble))

        shown = client.get("/uncertain/").content.decode()
        sent = client.post(f"/cases/{message.case_id}/message/{message.pk}/settle/", {"outcome": "sent", "list": "1"})

        assert f'action="/cases/{message.case_id}/message/{message.pk}/settle/"' in shown
        assert sent.headers["Location"] == "/uncertain/"

    def test_only_those_who_contact_people_may(self, client_of, roble, message):
        client = client_of(factories.member("Olga Prim", "auditor", sees=[roble]))

        assert "It was sent" not in client.get(f"/cases/{message.case_id}/").content.decode()
        sent = client.post(f"/cases/{message.case_id}/message/{message.pk}/settle/", {"outcome": "sent"})
        assert (sent.status_code, Message.objects.get().status) == (403, "uncertain")

    def test_messages_of_others_and_unknown_answers_do_not_exist(self, client_of, roble, message):
        luis = case_of(roble, "Luis Gil")
        hidden = factories.message(case_of(factories.creditor(LUMEN), "Eva Mar"), status="uncertain", sent_at=None)
        client = client_of(factories.ana(roble))

        for case_id, message_id, outcome in (
            (luis.pk, message.pk, "sent"), (hidden.case_id, hidden.pk, "sent"), (message.case_id, message.pk, "perhaps")
        ):  # fmt: skip
            address = f"/cases/{case_id}/message/{message_id}/settle/"
            assert client.post(address, {"outcome": outcome}).status_code == 404
        assert set(Message.objects.values_list("status", flat=True)) == {"uncertain"}


def test_offers_stand_beside_the_payments(client_of, roble):
    carla = case_of(roble)
    row = {"case_id": carla.pk, "debtor_id": carla.debtor_id, "creditor_id": roble.pk, "expires_at": NOW + 9 * DAY}
    offers = [
        {**row, "kind": "plan", "discount_percent": None, "instalments": 3},
        {**row, "kind": "settlement", "discount_percent": 20, "instalments": None},
    ]
    make_offers(pl.DataFrame(offers), now=NOW)

    content = client_of(factories.ana(roble)).get(f"/cases/{carla.pk}/payments/").content.decode()

    for words in ("Plan of 3 payments", "Settlement", "20% less", "€192.00", "On offer"):
        assert words in content, words
