"""The list and the pages of a case: what is shown, to whom, in how many queries, and what each form does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from acuerdo.cases.models import Note, SavedView, Task
from acuerdo.compliance.models import Contact, Hold
from acuerdo.kernel.models import AuditEntry
from acuerdo.payments.models import Payment, Promise
from acuerdo.portfolio.models import Debtor
from tests import factories
from tests.factories import LUMEN, NOW


@pytest.fixture
def roble(db):
    return factories.creditor()


def case_of(creditor, name="Carla Núñez Prieto", **facts):
    person = factories.debtor(name, at=creditor)
    factories.contact_point(person, "phone", f"+3460000{person.pk:04d}")
    factories.contact_point(person, "email", f"p{person.pk}@example.es")
    made = factories.case(person, creditor)
    factories.debt(person, creditor, facts.get("balance_cents", 24_000))
    factories.facts(made, **facts)
    return made


def names(response) -> list[str]:
    return [row.case.name for row in response.context["page"]["list"].rows]


class TestList:
    def test_dan_sees_nobody(self, client_of, roble):
        case_of(roble)

        assert names(client_of(factories.dan()).get("/cases/")) == []

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", ["Carla Núñez Prieto", "Luis Gil"]),
            ("?sort=balance", ["Luis Gil", "Carla Núñez Prieto"]),
            ("?q=nunez", ["Carla Núñez Prieto"]),
            ("?flag=hold", ["Luis Gil"]),
            ("?flag=task", ["Carla Núñez Prieto"]),
            ("?stage=late", ["Luis Gil"]),
            ("?status=closed", []),
            ("?paid=30", ["Carla Núñez Prieto"]),
            ("?contacted=7", ["Luis Gil"]),
        ],
    )
    def test_address_says_what_is_listed(self, client_of, roble, query, expected):
        case_of(roble, balance_cents=90_000, open_tasks=1, last_payment_date=date(2026, 6, 1))
        case_of(roble, "Luis Gil", on_hold=True, stage="late", last_sent_date=date(2026, 6, 14))

        assert names(client_of(factories.ana(roble)).get(f"/cases/{query}")) == expected

    @pytest.mark.parametrize("cases", [1, 3])
    def test_same_queries_for_one_case_and_three(self, client_of, roble, cases, django_assert_num_queries):
        for index in range(cases):
            case_of(roble, f"Persona {index}")
        client = client_of(factories.ana(roble))

        # Session, user, scope, count, page, next tasks, saved views.
        with django_assert_num_queries(7):
            assert len(names(client.get("/cases/"))) == cases

    def test_view_is_kept_and_forgotten(self, client_of, roble):
        client = client_of(factories.ana(roble))

        client.post("/cases/views/", {"name": "Con tarea", "query": "flag=task"})
        view = SavedView.objects.get()
        shown = client.get("/cases/?flag=task").context["page"]["list"].views
        client.post(f"/cases/views/{view.pk}/delete/")

        assert [(each.name, each.is_on) for each in shown] == [("Con tarea", True)]
        assert not SavedView.objects.exists()

    def test_view_without_a_name_is_refused(self, client_of, roble):
        client_of(factories.ana(roble)).post("/cases/views/", {"name": "", "query": "flag=task"})

        assert not SavedView.objects.exists()

    def test_export_is_for_leads_and_in_the_audit_log(self, client_of, roble):
        case_of(roble, "=cmd()", balance_cents=24_050)

        refused = client_of(factories.ana(roble)).get("/cases/cases.csv")
        taken = client_of(factories.ben(roble)).get("/cases/cases.csv?flag=hold")
        lines = b"".join(client_of(factories.eva()).get("/cases/cases.csv").streaming_content).decode().splitlines()

        assert refused.status_code == 403
        assert len(b"".join(taken.streaming_content).decode().splitlines()) == 1
        assert (len(lines), "'=cmd()" in lines[1], "240.5" in lines[1]) == (2, True, True)
        assert AuditEntry.objects.filter(action="cases.list.exported").count() == 2


class TestCase:
    def test_case_of_another_creditor_does_not_exist(self, client_of, roble):
        luis = case_of(factories.creditor(LUMEN), "Luis Gil")
        client = client_of(factories.ana(roble))

        for part in ("", "debts/", "payments/", "person/", "why/1/"):
            assert client.get(f"/cases/{luis.pk}/{part}").status_code == 404
        assert client.post(f"/cases/{luis.pk}/note/", {"text": "x"}).status_code == 404
        assert not Note.objects.exists()

    def test_page_tells_what_happened_and_what_is_next(self, client_of, roble):
        carla = case_of(roble)
        sent = factories.message(carla, "email", subject="Su cuota", address="carla@example.es")
        factories.message_event(sent, "opened")
        factories.payment(carla, 5_000, at=NOW - timedelta(days=2))
        factories.task(carla, "Llamar por la tarde", created_at=NOW - timedelta(hours=2))

        page = client_of(factories.ana(roble)).get(f"/cases/{carla.pk}/").context["page"]

        told = [item.title for day in page.days for group in day.groups for item in group.items]
        assert told == ["Llamar por la tarde", "E-mail to carla@example.es", "Payment of €50.00", "Case opened"]
        assert (page.frame.advice.first.title, page.frame.advice.first.task_id) == (
            "Llamar por la tarde",
            Task.objects.get().pk,
        )

    def test_badge_names_the_rule_that_forbids_contact(self, client_of, roble):
        carla = case_of(roble)
        factories.hold(carla)

        response = client_of(factories.ana(roble)).get(f"/cases/{carla.pk}/")

        answer = response.context["page"].frame.answers[0]
        assert (answer.is_allowed, [reason.rule for reason in answer.reasons]) == (False, ["es.hold.dispute"])
        assert "es.hold.dispute" in response.content.decode()

    def test_contact_hours_are_those_of_where_the_person_lives(self, client_of, roble):
        carla = case_of(roble)
        Debtor.objects.update(time_zone="Atlantic/Canary")

        page = client_of(factories.ana(roble)).get(f"/cases/{carla.pk}/").context["page"]

        assert page.frame.answers[0].until_text == "21:00 (Canary time)"

    def test_reading_roles_get_no_forms(self, client_of, roble):
        carla = case_of(roble)
        olga = factories.member("Olga Prim", "auditor", sees=[roble])

        content = client_of(olga).get(f"/cases/{carla.pk}/").content.decode()

        assert "do-note" not in content
        assert client_of(olga).post(f"/cases/{carla.pk}/note/", {"text": "x"}).status_code == 403
        assert not Note.objects.exists()

    @pytest.mark.parametrize("part", ["debts/", "payments/", "person/"])
    def test_parts_of_the_case(self, client_of, roble, part):
        carla = case_of(roble)
        factories.payment(carla)
        factories.promise(carla)

        assert client_of(factories.ben(roble)).get(f"/cases/{carla.pk}/{part}").status_code == 200


class TestActs:
    def test_note(self, client_of, roble):
        carla = case_of(roble)

        response = client_of(factories.ana(roble)).post(f"/cases/{carla.pk}/note/", {"text": "Cobra el viernes"})

        assert (response.status_code, Note.objects.get().text) == (302, "Cobra el viernes")

    def test_note_without_text_is_shown_again(self, client_of, roble):
        carla = case_of(roble)

        response = client_of(factories.ana(roble)).post(f"/cases/{carla.pk}/note/", {"text": ""})

        assert (response.status_code, response.context["page"].frame.open) == (422, "note")
        assert not Note.objects.exists()

    def test_task_is_made_done_and_the_next_one_opened(self, client_of, roble):
        carla, luis = case_of(roble), case_of(roble, "Luis Gil")
        client = client_of(factories.ana(roble))
        factories.task(luis)

        client.post(f"/cases/{carla.pk}/task/", {"title": "Llamar", "kind": "call", "day": "2026-06-16"})
        made = Task.objects.get(case=carla)
        response = client.post(f"/cases/{carla.pk}/task/{made.pk}/done/", {"next": "1"})

        made.refresh_from_db()
        assert (made.status, response.url) == ("done", f"/cases/{luis.pk}/")

    def test_assign_takes_the_case_and_gives_it_back(self, client_of, roble):
        carla, ana = case_of(roble), factories.ana(roble)

        client_of(ana).post(f"/cases/{carla.pk}/assign/")
        carla.refresh_from_db()
        taken = carla.assignee_id
        client_of(ana).post(f"/cases/{carla.pk}/assign/")
        carla.refresh_from_db()

        assert (taken, carla.assignee_id) == (ana.pk, None)

    def test_promise_is_recorded_and_withdrawn(self, client_of, roble):
        carla = case_of(roble)
        client = client_of(factories.ana(roble))

        client.post(f"/cases/{carla.pk}/promise/", {"amount": "120,50", "due_date": "2026-06-20"})
        made = Promise.objects.get()
        client.post(f"/cases/{carla.pk}/promise/{made.pk}/withdraw/")

        assert (made.amount_cents, made.made_via) == (12_050, "agent")
        assert Promise.objects.get().status == "withdrawn"

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"amount": "9999", "due_date": "2026-06-20"}, "At most €240.00 is owed."),
            ({"amount": "10", "due_date": "2026-06-01"}, "That day has passed."),
            ({"amount": "10", "due_date": "2028-06-01"}, "The day must not be later than"),
            ({"amount": "diez", "due_date": "2026-06-20"}, "Write an amount such as 120.00."),
            ({"amount": "0", "due_date": "2026-06-20"}, "The amount must be more than nothing."),
        ],
    )
    def test_impossible_promises_are_refused_in_words(self, client_of, roble, given, error):
        carla = case_of(roble)

        response = client_of(factories.ana(roble)).post(f"/cases/{carla.pk}/promise/", given)

        assert (response.status_code, error in response.content.decode()) == (422, True)
        assert not Promise.objects.exists()

    def test_payment_by_hand_is_for_leads_and_counts_once(self, client_of, roble):
        carla = case_of(roble)
        given = {"amount": "240", "received_on": "2026-06-15", "method": "transfer", "reference": "N43-77"}

        refused = client_of(factories.ana(roble)).post(f"/cases/{carla.pk}/payment/", given)
        client = client_of(factories.ben(roble))
        client.post(f"/cases/{carla.pk}/payment/", given)
        carla.refresh_from_db()
        again = client.post(f"/cases/{carla.pk}/payment/", given)

        assert (refused.status_code, carla.status, again.status_code) == (403, "closed", 422)
        assert Payment.objects.get().amount_cents == 24_000

    def test_call_is_one_contact_one_note_and_a_task(self, client_of, roble):
        carla = case_of(roble)
        given = {"outcome": "spoke", "text": "Pide la tarde", "call_back_on": "2026-06-17"}

        response = client_of(factories.ana(roble)).post(f"/cases/{carla.pk}/call/", given)

        contact = Contact.objects.get()
        assert response.status_code == 302
        assert (contact.channel, contact.status, contact.is_live) == ("voice_human", "made", True)
        assert Note.objects.get().text == "Call: Spoke with the person. Pide la tarde"
        assert Task.objects.get().kind == "call_back"

    def test_call_to_somebody_on_hold_is_refused_with_the_rule(self, client_of, roble):
        carla = case_of(roble)
        factories.hold(carla)

        response = client_of(factories.ana(roble)).post(f"/cases/{carla.pk}/call/", {"outcome": "no_answer"})

        assert (response.status_code, "es.hold.dispute" in response.content.decode()) == (422, True)
        assert (Contact.objects.count(), Note.objects.count()) == (0, 0)

    def test_hold_is_placed_by_agents_and_lifted_by_leads(self, client_of, roble):
        carla, ana, ben = case_of(roble), factories.ana(roble), factories.ben(roble)

        client_of(ana).post(f"/cases/{carla.pk}/hold/", {"event": "dispute_opened", "note": "Dice que pagó"})
        placed = Hold.objects.get()
        refused = client_of(ana).post(f"/cases/{carla.pk}/hold/{placed.pk}/lift/", {"reason": "Aclarado"})
        client_of(ben).post(f"/cases/{carla.pk}/hold/{placed.pk}/lift/", {"reason": ""})
        still = Hold.objects.get().lifted_at
        client_of(ben).post(f"/cases/{carla.pk}/hold/{placed.pk}/lift/", {"reason": "Aclarado"})

        assert (placed.event, placed.note, refused.status_code, still) == ("dispute_opened", "Dice que pagó", 403, None)
        assert Hold.objects.get().lifted_reason == "Aclarado"
