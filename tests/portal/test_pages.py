"""Behind the door: what is owed, paying, promising, asking, choosing, and why."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from acuerdo.cases.models import Note, Task
from acuerdo.channels.models import Message
from acuerdo.compliance.models import ConsentRecord, ContactPermission, Hold
from acuerdo.payments.models import Payment, PaymentIntent, Promise
from acuerdo.payments.tasks import deliver_sandbox_webhook
from acuerdo.portfolio.models import Debt, Debtor
from tests import factories
from tests.factories import NOW
from tests.gallery import gallery

KEY = UUID("00000000-0000-4000-8000-000000000001")
OTHER = UUID("00000000-0000-4000-8000-000000000002")


def text_of(response: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", plain.replace("\xa0", " "))


def start(visit: Client, amount: str = "", key: UUID = KEY) -> Any:
    how = {"how_much": "other", "amount": amount} if amount else {"how_much": "all"}
    return visit.post("/my/pay", {"key": str(key), **how})


def choose(visit: Client, choice: str, key: UUID = KEY) -> Any:
    return visit.post(f"/sandbox/pay/{key}", {"choice": choice})


# --- home -----------------------------------------------------------------------------------------------------
def test_home_says_who_for_whom_what_for_and_how_much(visit: Client) -> None:
    text = text_of(visit.get("/my/"))

    for words in ("Hello, Carla", "You owe Banco Roble", "€240.00", "Pay €240.00 now", "Tarjeta Roble", "ROB-1"):
        assert words in text
    assert "I can't pay right now" in text


@pytest.mark.parametrize("debts", [1, 3])
def test_home_takes_two_queries_however_many_debts(carla: Any, visit: Client, debts: int) -> None:
    for _ in range(debts - 1):
        factories.debt(carla.debtor, carla.creditor, 1_000)

    with CaptureQueriesContext(connection) as queries:
        visit.get("/my/")

    assert len(queries) == 2


def test_home_of_somebody_who_owes_nothing_asks_nothing(visit: Client) -> None:
    Debt.objects.update(status="paid", principal_cents=0)

    text = text_of(visit.get("/my/"))

    assert "You owe Banco Roble nothing" in text
    assert "Pay " not in text


def test_home_shows_what_is_under_way(carla: Any, visit: Client) -> None:
    factories.promise(carla, 8_000)
    factories.payment(carla, 5_000)
    factories.hold(carla, "hardship_declared", placed_at=NOW)
    factories.hold(carla, "dispute_opened", placed_at=NOW)

    text = text_of(visit.get("/my/"))

    for words in (
        "You told us that you will pay: €80.00",
        "Your last payment: €50.00",
        "leaving you in peace",
        "checking",
    ):
        assert words in text


def test_debts_with_another_creditor_are_not_shown(carla: Any, visit: Client) -> None:
    factories.debt(carla.debtor, factories.creditor(factories.LUMEN), 9_900, reference="LUM-1")

    assert "LUM-1" not in text_of(visit.get("/my/"))


def test_spanish_speaks_usted(carla: Any, visit: Client) -> None:
    text = text_of(visit.get("/my/?lang=es"))

    assert "Hola, Carla" in text
    assert "Pagar 240,00 € ahora" in text


# --- paying ---------------------------------------------------------------------------------------------------
def test_paying_in_part_and_then_the_rest_closes_the_case(carla: Any, visit: Client) -> None:
    gallery(now=NOW)

    leads = start(visit, "120")
    back = choose(visit, "approve")
    thanks = text_of(visit.get(back.headers["Location"]))
    start(visit, key=OTHER)
    choose(visit, "approve", OTHER)

    assert leads.headers["Location"] == f"/sandbox/pay/{KEY}"
    assert back.headers["Location"] == f"/my/pay/{KEY}"
    assert "Banco Roble has received your payment of €120.00." in thanks
    assert "Still to pay €120.00" in thanks
    carla.refresh_from_db()
    assert (carla.status, carla.close_reason) == ("closed", "paid")
    assert [payment.amount_cents for payment in Payment.objects.order_by("pk")] == [12_000, 12_000]
    receipts = Message.objects.filter(purpose="operation_confirmation")
    assert [(receipt.channel, receipt.status) for receipt in receipts] == [("email", "queued"), ("email", "queued")]


def test_pressing_pay_twice_is_one_payment(visit: Client) -> None:
    first, second = start(visit), start(visit)
    choose(visit, "approve")
    choose(visit, "approve")
    again = start(visit)

    assert first.headers["Location"] == second.headers["Location"]
    assert again.headers["Location"] == f"/my/pay/{KEY}"
    assert (PaymentIntent.objects.count(), Payment.objects.count()) == (1, 1)


def test_back_and_another_amount_is_another_payment(visit: Client) -> None:
    start(visit, "50")

    start(visit, "60")

    assert sorted(PaymentIntent.objects.values_list("amount_cents", flat=True)) == [5_000, 6_000]


@pytest.mark.parametrize(("choice", "words"), [("decline", "did not accept"), ("abandon", "was not finished")])
def test_what_came_to_nothing_can_be_tried_again(visit: Client, choice: str, words: str) -> None:
    start(visit)

    page = text_of(visit.get(choose(visit, choice).headers["Location"]))
    start(visit)

    assert words in page
    assert "Nothing has been charged" in page
    assert PaymentIntent.objects.count() == 2
    assert Payment.objects.count() == 0


def test_late_confirmation_waits_and_then_counts(visit: Client, moved_clock: Any) -> None:
    start(visit)
    choose(visit, "late")
    waiting = text_of(visit.get(f"/my/pay/{KEY}"))
    home = text_of(visit.get("/my/"))
    job = ProcrastinateJob.objects.get(task_name="acuerdo.payments.tasks.deliver_sandbox_webhook")
    deliver_sandbox_webhook(**job.args)

    assert "We are waiting for your bank" in waiting
    assert "waiting for your bank to confirm a payment of €240.00" in home
    assert job.scheduled_at == NOW + timedelta(seconds=20)
    assert Payment.objects.get().amount_cents == 24_000
    assert "Thank you" in text_of(visit.get(f"/my/pay/{KEY}"))


def test_confirmation_that_comes_late_is_asked_for_once(visit: Client) -> None:
    start(visit)

    choose(visit, "late")
    choose(visit, "late")

    assert ProcrastinateJob.objects.filter(task_name="acuerdo.payments.tasks.deliver_sandbox_webhook").count() == 1


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("5", "The smallest payment is €10.00."),
        ("300", "You owe €240.00; you cannot pay more than that."),
        ("abc", "Write an amount"),
    ],
)
def test_amounts_out_of_bounds_are_refused_with_the_bound(visit: Client, amount: str, words: str) -> None:
    page = start(visit, amount)

    assert (page.status_code, words in text_of(page)) == (422, True)
    assert PaymentIntent.objects.count() == 0


def test_another_amount_needs_one(visit: Client) -> None:
    page = visit.post("/my/pay", {"key": str(KEY), "how_much": "other", "amount": ""})

    assert "Write the amount you want to pay." in text_of(page)
    assert visit.post("/my/pay", {}).status_code == 422
    assert visit.get("/my/pay?part=1").status_code == 200


def test_payments_of_others_are_not_shown(carla: Any, visit: Client) -> None:
    ben = factories.debtor("Ben Otro")
    PaymentIntent.objects.create(
        key=OTHER,
        debtor=ben,
        creditor=carla.creditor,
        amount_cents=1,
        currency="EUR",
        provider="sandbox",
        created_at=NOW,
    )

    assert visit.get(f"/my/pay/{OTHER}").status_code == 404
    assert visit.get(f"/my/pay/{KEY}").status_code == 404
    assert visit.get(f"/sandbox/pay/{KEY}").status_code == 404


def test_sandbox_page_shows_the_amount_and_ignores_other_choices(visit: Client) -> None:
    start(visit)

    assert "€240.00" in text_of(visit.get(f"/sandbox/pay/{KEY}"))
    assert choose(visit, "steal").status_code == 302
    assert PaymentIntent.objects.get().status == "started"
    choose(visit, "approve")
    assert "has been made already" in text_of(visit.get(f"/sandbox/pay/{KEY}"))


# --- promising and asking -------------------------------------------------------------------------------------
def test_promise_is_taken_down_and_confirmed(visit: Client) -> None:
    page = visit.post("/my/promise", {"due_date": "2026-06-20", "amount": "80"}, follow=True)

    assert page.redirect_chain == [("/my/promise?done=1", 302)]
    assert "we have noted it" in text_of(page)
    assert (Promise.objects.get().amount_cents, Promise.objects.get().made_via) == (8_000, "portal")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"due_date": "2026-06-14", "amount": "80"}, "Choose today or a later day."),
        ({"due_date": "2026-09-01", "amount": "80"}, "within the next 45 days"),
        ({"due_date": "2026-06-20", "amount": "900"}, "up to what you owe"),
        ({"due_date": "", "amount": ""}, "required"),
    ],
)
def test_promise_is_refused_with_its_reason(visit: Client, given: dict[str, str], words: str) -> None:
    page = visit.post("/my/promise", given)

    assert (page.status_code, words in text_of(page)) == (422, True)
    assert Promise.objects.count() == 0


@pytest.mark.parametrize(
    ("wish", "words", "hold"),
    [
        ("pause", "in peace for two weeks", ["hardship_declared"]),
        ("lower", "smaller payments", ["hardship_declared"]),
        ("person", "will call you", []),
    ],
)
def test_hardship_is_heard(visit: Client, wish: str, words: str, hold: list[str]) -> None:
    page = visit.post("/my/help", {"wish": wish, "text": "Estoy en paro"}, follow=True)

    assert words in text_of(page)
    assert [each.event for each in Hold.objects.all()] == hold
    assert Task.objects.count() == 1
    assert "Estoy en paro" in Note.objects.get().text


def test_dispute_is_heard_and_reaches_the_debt(carla: Any, visit: Client) -> None:
    factories.debt(carla.debtor, carla.creditor, 1_000, reference="ROB-2")
    wrong = Debt.objects.get(reference="ROB-2")

    page = visit.post("/my/dispute", {"reason": "wrong_amount", "debts": [str(wrong.pk)], "text": "Son 5"}, follow=True)

    assert "we will check it" in text_of(page)
    assert list(Debt.objects.exclude(disputed_at=None)) == [wrong]
    assert Hold.objects.get().event == "dispute_opened"


def test_requests_without_a_choice_are_asked_again_and_closed_cases_go_home(carla: Any, visit: Client) -> None:
    assert visit.post("/my/help", {}).status_code == 422
    assert visit.post("/my/dispute", {}).status_code == 422
    type(carla).objects.update(status="closed")

    assert visit.post("/my/help", {"wish": "pause"}).headers["Location"] == "/my/"
    assert visit.post("/my/dispute", {"reason": "other"}).headers["Location"] == "/my/"
    assert (Hold.objects.count(), Task.objects.count()) == (0, 0)


# --- preferences ----------------------------------------------------------------------------------------------
def preferences(visit: Client, **chosen: Any) -> Any:
    usual = {"channels": ["email", "sms", "whatsapp", "voice_human"], "preferred": "", "hours": "any",
             "language": "es", "tone": "neutral"}  # fmt: skip
    return visit.post("/my/preferences", usual | chosen, follow=True)


def test_preferences_are_kept_with_their_proof(carla: Any, visit: Client) -> None:
    page = preferences(visit, channels=["email"], preferred="email", hours="morning", language="en", tone="friendly")

    permission = ContactPermission.objects.get()
    assert "Saved" in text_of(page)
    assert permission.preferred_channel == "email"
    assert '"mon":[["09:00","14:00"]]' in permission.hours_override
    assert (Debtor.objects.get().language, Debtor.objects.get().tone) == ("en", "friendly")
    record = ConsentRecord.objects.get()
    assert (record.act, record.source, record.creditor_id) == ("opted_out", "portal", carla.creditor_id)
    checked = visit.get("/my/preferences").content.decode()
    assert checked.count("checked") == 5


def test_preferences_may_be_taken_back(visit: Client) -> None:
    preferences(visit, channels=[])
    preferences(visit, hours="any")

    permission = ContactPermission.objects.get()
    assert (permission.opted_out, permission.hours_override) == (0, None)
    assert list(ConsentRecord.objects.order_by("pk").values_list("act", flat=True)) == ["opted_out", "opted_in"]


def test_saving_unchanged_preferences_writes_nothing(visit: Client) -> None:
    preferences(visit)

    assert (ConsentRecord.objects.count(), ContactPermission.objects.count()) == (0, 0)


def test_all_contact_can_be_stopped_and_allowed_again(visit: Client) -> None:
    visit.post("/my/preferences", {"action": "cease"})
    stopped = ContactPermission.objects.get().is_ceased
    page = text_of(visit.get("/my/preferences"))
    visit.post("/my/preferences", {"action": "resume"})

    assert (stopped, ContactPermission.objects.get().is_ceased) == (True, False)
    assert "You may contact me again" in page


def test_wrong_preferences_are_asked_again(visit: Client) -> None:
    assert visit.post("/my/preferences", {"tone": "rude"}).status_code == 422


# --- why ------------------------------------------------------------------------------------------------------
def test_every_contact_is_shown_with_its_reason_in_three_queries(carla: Any, visit: Client) -> None:
    factories.message(carla, "email", subject="Su recibo de junio")
    factories.message(carla, "sms", direction="in", status="received")
    factories.message(carla, "sms", status="refused")
    factories.message(carla, "email", purpose="operation_confirmation")
    factories.message(carla, "sms", status="queued", body="not yet")

    with CaptureQueriesContext(connection) as queries:
        text = text_of(visit.get("/my/contacts"))

    assert len(queries) <= 3
    for words in ("Su recibo de junio", "You wrote to us", "A message we did not send", "A confirmation", "overdue"):
        assert words in text
    assert text.count("SMS") == 3


# --- clocks ---------------------------------------------------------------------------------------------------
def test_hours_are_those_where_the_debtor_lives_or_else_the_creditors(carla: Any, visit: Client) -> None:
    Message.objects.update(sent_at=NOW)

    shown = []
    for zone in ("America/Bogota", ""):
        Debtor.objects.update(time_zone=zone)
        shown.append(text_of(visit.get("/my/contacts")))

    assert "15 Jun 2026, 03:00" in shown[0]
    assert "15 Jun 2026, 10:00" in shown[1]
