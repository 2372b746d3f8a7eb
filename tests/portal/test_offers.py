"""Offers behind the door: a card, every payment before agreeing, and what became of them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from django.test import Client

from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import AuditEntry
from acuerdo.payments.models import Offer, PaymentIntent, Promise
from acuerdo.payments.operations import accept_offer, expire_offers, make_offers, record_payment, withdraw_offer
from acuerdo.portfolio.models import Creditor, Debt
from tests import factories
from tests.content.landings import landing_document
from tests.factories import NOW
from tests.portal.conftest import Clock
from tests.portal.test_landing import come_by, published
from tests.portal.test_landing import text_of as written
from tests.portal.test_pages import text_of

DAY = timedelta(days=1)
KEY = "00000000-0000-4000-8000-000000000001"


def offered(case: Any, kind: str, *, discount: int | None = None, parts: int | None = None, days: int = 14) -> int:
    row = {
        "case_id": case.pk, "debtor_id": case.debtor_id, "creditor_id": case.creditor_id, "kind": kind,
        "discount_percent": discount, "instalments": parts, "expires_at": NOW + days * DAY,
    }  # fmt: skip
    schema = {"discount_percent": pl.Int64, "instalments": pl.Int64}
    return make_offers(pl.DataFrame([row], schema_overrides=schema), now=NOW)[0]


def agree(visit: Client, offer_id: int, *, first: str = "2026-06-22", total: int = 24_000) -> Any:
    return visit.post(f"/my/offers/{offer_id}", {"first": first, "total": str(total)})


def pay(case: Any, cents: int) -> None:
    record_payment(
        provider="sandbox", reference="P1", creditor_id=case.creditor_id, debtor_id=case.debtor_id,
        amount_cents=cents, currency="EUR", received_at=NOW, actor=SYSTEM, now=NOW,
    )  # fmt: skip


# --- settlements ------------------------------------------------------------------------------------------------
def test_settlement_stands_on_the_first_page_with_its_sum_and_its_last_day(carla: Any, visit: Client) -> None:
    offered(carla, "settlement", discount=20)

    text = text_of(visit.get("/my/"))

    assert "Pay €192.00 instead of €240.00" in text
    assert "Nothing is left to pay after that. Open until 28 Jun 2026" in text


def test_settlement_on_the_day_it_ends_says_until_which_hour(carla: Any, visit: Client) -> None:
    offered(carla, "settlement", discount=20, days=0)
    Offer.objects.update(expires_at=NOW + timedelta(hours=1))

    assert "Open until 15 Jun 2026, " in text_of(visit.get("/my/"))


def test_paying_the_settlement_twice_pays_it_once_and_leaves_nothing(carla: Any, visit: Client) -> None:
    offer_id = offered(carla, "settlement", discount=20)
    sent = {"key": KEY, "total": "19200"}

    first, second = (visit.post(f"/my/offers/{offer_id}/pay", sent) for _ in range(2))
    visit.post(f"/sandbox/pay/{KEY}", {"choice": "approve"})
    again = visit.post(f"/my/offers/{offer_id}/pay", sent)

    assert first.headers["Location"] == second.headers["Location"] == f"/sandbox/pay/{KEY}"
    assert PaymentIntent.objects.get().amount_cents == 19_200
    assert (Debt.objects.get().status, Offer.objects.get().state) == ("paid", "settled")
    assert "It is all settled" in text_of(visit.get(again.headers["Location"]))


def test_settlement_whose_sum_has_changed_is_shown_again_before_anything_is_paid(carla: Any, visit: Client) -> None:
    offer_id = offered(carla, "settlement", discount=20)
    pay(carla, 4_000)

    shown = visit.post(f"/my/offers/{offer_id}/pay", {"key": KEY, "total": "19200"})

    assert (shown.status_code, PaymentIntent.objects.count()) == (422, 0)
    assert "has changed since you opened this page" in text_of(shown)
    assert "Pay €160.00 instead of €200.00" in text_of(shown)


def test_settlement_below_the_smallest_payment_is_told_kindly(carla: Any, visit: Client) -> None:
    Creditor.objects.update(min_payment_cents=20_000)
    offer_id = offered(carla, "settlement", discount=20)

    shown = visit.post(f"/my/offers/{offer_id}/pay", {"key": KEY, "total": "19200"})

    assert (shown.status_code, PaymentIntent.objects.count()) == (422, 0)
    assert "This sum cannot be paid here." in text_of(shown)


def test_payment_without_its_fields_leads_back_to_the_offer(carla: Any, visit: Client) -> None:
    offer_id = offered(carla, "settlement", discount=20)

    back = visit.post(f"/my/offers/{offer_id}/pay", {})

    assert back.headers["Location"] == f"/my/offers/{offer_id}"
    assert "Pay €192.00 instead of €240.00" in text_of(visit.get(back.headers["Location"]))


# --- plans ------------------------------------------------------------------------------------------------------
def test_plan_shows_every_day_and_sum_before_anybody_agrees(carla: Any, visit: Client) -> None:
    offer_id = offered(carla, "plan", parts=3)

    card, page = text_of(visit.get("/my/")), text_of(visit.get(f"/my/offers/{offer_id}"))

    assert "Pay in 3 monthly payments" in card
    assert "€240.00 in all, without extra cost." in card
    for words in (
        "1. 22 Jun 2026 €80.00", "2. 22 Jul 2026 €80.00", "3. 22 Aug 2026 €80.00", "In all €240.00",
        "If a payment does not arrive", "If you want to change it", "I agree to this plan",
    ):  # fmt: skip
        assert words in page, words
    assert not Promise.objects.exists()


def test_plan_with_a_reduction_says_when_it_holds(carla: Any, visit: Client) -> None:
    offer_id = offered(carla, "plan", parts=2, discount=10)

    assert "€216.00 in all instead of €240.00." in text_of(visit.get("/my/"))
    page = text_of(visit.get(f"/my/offers/{offer_id}"))
    assert "Instead of €240.00" in page
    assert "The reduction holds if everything has come in" in page


def test_plan_may_begin_on_another_day(carla: Any, visit: Client) -> None:
    offer_id = offered(carla, "plan", parts=3)

    shown = visit.get(f"/my/offers/{offer_id}?first=2026-07-01")
    agree(visit, offer_id, first="2026-07-01")

    assert "1. 1 Jul 2026 €80.00" in text_of(shown)
    assert 'name="first" value="2026-07-01"' in shown.content.decode()
    days = list(Promise.objects.order_by("due_date").values_list("due_date", flat=True))
    assert days == [date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)]


@pytest.mark.parametrize("first", ["2026-06-01", "2026-12-01"])
def test_plan_on_an_impossible_day_is_refused_in_words(carla: Any, visit: Client, first: str) -> None:
    offer_id = offered(carla, "plan", parts=3)

    shown, sent = visit.get(f"/my/offers/{offer_id}?first={first}"), agree(visit, offer_id, first=first)

    assert "Choose a day within the next 31 days." in text_of(shown)
    assert 'name="first" value="2026-06-22"' in shown.content.decode()
    assert (sent.status_code, "Choose a day within the next 31 days." in text_of(sent)) == (422, True)
    assert not Promise.objects.exists()


def test_agreeing_twice_makes_one_plan_and_shows_what_was_agreed(carla: Any, visit: Client) -> None:
    offer_id = offered(carla, "plan", parts=3)

    first, second = agree(visit, offer_id), agree(visit, offer_id)

    assert first.headers["Location"] == second.headers["Location"] == f"/my/offers/{offer_id}"
    page = text_of(visit.get(f"/my/offers/{offer_id}"))
    assert "This is what we agreed" in page
    assert "3. 22 Aug 2026 €80.00" in page
    made = Promise.objects.values_list("amount_cents", "made_via")
    assert list(made) == [(8_000, "portal")] * 3
    accepted = AuditEntry.objects.get(action="payments.offer.accepted")
    assert accepted.actor_kind == "debtor"


def test_accepted_plan_tells_what_came_in_and_what_comes_next(carla: Any, visit: Client) -> None:
    agree(visit, offered(carla, "plan", parts=3))
    pay(carla, 8_000)

    text = text_of(visit.get("/my/"))

    assert "1 of 3 payments have come in. The next one: €80.00 , 22 Jul 2026" in text
    assert "1. 22 Jun 2026 · paid" in text_of(visit.get(f"/my/offers/{Offer.objects.get().pk}"))


def test_plan_whose_sum_has_changed_is_shown_again_before_it_is_agreed(carla: Any, visit: Client) -> None:
    offer_id = offered(carla, "plan", parts=3)
    pay(carla, 6_000)

    shown = agree(visit, offer_id)

    assert (shown.status_code, Promise.objects.count()) == (422, 0)
    assert "has changed since you opened this page" in text_of(shown)
    assert "In all €180.00" in text_of(shown)


def test_agreeing_without_a_day_shows_the_plan_again(carla: Any, visit: Client) -> None:
    shown = agree(visit, offered(carla, "plan", parts=3), first="")

    assert (shown.status_code, Promise.objects.count()) == (422, 0)


# --- landing pages ----------------------------------------------------------------------------------------------
def test_landing_page_leads_to_the_plan_on_offer_instead_of_asking_for_one(carla: Any) -> None:
    offer_id = offered(carla, "plan", parts=6)
    offered(carla, "settlement", discount=20)
    client, _ = come_by(carla, published(landing_document()))

    shown = client.get("/my/start").content.decode()

    assert "Pay €192.00 instead of €240.00" in shown.replace("\xa0", " ")
    assert "We can offer you 6 monthly payments, €240.00 in all." in written(client.get("/my/start"))
    assert f'<a class="btn btn-primary" href="/my/offers/{offer_id}">See every payment</a>' in shown
    assert re.search(r'<div class="actions" hidden><div class="actions">.*?formaction="/my/help"', shown)


def test_landing_page_without_an_offer_asks_for_a_plan(carla: Any) -> None:
    client, _ = come_by(carla, published(landing_document()))

    shown = client.get("/my/start").content.decode()

    assert re.search(r'<div class="actions" data-shown><div class="actions">.*?formaction="/my/help"', shown)
    assert '<div class="actions" hidden><p></p>' in shown


def test_landing_page_tells_of_the_plan_that_was_agreed_to(carla: Any) -> None:
    accept_offer(offer_id=offered(carla, "plan", parts=3), made_via="portal", actor=SYSTEM, now=NOW)
    client, _ = come_by(carla, published(landing_document()))

    assert "We have agreed on 3 monthly payments, €240.00 in all." in written(client.get("/my/start"))


# --- what does not stand any more -------------------------------------------------------------------------------
@pytest.mark.parametrize("end", ["withdrawn", "expired", "expired unnoticed"])
def test_offer_that_ended_is_told_kindly(carla: Any, visit: Client, moved_clock: Clock, end: str) -> None:
    offer_id = offered(carla, "plan", parts=3, days=0)
    Offer.objects.update(expires_at=NOW + timedelta(minutes=5))
    moved_clock.at = NOW + timedelta(minutes=10)
    if end == "withdrawn":
        withdraw_offer(offer_id=offer_id, actor=SYSTEM, now=NOW)
    if end == "expired":
        expire_offers(now=moved_clock.at)

    sent = agree(visit, offer_id)

    assert sent.headers["Location"] == f"/my/offers/{offer_id}"
    assert "This offer is not open any more" in text_of(visit.get(sent.headers["Location"]))
    assert "monthly payments" not in text_of(visit.get("/my/"))
    assert not Promise.objects.exists()


def test_offer_cannot_be_taken_beside_an_accepted_one(carla: Any, visit: Client) -> None:
    plan, settlement = offered(carla, "plan", parts=3), offered(carla, "settlement", discount=20)
    accept_offer(offer_id=settlement, made_via="agent", actor=SYSTEM, now=NOW)

    sent = agree(visit, plan)

    assert "This offer is not open any more" in text_of(visit.get(sent.headers["Location"]))
    assert not Promise.objects.exists()


def test_offer_of_somebody_else_does_not_exist(carla: Any, visit: Client) -> None:
    luis = factories.case(factories.debtor("Luis Gil"), carla.creditor)
    factories.debt(luis.debtor, carla.creditor, 9_000)
    offer_id = offered(luis, "plan", parts=3)

    assert visit.get(f"/my/offers/{offer_id}").status_code == 404
    assert visit.get(agree(visit, offer_id).headers["Location"]).status_code == 404
    assert not Promise.objects.exists()


def test_disputed_debts_are_asked_for_by_no_offer(carla: Any, visit: Client) -> None:
    offered(carla, "settlement", discount=20)
    factories.hold(carla, "dispute_opened", placed_at=NOW)

    assert "instead of" not in text_of(visit.get("/my/"))


def test_nobody_gets_in_without_the_question(carla: Any) -> None:
    assert Client().get(f"/my/offers/{offered(carla, 'plan', parts=3)}").status_code == 403


def test_spanish_speaks_usted(carla: Any, visit: Client) -> None:
    offer_id = offered(carla, "plan", parts=3)

    page = text_of(visit.get(f"/my/offers/{offer_id}?lang=es"))

    assert "Pagar en 3 pagos mensuales" in page
    assert "Acepto este plan" in page
    assert not re.search(r"\btú\b|\btu\b", page)
