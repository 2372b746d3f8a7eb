"""When something goes wrong people get a page in plain words, in the right house, and never the cause."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.broken_urls import SECRET
from tests.console.people import signed_in

HOME = 'href="/"'
ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def broken(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.broken_urls"
    settings.DEBUG = False


@pytest.fixture
def stranger() -> Client:
    return Client(headers=ENGLISH, raise_request_exception=False)


@pytest.fixture
def ana(db: None) -> Client:
    browser = signed_in(factories.ana())
    browser.raise_request_exception = False
    return browser


PAGES = [
    ("broken/nothing", 404, "There is nothing here", "We cannot find this page"),
    ("broken/denied", 403, "Your role may not open this page", "This page is not open to you"),
    ("broken/suspicious", 400, "This cannot be read", "We could not read that"),
    ("broken/many", 429, "Too many tries", "Please try again later"),
    ("broken/fault", 500, "Something went wrong on our side", "Something went wrong on our side"),
    ("broken/unreachable", 503, "Acuerdo is not available just now", "We are not available just now"),
]


@pytest.mark.parametrize(("path", "status", "title"), [(path, status, title) for path, status, title, _ in PAGES])
def test_console_says_what_happened_without_the_database(stranger, path, status, title):
    answer = stranger.get(f"/{path}")

    html = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in html
    assert '<html lang="en"' in html
    assert HOME in html
    assert SECRET not in html
    assert "default-src 'self'" in answer["Content-Security-Policy"]


# The fault of the portal lies behind the question: tests/portal/test_errors.py.
@pytest.mark.parametrize(
    ("path", "status", "title"), [(path, status, title) for path, status, _, title in PAGES if path != "broken/fault"]
)
def test_portal_says_what_happened_to_whom_nobody_knows(stranger, path, status, title):
    answer = stranger.get(f"/my/{path}")

    html = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in html
    assert 'class="column"' in html
    assert SECRET not in html
    assert "no-store" in answer["Cache-Control"]


def test_console_keeps_the_navigation_for_who_is_signed_in(ana):
    for path, status in (("broken/nothing", 404), ("broken/staff", 500)):
        answer = ana.get(f"/{path}", headers={"referer": "http://testserver/cases/"})

        html = answer.content.decode()
        assert answer.status_code == status
        assert 'class="sidebar"' in html
        assert 'href="http://testserver/cases/"' in html


def test_way_back_never_leads_to_another_site(ana):
    html = ana.get("/broken/nothing", headers={"referer": "https://example.org/"}).content.decode()

    assert "example.org" not in html


def test_unreachable_database_has_no_navigation_and_a_second_try(ana):
    answer = ana.get("/broken/unreachable")

    html = answer.content.decode()
    assert answer["Retry-After"] == "30"
    assert 'class="sidebar"' not in html
    assert "Try again" in html


def test_form_without_proof_is_refused_in_words(db):
    browser = Client(headers=ENGLISH, enforce_csrf_checks=True)

    console = browser.post("/profile/language/", {"language": "es"})
    portal = browser.post("/my/leave", headers={"referer": "http://testserver/my/"})

    assert (console.status_code, portal.status_code) == (403, 403)
    assert "Please send it once more" in console.content.decode()
    assert 'href="http://testserver/my/"' in portal.content.decode()
    assert 'class="langs"' not in portal.content.decode()  # asking again would lose what was sent
    assert "CSRF" not in console.content.decode() + portal.content.decode()


def test_address_of_a_button_opened_by_itself_says_so(stranger):
    console, portal = stranger.get("/profile/language/"), stranger.get("/my/leave")

    assert (console.status_code, portal.status_code) == (405, 405)
    assert console["Allow"] == "POST"
    assert "This address belongs to a button" in console.content.decode()
    assert "There is nothing to see here" in portal.content.decode()


def test_foreign_host_is_refused_in_words(stranger, settings):
    settings.ALLOWED_HOSTS = ["testserver"]

    answer = stranger.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "This cannot be read" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


def test_machines_get_json(stranger):
    answers = [stranger.get("/api/broken/nothing"), stranger.get("/api/broken/fault")]

    assert [(each.status_code, each.json()) for each in answers] == [
        (404, {"detail": "not found"}),
        (500, {"detail": "failed"}),
    ]


def test_pages_speak_the_language_of_the_reader(db):
    spaniard = Client(headers={"accept-language": "es"}, raise_request_exception=False)

    for path in ("broken/unreachable", "my/broken/unreachable", "broken/nothing", "my/broken/nothing"):
        assert '<html lang="es"' in spaniard.get(f"/{path}").content.decode()
