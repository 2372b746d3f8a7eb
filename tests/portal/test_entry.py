"""The door: one question, limits on guessing, nothing personal before the right answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from acuerdo.cases.models import CaseFacts, PortalVisit
from acuerdo.channels.rules.links import make_token
from acuerdo.compliance.operations import revoke_links
from acuerdo.kernel.audit import SYSTEM
from acuerdo.portal.models import EntryAttempt
from acuerdo.portal.operations import address_digest
from acuerdo.portal.session import COOKIE
from acuerdo.portfolio.models import Debtor
from tests import factories
from tests.factories import NOW


def answer(link: str, text: str, client: Client | None = None, **more: Any) -> Any:
    return (client or Client()).post(link, {"answer": text}, **more)


def test_link_asks_one_question_and_shows_nothing_personal(link: str) -> None:
    page = Client().get(link)

    text = page.content.decode()
    assert page.status_code == 200
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Banco Roble" in text
    for secret in ("Carla", "Núñez", "240", "ROB-1", "28004", "1985-03-09"):
        assert secret not in text


@pytest.mark.parametrize("text", ["09/03/1985", "1985-03-09", "28004"])
def test_right_answer_leads_to_the_account_and_counts_as_a_visit(carla: Any, link: str, text: str) -> None:
    client = Client()

    response = answer(link, text, client)

    assert (response.status_code, response.headers["Location"]) == (302, "/my/")
    assert "Carla" in client.get("/my/").content.decode()
    assert PortalVisit.objects.get().case_id == carla.pk
    assert CaseFacts.objects.get().portal_visits == 1
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_wrong_answers_are_counted_down_and_then_refused_even_if_right(link: str) -> None:
    answers = [answer(link, "01/01/1980") for _ in range(5)]
    late = answer(link, "09/03/1985")

    assert [each.status_code for each in answers] == [422, 422, 422, 422, 429]
    assert late.status_code == 429
    assert COOKIE not in late.cookies
    assert EntryAttempt.objects.count() == 5
    assert Client().get(link).status_code == 429


def test_tries_come_back_after_a_day(link: str, moved_clock: Any) -> None:
    for _ in range(5):
        answer(link, "01/01/1980")
    moved_clock.at = NOW + timedelta(days=1, minutes=1)

    assert answer(link, "09/03/1985").status_code == 302


def test_second_link_to_the_same_person_gives_no_fresh_tries(carla: Any, link: str) -> None:
    other = f"/p/{make_token(factories.message(carla).pk, secret=settings.SECRET_KEY)}"
    for _ in range(5):
        answer(link, "01/01/1980")

    answers = [answer(other, "01/01/1980").status_code for _ in range(3)]

    assert answers == [422, 422, 429]


def test_one_address_cannot_go_through_many_links(carla: Any) -> None:
    EntryAttempt.objects.bulk_create(
        EntryAttempt(message_id=n, debtor_id=n, address_digest=_digest("10.0.0.9"), was_right=False, at=NOW)
        for n in range(1_000, 1_030)
    )
    link = f"/p/{make_token(factories.message(carla).pk, secret=settings.SECRET_KEY)}"

    assert answer(link, "09/03/1985", REMOTE_ADDR="10.0.0.9").status_code == 429
    assert answer(link, "09/03/1985", REMOTE_ADDR="10.0.0.8").status_code == 302


def _digest(address: str) -> str:
    return address_digest(address)


def test_address_is_the_proxys_word_only_behind_one(link: str, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer(link, "x", headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.7"})
    settings.SECURE_PROXY_SSL_HEADER = None
    answer(link, "x", headers={"X-Forwarded-For": "6.6.6.6"})

    counted = list(EntryAttempt.objects.order_by("pk").values_list("address_digest", flat=True))
    assert counted == [_digest("10.0.0.7"), _digest("127.0.0.1")]


def test_empty_answer_is_not_a_try(link: str) -> None:
    assert answer(link, "").status_code == 422
    assert EntryAttempt.objects.count() == 0


@pytest.mark.parametrize(
    ("known", "asked", "offered"),
    [
        ({}, "Your date of birth", "postcode instead"),
        ({"birth_date": None}, "Your postcode", ""),
        ({"postcode": ""}, "Your date of birth", ""),
        ({"birth_date": None, "postcode": ""}, "Please call", ""),
    ],
)
def test_question_is_one_that_can_be_answered(link: str, known: dict[str, Any], asked: str, offered: str) -> None:
    Debtor.objects.update(**known)

    text = Client().get(f"{link}?lang=en").content.decode()

    assert asked in text
    assert ("instead" in text) is bool(offered)


def test_postcode_may_be_asked_instead(link: str) -> None:
    assert "Your postcode" in Client().get(f"{link}?with=postcode&lang=en").content.decode()


def test_dead_links_say_so_and_nothing_else(carla: Any, link: str, moved_clock: Any) -> None:
    assert Client().get("/p/nonsense").status_code == 410
    assert Client().get(link + "x").status_code == 410
    revoke_links(debtor_id=carla.debtor_id, actor=SYSTEM, now=NOW)
    assert "withdrawn" in Client().get(f"{link}?lang=en").content.decode()
    moved_clock.at = NOW + timedelta(days=31)
    expired = Client().get(f"{link}?lang=en")

    assert (expired.status_code, "has expired" in expired.content.decode()) == (410, True)
    assert "Banco Roble" not in expired.content.decode()


@pytest.mark.parametrize("token", ["test", "test-0a1b2c", "sample"])
def test_links_of_a_text_tried_out_say_that_they_are_none(db: None, token: str) -> None:
    page = Client().get(f"/p/{token}?lang=en")

    assert (page.status_code, "belongs to a test" in page.content.decode()) == (410, True)


def test_page_speaks_the_debtors_language_and_switches(link: str) -> None:
    client = Client(headers={"accept-language": "en"})

    spanish = client.get(link).content.decode()
    switched = client.get(f"{link}?lang=en").content.decode()
    stays = client.get(link).content.decode()

    assert '<html lang="es"' in spanish
    assert '<html lang="en"' in switched
    assert '<html lang="en"' in stays


def test_session_ends_after_half_an_hour_without_use(visit: Client, moved_clock: Any) -> None:
    for _ in range(3):
        moved_clock.at += timedelta(minutes=25)
        assert visit.get("/my/").status_code == 200
    moved_clock.at += timedelta(minutes=31)

    late = visit.get("/my/")

    assert (late.status_code, "open your link again" in late.content.decode()) == (403, True)
    assert "Carla" not in late.content.decode()


def test_revoking_links_ends_sessions_too(carla: Any, visit: Client, moved_clock: Any) -> None:
    moved_clock.at += timedelta(minutes=1)
    revoke_links(debtor_id=carla.debtor_id, actor=SYSTEM, now=moved_clock.at)

    assert visit.get("/my/").status_code == 403


def test_leaving_closes_the_door(visit: Client) -> None:
    assert visit.post("/my/leave").status_code == 200
    assert visit.get("/my/").status_code == 403


@pytest.mark.parametrize(
    "address", ["/my/", "/my/pay", "/my/promise", "/my/help", "/my/dispute", "/my/preferences", "/my/contacts"]
)
def test_no_page_opens_without_the_answer(db: None, address: str) -> None:
    client = Client()
    client.cookies[COOKIE] = "forged:cookie:value"

    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403


@pytest.mark.parametrize(
    ("to", "address"), [("help", "/my/help"), ("why", "/my/contacts"), ("pay", "/my/"), ("//evil.example", "/my/")]
)
def test_links_of_a_message_lead_to_their_page(link: str, to: str, address: str) -> None:
    response = answer(f"{link}?to={to}", "28004")

    assert response.headers["Location"] == address


def test_visit_of_somebody_whose_case_is_closed_is_let_in_and_not_counted(carla: Any, link: str) -> None:
    type(carla).objects.update(status="closed")

    assert answer(link, "28004").status_code == 302
    assert PortalVisit.objects.count() == 0
