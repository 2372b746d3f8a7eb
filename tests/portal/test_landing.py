"""The page a message leads to: shown after the question, in the reader's language, with forms that work."""

from __future__ import annotations

import html
import re
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.test import Client

from acuerdo.cases.models import Note, Task
from acuerdo.cases.operations import write_messages
from acuerdo.channels.models import Message
from acuerdo.channels.rules.links import make_token
from acuerdo.compliance.models import Hold
from acuerdo.content.operations import create_template, publish_template
from acuerdo.kernel.audit import SYSTEM
from acuerdo.payments.models import PaymentIntent
from acuerdo.portfolio.models import Creditor, Debt
from tests import factories
from tests.content.landings import landing_document
from tests.factories import NOW
from tests.gallery import gallery


def published(document: dict[str, Any], key: str = "settle") -> int:
    made = create_template(key=key, channel="landing", title={}, document=document, actor=SYSTEM, now=NOW)
    return publish_template(template_id=made.pk, actor=SYSTEM, now=NOW).pk


def come_by(case: Any, version_id: int | None, *, tone: str = "neutral", query: str = "") -> tuple[Client, Any]:
    """A browser in which Carla has answered the question of a message that leads to a page, in English."""
    message = factories.message(case, landing_version_id=version_id, tone=tone)
    client = Client(headers={"accept-language": "en"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    link = f"/p/{make_token(message.pk, secret=settings.SECRET_KEY)}{query}"
    return client, client.post(link, {"answer": "09/03/1985"})


def text_of(response: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(plain).replace("\xa0", " "))


def test_message_leads_to_its_page_once_the_question_is_answered(carla: Any) -> None:
    client, answered = come_by(carla, published(landing_document()))

    shown = client.get("/my/start")
    text = text_of(shown)

    assert answered.headers["Location"] == "/my/start"
    for words in (
        "Hello, Carla", "Outstanding with Banco Roble", "€240.00", "Pay €240.00 now", "3 monthly payments of €80.00",
        "Questions people ask", "I can't pay right now", "This isn't my debt", "Ask us to call you", "+34 910 00 00 00",
        "My whole account",
    ):  # fmt: skip
        assert words in text, words
    assert "style=" not in shown.content.decode()
    assert 'href="tel:+34910000000"' in shown.content.decode()


def test_page_speaks_the_language_that_is_chosen(carla: Any) -> None:
    client, _ = come_by(carla, published(landing_document()))

    text = text_of(client.get("/my/start?lang=es"))

    assert "Pendiente con Banco Roble" in text
    assert "Pagar 240,00 € ahora" in text
    assert "3 pagos mensuales de 80,00 €" in text


def test_whatever_was_typed_stays_when_the_language_is_changed(carla: Any) -> None:
    client, _ = come_by(carla, published(landing_document()))
    before = client.get("/my/start").content.decode()
    typed = {"b3.other.amount": '55,5"', "b4.text": "3 monthly payments of €80.00", "b11.text": "No <work>"}

    switched = client.post("/my/start?lang=es", {**typed, "b12.reason": "other", "speak": "es"})
    after = switched.content.decode()

    assert '<form id="page"' in before
    assert '<button form="page" formaction="?lang=es"' in before
    assert switched.status_code == 200
    assert "Pagar 240,00 € ahora" in text_of(switched)
    assert 'name="b3.other.amount" value="55,5&quot;"' in after
    assert re.findall(r'name="(\S+)" value="(\w+)[^>]* checked>', after) == [("b4.text", "3"), ("b12.reason", "other")]
    assert ">No &lt;work&gt;</textarea>" in after
    assert (before.count("<details open>"), after.count("<details open>")) == (0, 2)
    assert PaymentIntent.objects.count() == Task.objects.count() == 0


@pytest.mark.parametrize("name", ["b12.reason.other", "b12", ".b12", "typed.b12.reason.other"])
def test_nothing_that_is_sent_becomes_an_attribute(carla: Any, name: str) -> None:
    client, _ = come_by(carla, published(landing_document()))

    shown = client.post("/my/start?lang=es", {name: "onfocus=alert(1)", "speak": "es"}).content.decode()

    assert 'name="b12.reason" value="other"' in shown
    assert "onfocus" not in shown


def test_page_leads_to_what_it_does_not_ask_itself(carla: Any) -> None:
    whole, _ = come_by(carla, published(landing_document()))
    short = landing_document("hero", "pay_now", "legal")
    for variant in short["variants"].values():
        variant["blocks"][2]["props"]["ref"] = "rights"
    bare, _ = come_by(carla, published(short, "short"))
    rows = ('<a href="/my/help"><svg', '<a href="/my/dispute"><svg')

    shown = [client.get("/my/start").content.decode() for client in (whole, bare)]

    assert [[row in page for row in rows] for page in shown] == [[False, False], [True, True]]


def test_two_blocks_of_one_kind_have_fields_of_their_own(carla: Any) -> None:
    client, _ = come_by(
        carla, published(landing_document("hero", "pay_now", "pay_now", "legal", "hardship", "dispute"))
    )
    shown = client.get("/my/start").content.decode()
    ids = re.findall(r' id="([^"]+)"', shown)

    client.post("/my/pay", {**part_of(client, "b2.other"), "b2.other.amount": "60", "b3.other.amount": "70"})

    assert len(ids) == len(set(ids))
    assert shown.count("b2.other.amount") == shown.count("b3.other.amount") == 1
    assert PaymentIntent.objects.get().amount_cents == 6_000


def test_enter_in_a_field_pays_an_amount_and_else_loses_nothing(carla: Any) -> None:
    client, _ = come_by(carla, published(landing_document()))
    sent = part_of(client, "b3.other") | {"sent_by": ""}

    paid = client.post("/my/start", {**sent, "b3.other.amount": "60"}, follow=True)
    other = client.post("/my/start", {**sent, "b3.other.amount": "", "b11.text": "No work"})

    assert paid.redirect_chain[0] == ("/my/pay?sent_by=b3.other", 307)
    assert PaymentIntent.objects.get().amount_cents == 6_000
    assert (other.status_code, ">No work</textarea>" in other.content.decode()) == (200, True)


def test_links_of_a_message_to_other_pages_still_lead_there(carla: Any) -> None:
    version = published(landing_document())

    assert come_by(carla, version, query="?to=help")[1].headers["Location"] == "/my/help"
    assert come_by(carla, version, query="?to=pay")[1].headers["Location"] == "/my/start"
    assert come_by(carla, None)[1].headers["Location"] == "/my/"


def part_of(client: Client, part: str) -> dict[str, str]:
    """The hidden fields of the page and the button of one part, as a browser would send them."""
    shown = client.get("/my/start").content.decode()
    assert f'name="sent_by" value="{part}"' in shown
    hidden = re.findall(r'<input type="hidden" (?:form="page" )?name="([\w.]+)" value="([^"]*)">', shown)
    return {**dict(hidden), "sent_by": part}


def test_paying_from_the_page_is_the_same_payment_when_pressed_twice(carla: Any) -> None:
    client, _ = come_by(carla, published(landing_document()))
    sent = part_of(client, "b3.all")

    first, second = client.post("/my/pay", sent), client.post("/my/pay", sent)

    assert first.headers["Location"] == second.headers["Location"] == f"/sandbox/pay/{sent['b3.all.key']}"
    assert PaymentIntent.objects.get().amount_cents == 24_000


def test_own_amount_plan_hardship_and_dispute_are_taken_from_the_page(carla: Any) -> None:
    client, _ = come_by(carla, published(landing_document()))

    part = client.post("/my/pay", {**part_of(client, "b3.other"), "b3.other.amount": "60"})
    plan = client.post("/my/help", {**part_of(client, "b4"), "b4.text": "3 monthly payments of €80.00"})
    dispute = client.post("/my/dispute", {**part_of(client, "b12"), "b12.reason": "wrong_amount"})

    assert PaymentIntent.objects.get().amount_cents == 6_000
    assert (part.status_code, plan.headers["Location"]) == (302, "/my/help?done=lower")
    assert dispute.headers["Location"] == "/my/dispute?done=1"
    assert {hold.event for hold in Hold.objects.all()} == {"hardship_declared", "dispute_opened"}
    assert Task.objects.count() == 2
    assert "3 monthly payments" in " ".join(Note.objects.values_list("text", flat=True))


def test_forms_carry_the_token_that_django_checks(carla: Any) -> None:
    version = published(landing_document())
    message = factories.message(carla, landing_version_id=version)
    client = Client(enforce_csrf_checks=True)
    link = f"/p/{make_token(message.pk, secret=settings.SECRET_KEY)}"
    asked = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(link).content.decode())
    assert asked is not None
    client.post(link, {"answer": "28004", "csrfmiddlewaretoken": asked[1]})

    sent = part_of(client, "b3.all")
    forged = {**sent, "csrfmiddlewaretoken": "x" * 64}

    assert client.post("/my/pay", forged).status_code == 403
    assert client.post("/my/pay", sent).status_code == 302


def test_page_goes_home_when_nothing_is_owed_or_a_value_is_missing(carla: Any) -> None:
    without_promise = landing_document("hero", "legal")
    for variant in without_promise["variants"].values():
        variant["title"] = [{"tok": "promise.date"}]
        variant["blocks"][1]["props"]["ref"] = "rights"
    missing, _ = come_by(carla, published(without_promise, "promised"))
    client, _ = come_by(carla, published(landing_document()))
    plain, _ = come_by(carla, None)

    assert missing.get("/my/start").headers["Location"] == "/my/"
    assert plain.get("/my/start").headers["Location"] == "/my/"
    Debt.objects.update(status="paid", principal_cents=0)
    assert client.get("/my/start").headers["Location"] == "/my/"


def test_creditors_words_on_a_page_stay_words(carla: Any) -> None:
    Creditor.objects.update(name="<script>alert(1)</script>", phone="<img src=x>")
    client, _ = come_by(carla, published(landing_document()))

    shown = client.get("/my/start").content.decode()

    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


@pytest.mark.parametrize(
    ("key", "leads"), [("settle", True), ("reminder-sms", False), ("no-such", False), (None, False)]
)
def test_write_messages_leads_to_the_live_version_of_a_landing_page(carla: Any, key: str | None, leads: bool) -> None:
    gallery(now=NOW)
    version = published(landing_document())
    contact = {
        "case_id": carla.pk, "debtor_id": carla.debtor_id, "creditor_id": carla.creditor_id, "channel": "email",
        "purpose": "collection", "template": "reminder-email", "tone": "neutral", "contact_id": None,
        "verdict_id": None, "landing": key,
    }  # fmt: skip

    written = write_messages(pl.DataFrame([contact], infer_schema_length=None), now=NOW)

    message = Message.objects.get(pk=written["message_id"][0])
    assert message.landing_version_id == (version if leads else None)
