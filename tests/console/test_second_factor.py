"""Whoever has no second factor sets one up before anything else."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from tests import factories
from tests.console.people import signed_in, text_of

pytestmark = pytest.mark.django_db
SET_UP = "/account/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def required(settings):
    settings.ACUERDO_REQUIRE_SECOND_FACTOR = True


@pytest.mark.parametrize("address", ["/", "/cases/", "/profile/", "/settings/"])
def test_without_one_every_page_leads_to_setting_it_up(address):
    client = signed_in(factories.eva())

    assert client.get(address)["Location"] == SET_UP


def test_a_fragment_without_one_reloads_into_setting_it_up():
    answer = signed_in(factories.eva()).get("/cases/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (401, SET_UP)


def test_with_one_pages_open_and_it_is_asked_for_once_a_session(django_assert_num_queries):
    eva = factories.eva()
    TOTP.activate(eva, generate_totp_secret())
    client = signed_in(eva)

    first = client.get("/settings/packs/")
    with django_assert_num_queries(3):  # session, user, creditors that packs bind
        second = client.get("/settings/packs/")

    assert (first.status_code, second.status_code) == (200, 200)


@pytest.mark.parametrize(("seconds", "is_taken"), [(0, True), (30, True), (60, False)])
def test_a_code_that_ended_while_it_was_typed_is_still_taken(monkeypatch, seconds, is_taken):
    secret, then = generate_totp_secret(), 1_800_000_000
    app = TOTP.activate(factories.eva(), secret)
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: then + seconds))

    assert app.validate_code(format_hotp_value(hotp_value(secret, then // 30))) is is_taken


def test_it_cannot_be_switched_off_where_it_is_required():
    eva = factories.eva()
    TOTP.activate(eva, generate_totp_secret())
    client = signed_in(eva)

    assert "Switch off" not in text_of(client.get("/profile/"))


def test_demos_may_do_without(settings):
    settings.ACUERDO_REQUIRE_SECOND_FACTOR = False

    assert signed_in(factories.eva()).get("/profile/").status_code == 200
