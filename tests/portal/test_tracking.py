"""Pixel, links and unsubscribing, as mail programs and people use them."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from acuerdo.channels.models import Message, MessageEvent
from acuerdo.channels.rules.links import make_token
from acuerdo.compliance.models import ContactPermission
from acuerdo.kernel import clock
from tests.channels.outbox import carla, drain, write
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    """The token of an e-mail that Carla received an hour ago."""
    write([carla()], channel="email")
    drain()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return make_token(Message.objects.get().pk, secret=settings.SECRET_KEY)


def kinds() -> set[str]:
    return set(MessageEvent.objects.values_list("kind", flat=True))


def test_the_pixel_counts_and_looks_the_same_for_strangers(client: Client, token: str) -> None:
    known = client.get(f"/t/o/{token}.gif")
    stranger = client.get("/t/o/stranger.gif")

    assert known.content == stranger.content
    assert known["Content-Type"] == "image/gif"
    assert "opened" in kinds()


@pytest.mark.parametrize(("place", "to"), [(0, "pay"), (2, "help"), (99, "pay")])
def test_a_link_leads_to_the_portal_and_counts(client: Client, token: str, place: int, to: str) -> None:
    answer = client.get(f"/t/c/{token}/{place}")

    assert (answer.status_code, answer["Location"]) == (302, f"/p/{token}?to={to}")
    assert "clicked" in kinds()


def test_a_link_that_is_none_leads_to_the_page_that_says_so(client: Client, token: str) -> None:
    assert client.get("/t/c/stranger/0")["Location"] == "/p/stranger"


def test_looking_at_the_unsubscribe_page_ends_nothing(client: Client, token: str) -> None:
    page = client.get(f"/u/{token}")

    assert page.status_code == 200
    assert not ContactPermission.objects.exists()


def test_one_click_in_the_mail_program_ends_mails_without_cookie_or_form(token: str) -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(f"/u/{token}", {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert ContactPermission.objects.get().opted_out == 1 << 7
    assert "unsubscribed" in kinds()


def test_an_invented_unsubscribe_link_is_told(client: Client, token: str) -> None:
    assert client.get("/u/stranger").status_code == 410
    assert client.post("/u/stranger").status_code == 410
