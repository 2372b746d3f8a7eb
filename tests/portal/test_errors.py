"""A debtor who meets an error stays with their creditor, and finds the way back to their account."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.broken_urls import SECRET


@pytest.fixture(autouse=True)
def broken(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.broken_urls"


@pytest.mark.parametrize(("path", "status"), [("nothing", 404), ("denied", 403), ("suspicious", 400), ("fault", 500)])
def test_error_shows_the_creditor_and_leads_back_to_the_account(visit: Client, path: str, status: int) -> None:
    visit.raise_request_exception = False

    answer = visit.get(f"/my/broken/{path}")

    html = answer.content.decode()
    assert answer.status_code == status
    assert '<span class="bar-name">Banco Roble</span>' in html
    assert "+34910000000" in html
    assert 'href="/my/"' in html
    assert SECRET not in html


def test_unreachable_database_is_told_without_asking_it(visit: Client, django_assert_num_queries: Any) -> None:
    visit.raise_request_exception = False

    with django_assert_num_queries(0):
        answer = visit.get("/my/broken/unreachable")

    assert answer.status_code == 503
    assert "Nothing is lost" in answer.content.decode()


def test_language_links_keep_the_address(visit: Client) -> None:
    html = visit.get("/my/broken/nothing?to=plan").content.decode()

    assert 'href="?to=plan&amp;lang=es"' in html


@pytest.mark.parametrize("path", ["nothing", "denied"])
def test_who_is_known_is_led_to_the_account_and_not_to_the_message(visit: Client, path: str) -> None:
    html = visit.get(f"/my/broken/{path}").content.decode()

    assert "All that is yours is in your account." in html
    assert "open the link" not in html
