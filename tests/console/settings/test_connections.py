"""Connections: API tokens and outgoing calls; who may see and do what."""

from __future__ import annotations

import json
import re

import polars as pl
import pytest

from acuerdo.channels.models import CallKey, OutgoingCall
from acuerdo.channels.operations import queue_calls
from acuerdo.channels.queries import sender_key
from acuerdo.kernel import clock
from acuerdo.kernel.models import AuditEntry
from acuerdo.staff.models import ApiToken
from acuerdo.staff.operations import use_token
from tests import factories
from tests.console.people import signed_in, text_of
from tests.strategies import scenes

pytestmark = pytest.mark.django_db

TELLING = """\
strategy: telling
start: entry
steps:
  entry: {kind: entry, trigger: api, next: tell}
  tell: {kind: webhook, url: 'https://hooks.example.com/in', facts: [debt.reference, debt.balance], next: done}
  done: {kind: end}
"""
URL = "https://hooks.example.com/in?key=secret"


@pytest.fixture
def roble():
    return factories.creditor()


@pytest.fixture
def eva(roble):
    return signed_in(factories.eva())


@pytest.fixture
def carla(roble, monkeypatch):
    monkeypatch.setenv("ACUERDO_WEBHOOK_HOSTS", "hooks.example.com")
    return scenes.owing("Carla Núñez Prieto", roble)


@pytest.fixture
def call(carla) -> OutgoingCall:
    return called(carla)


def called(case, **changed: object) -> OutgoingCall:
    body = json.dumps({"strategy": "telling", "facts": {"debt.reference": "D000001", "debt.balance": "240.00"}})
    row = {
        "sender": "telling", "url": URL, "body": body,
        "debtor_id": case.debtor_id, "creditor_id": case.creditor_id, "case_id": case.pk,
    }  # fmt: skip
    queue_calls(pl.DataFrame([row | changed]), now=clock.now())
    return OutgoingCall.objects.latest("pk")


def strategist(*sees):
    return signed_in(factories.member("Sol Ferrer", "strategist", sees=sees))


# Tokens


def test_token_is_made_shown_once_and_listed_without_its_secret(eva, roble):
    filled = {"name": "Core banking", "permissions": ["enter_strategies"], "creditors": [roble.pk], "days": "90"}

    made = eva.post("/settings/tokens/new/", filled)
    listed = text_of(eva.get("/settings/tokens/"))

    [secret] = set(re.findall(r"acuerdo_[\w-]{40,}", text_of(made)))
    assert "no-store" in made["Cache-Control"]
    assert use_token(secret=secret, now=clock.now()).name == "Core banking"
    assert secret not in listed
    assert ("Core banking" in listed, secret[:14] in listed, "Banco Roble" in listed) == (True, True, True)


def test_token_needs_a_permission_and_a_creditor_of_ones_own(eva):
    answer = eva.post("/settings/tokens/new/", {"name": "x", "creditors": ["999"], "days": "90"})

    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_token_is_revoked_after_a_word_of_what_it_means(eva, roble):
    eva.post(
        "/settings/tokens/new/",
        {"name": "Core banking", "permissions": ["enter_strategies"], "creditors": [roble.pk], "days": "30"},
    )
    address = f"/settings/tokens/{ApiToken.objects.get().pk}/revoke/"

    asked = text_of(eva.get(address))
    assert "cannot be undone" in asked
    assert ApiToken.objects.get().revoked_at is None
    eva.post(address)

    assert ApiToken.objects.get().revoked_at is not None
    assert AuditEntry.objects.filter(action="staff.token.revoked").count() == 1
    assert eva.get("/settings/tokens/99/revoke/").status_code == 404


@pytest.mark.parametrize("role", ["agent", "lead", "strategist", "compliance", "auditor"])
def test_only_administrators_make_tokens_and_see_keys(roble, role):
    client = signed_in(factories.member("Ana Ruiz", role, sees=[roble]))

    for address in ("/settings/tokens/", "/settings/tokens/new/", "/settings/webhooks/keys/telling/"):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_tokens_in_a_fixed_number_of_queries(eva, roble, rows, django_assert_num_queries):
    filled = {"name": "Core banking", "permissions": ["enter_strategies"], "creditors": [roble.pk], "days": "90"}
    for _ in range(rows):
        eva.post("/settings/tokens/new/", filled)

    with django_assert_num_queries(4):  # session, user, creditors, tokens
        answer = eva.get("/settings/tokens/")

    assert text_of(answer).count("data-row") == rows


# Calls


@pytest.mark.parametrize("rows", [1, 3])
def test_calls_in_a_fixed_number_of_queries(roble, carla, rows, django_assert_num_queries):
    sol = strategist(roble)
    for _ in range(rows):
        called(carla)
    sol.get("/settings/webhooks/")

    with django_assert_num_queries(7):  # session, user, creditors, senders, titles, total, calls
        answer = sol.get("/settings/webhooks/")

    assert text_of(answer).count("data-row") == rows


def test_calls_are_narrowed_by_strategy_and_state(roble, carla, call):
    refused = called(carla, url="https://elsewhere.example.com/", sender="other")
    sol = strategist(roble)

    page = text_of(sol.get("/settings/webhooks/?strategy=other&state=refused"))

    assert page.count("data-row") == 1
    assert f"/settings/webhooks/{refused.pk}/" in page
    assert "the host is not on the list" in page
    assert text_of(sol.get("/settings/webhooks/?state=done")).count("data-row") == 0


def test_without_allowed_hosts_the_page_says_how_to_list_them(eva, monkeypatch):
    monkeypatch.delenv("ACUERDO_WEBHOOK_HOSTS", raising=False)

    assert "ACUERDO_WEBHOOK_HOSTS" in text_of(eva.get("/settings/webhooks/"))


def test_whoever_does_not_work_cases_sees_the_call_but_not_about_whom(roble, call):
    lead = signed_in(factories.ben(roble))
    seen_by_lead = text_of(lead.get(f"/settings/webhooks/{call.pk}/"))
    seen_by_sol = text_of(strategist(roble).get(f"/settings/webhooks/{call.pk}/"))

    assert ("D000001" in seen_by_lead, "D000001" in seen_by_sol) == (True, False)
    assert ("240.00" in seen_by_sol, "key=secret" in seen_by_lead, "key=secret" in seen_by_sol) == (True, False, False)


def test_facts_that_nobody_knows_any_more_are_masked_and_a_call_without_facts_is_whole(roble, carla):
    gone = called(carla, body='{"facts": {"custom.gone": "Calle Mayor 1"}}')
    bare = called(carla, body='{"case": 77001}')
    sol = strategist(roble)

    assert "Calle Mayor" not in text_of(sol.get(f"/settings/webhooks/{gone.pk}/"))
    assert "77001" in text_of(sol.get(f"/settings/webhooks/{bare.pk}/"))


def test_calls_of_other_creditors_are_as_if_they_did_not_exist(call):
    stranger = strategist()

    assert text_of(stranger.get("/settings/webhooks/")).count("data-row") == 0
    assert stranger.get(f"/settings/webhooks/{call.pk}/").status_code == 404
    assert stranger.post(f"/settings/webhooks/{call.pk}/retry/").status_code == 404


def test_call_given_up_is_tried_again_by_whoever_publishes_strategies(roble, call):
    OutgoingCall.objects.update(state="failed", attempts=4, status=500)
    address = f"/settings/webhooks/{call.pk}/retry/"

    refused = signed_in(factories.ben(roble)).post(address)
    done = strategist(roble).post(address)

    call.refresh_from_db()
    assert (refused.status_code, done.status_code, call.state, call.attempts) == (403, 302, "queued", 0)
    assert AuditEntry.objects.get(action="channels.call.retried").before["state"] == "failed"


def test_what_the_network_said_is_told_in_words(roble, call):
    OutgoingCall.objects.update(attempts=1, error="gaierror: [Errno -2] Name or service not known")
    sol = strategist(roble)

    listed, shown = text_of(sol.get("/settings/webhooks/")), text_of(sol.get(f"/settings/webhooks/{call.pk}/"))

    assert ("The host was not found." in listed, "gaierror" in listed) == (True, False)
    assert ("The host was not found." in shown, "gaierror: [Errno -2]" in shown) == (True, True)


def test_call_that_was_taken_is_not_tried_again(roble, call):
    OutgoingCall.objects.update(state="done")

    answer = strategist(roble).post(f"/settings/webhooks/{call.pk}/retry/", follow=True)

    assert "has taken it already" in text_of(answer)
    assert OutgoingCall.objects.get().state == "done"


def test_key_is_shown_with_how_to_check_it_and_rotated(eva):
    scenes.strategy(TELLING)
    before = sender_key(sender="telling", now=clock.now()).key

    listed = text_of(eva.get("/settings/webhooks/"))
    shown = text_of(eva.get("/settings/webhooks/keys/telling/"))
    after = text_of(eva.post("/settings/webhooks/keys/telling/rotate/", follow=True))

    assert "/settings/webhooks/keys/telling/" in listed
    assert (before in shown, "Acuerdo-Signature" in shown, "HMAC-SHA256" in shown) == (True, True, True)
    assert (before in after, "signs too until" in after) == (False, True)
    assert CallKey.objects.get().generation == 1
    assert AuditEntry.objects.filter(action="channels.call.key_rotated").count() == 1
    for address in ("/settings/webhooks/keys/none/", "/settings/webhooks/keys/none/rotate/"):
        assert eva.post(address).status_code == 404


def test_strategy_with_a_webhook_leads_to_its_calls(eva, roble):
    strategy = scenes.strategy(TELLING)

    assert "/settings/webhooks/?strategy=telling" in text_of(eva.get(f"/strategies/{strategy.pk}/"))
