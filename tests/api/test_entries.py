"""Letting cases into a strategy by API: who may, what becomes of each case, once however often it is called."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from acuerdo.api.models import KeptAnswer
from acuerdo.api.operations import KEPT_FOR, answer_once
from acuerdo.kernel import clock
from acuerdo.kernel.audit import SYSTEM, Actor
from acuerdo.kernel.models import AuditEntry
from acuerdo.staff.enums import TokenPermission
from acuerdo.staff.models import ApiToken
from acuerdo.staff.operations import create_token, revoke_token
from acuerdo.staff.rules import CALLS_A_MINUTE
from acuerdo.strategies.models import Enrolment
from acuerdo.strategies.operations import pause_strategy
from tests import factories
from tests.factories import LUMEN
from tests.strategies import scenes

pytestmark = pytest.mark.django_db

EVA = Actor(kind="user", id=1, name="Eva Sanz")
BY_API = """\
strategy: by-api
start: entry
steps:
  entry: {kind: entry, trigger: api, segment: {fact: case.stage, op: '=', value: early}, next: rest}
  rest: {kind: wait, for: P1D, next: done}
  done: {kind: end}
"""


@pytest.fixture
def roble() -> Any:
    return factories.creditor()


@pytest.fixture
def strategy(roble: Any) -> Any:
    return scenes.strategy(BY_API)


@pytest.fixture
def carla(roble: Any) -> Any:
    return scenes.owing("Carla Núñez Prieto", roble)


def token(*creditors: Any, permissions: tuple[TokenPermission, ...] = tuple(TokenPermission)) -> str:
    now = clock.now()
    return create_token(
        name="Core banking",
        creditor_ids=[each.pk for each in creditors],
        permissions=permissions,
        expires_at=now + timedelta(days=1),
        actor=EVA,
        now=now,
    ).secret


def call(secret: str, body: Any, *, key: str = "call-1", strategy: str = "by-api", **headers: str) -> Any:
    sent = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key} | headers
    return Client(enforce_csrf_checks=True).post(
        f"/api/v1/strategies/{strategy}/entries",
        body if isinstance(body, str) else json.dumps(body),
        content_type="application/json",
        headers={name: value for name, value in sent.items() if value},
    )


def problem(answer: Any) -> tuple[int, str]:
    told = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert (told["status"], bool(told["title"]), bool(told["detail"]), bool(told["remedy"])) == (
        answer.status_code, True, True, True,
    )  # fmt: skip
    return answer.status_code, told["type"].removeprefix("urn:acuerdo:problem:")


def test_cases_enter_by_number_and_each_is_answered(strategy, roble, carla):
    late = scenes.owing("Luis Gil Romero", roble, phone="+34600000002", stage="late")

    answer = call(token(roble), {"creditor": roble.reference, "cases": [carla.pk, late.pk, carla.pk, 999]})

    told = answer.json()
    assert (answer.status_code, told["strategy"], told["creditor"]) == (200, "by-api", roble.reference)
    assert (told["asked"], told["entered"]) == (3, 1)
    assert [(each["case"], each["entered"], each["reason"]) for each in told["entries"]] == [
        (carla.pk, True, None), (late.pk, False, "not_by_rule"), (999, False, "unknown_case"),
    ]  # fmt: skip
    assert told["entries"][1]["detail"] == "The case does not fit the entry rule of the strategy."
    assert Enrolment.objects.get().case_id == carla.pk
    entry = AuditEntry.objects.get(action="strategies.strategy.enrolled")
    assert (entry.actor_kind, entry.actor_name, entry.after) == ("token", "Core banking", {"asked": 3, "entered": 1})


def test_debtors_are_known_by_the_creditors_own_references(strategy, roble):
    person = factories.debtor("Carla Núñez Prieto", at=roble, reference="C-7")
    without = factories.debtor("Luis Gil Romero", at=roble, reference="C-8")
    case = factories.case(person, roble)
    factories.facts(case)
    factories.case(without, roble, status="closed")

    told = call(token(roble), {"creditor": roble.reference, "debtors": ["C-7", "C-8", "C-9"]}).json()

    assert [(each["debtor"], each["case"], each["reason"]) for each in told["entries"]] == [
        ("C-7", case.pk, None), ("C-8", None, "no_open_case"), ("C-9", None, "unknown_debtor"),
    ]  # fmt: skip


def test_the_same_call_again_enrols_once_and_gets_the_same_answer(strategy, roble, carla):
    secret, body = token(roble), {"creditor": roble.reference, "cases": [carla.pk]}

    first, second = call(secret, body), call(secret, body)
    third = call(secret, body, key="call-2")

    assert (second.json(), second["Idempotent-Replayed"]) == (first.json(), "true")
    assert "Idempotent-Replayed" not in first.headers
    assert third.json()["entries"][0]["reason"] == "already_inside"
    assert (Enrolment.objects.count(), AuditEntry.objects.filter(action__endswith="enrolled").count()) == (1, 2)


def test_key_of_another_call_is_refused(strategy, roble, carla):
    secret = token(roble)
    call(secret, {"creditor": roble.reference, "cases": [carla.pk]})

    answer = call(secret, {"creditor": roble.reference, "cases": [999]})

    assert problem(answer) == (422, "idempotency-key-reused")


def test_refused_call_leaves_its_key_free(roble, carla):
    secret, body = token(roble), {"creditor": roble.reference, "cases": [carla.pk]}

    assert problem(call(secret, body)) == (404, "unknown-strategy")
    scenes.strategy(BY_API)
    assert call(secret, body).json()["entered"] == 1


def test_kept_answers_are_forgotten_after_a_week(roble):
    token(roble)
    token_id, now = ApiToken.objects.get().pk, clock.now()

    first, later = (
        answer_once(token_id=token_id, key="call-1", digest="d", act=lambda: {"n": 1}, now=at)
        for at in (now, now + KEPT_FOR + timedelta(seconds=1))
    )

    assert (first.is_repeat, later.is_repeat, KeptAnswer.objects.count()) == (False, False, 1)


@pytest.mark.parametrize("secret", ["", "acuerdo_guessed"])
def test_strangers_are_401_and_nothing_else(strategy, carla, secret):
    answer = call(secret, {"creditor": "banco-roble", "cases": [carla.pk]}, Authorization=secret and f"Bearer {secret}")

    assert problem(answer) == (401, "unknown-token")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert not Enrolment.objects.exists()


def test_a_session_opens_no_door_here(strategy, roble, carla):
    browser = Client()
    browser.force_login(factories.eva())

    answer = browser.post("/api/v1/strategies/by-api/entries", "{}", content_type="application/json")

    assert problem(answer) == (401, "unknown-token")


def test_revoked_token_is_401(strategy, roble, carla):
    secret = token(roble)
    revoke_token(token_id=ApiToken.objects.get().pk, actor=SYSTEM, now=clock.now())

    assert problem(call(secret, {"creditor": roble.reference, "cases": [carla.pk]})) == (401, "unknown-token")


def test_token_is_for_its_permissions_and_creditors_only(strategy, roble, carla):
    lumen = factories.creditor(LUMEN)
    body = {"creditor": roble.reference, "cases": [carla.pk]}

    assert problem(call(token(roble, permissions=()), body)) == (403, "not-permitted")
    assert problem(call(token(lumen), body)) == (403, "not-for-creditor")
    assert problem(call(token(lumen), body | {"creditor": "nobody"})) == (403, "not-for-creditor")
    assert call(token(lumen), body | {"creditor": LUMEN}).json()["entries"][0]["reason"] == "unknown_case"
    assert not Enrolment.objects.exists()


def test_strategy_that_takes_nobody_in_is_409(strategy, roble, carla):
    scenes.strategy(BY_API.replace("by-api", "by-rule").replace("trigger: api, ", ""))
    pause_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=clock.now())
    body = {"creditor": roble.reference, "cases": [carla.pk]}

    assert problem(call(token(roble), body)) == (409, "strategy-not-live")
    assert problem(call(token(roble), body, strategy="by-rule")) == (409, "entry-not-by-api")


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({}, ["body.creditor"]),
        ({"creditor": "banco-roble"}, ["body"]),
        ({"creditor": "banco-roble", "cases": [1], "debtors": ["C"]}, ["body"]),
        ({"creditor": "banco-roble", "cases": []}, ["body.cases"]),
        ({"creditor": "banco-roble", "cases": [1, "x"]}, ["body.cases.1"]),
        ({"creditor": "banco-roble", "cases": [2**63]}, ["body.cases.0"]),
        ({"creditor": "banco-roble", "cases": list(range(1, 5_002))}, ["body.cases"]),
        ({"creditor": "banco-roble", "debtors": ["a\x00b"]}, ["body.debtors.0"]),
        ({"creditor": "banco-roble", "cases": [1], "case": 1}, ["body.case"]),
    ],
)
def test_wrong_call_is_422_with_its_places(strategy, roble, body, places):
    answer = call(token(roble), body)

    assert problem(answer) == (422, "wrong-call")
    assert [each["place"] for each in answer.json()["errors"]] == places


def test_call_without_key_is_422(strategy, roble):
    answer = call(token(roble), {"creditor": roble.reference, "cases": [1]}, **{"Idempotency-Key": ""})

    assert problem(answer) == (422, "wrong-call")
    assert [each["place"].lower() for each in answer.json()["errors"]] == ["header.idempotency-key"]


def test_body_that_is_no_json_is_400_and_one_too_large_413(strategy, roble):
    secret = token(roble)

    assert problem(call(secret, "{")) == (400, "not-json")
    assert problem(call(secret, " " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))) == (413, "too-large")


def test_too_many_calls_are_429_with_when_to_come_again(strategy, roble):
    secret = token(roble)
    call(secret, {})
    ApiToken.objects.update(minute_calls=CALLS_A_MINUTE, minute_at=clock.now().replace(second=0, microsecond=0))

    answer = call(secret, {"creditor": roble.reference, "cases": [1]})

    assert problem(answer) == (429, "too-many-calls")
    assert 1 <= int(answer["Retry-After"]) <= 60


def test_refusals_speak_the_language_asked_for(strategy, roble):
    answer = call("", {}, Authorization="", **{"Accept-Language": "es"})

    assert answer.json()["title"] == "Hace falta un token válido."


def test_description_tells_the_truth():
    told = Client().get("/api/v1/openapi.json").json()

    [(path, ways)] = told["paths"].items()
    assert (path, list(ways)) == ("/api/v1/strategies/{key}/entries", ["post"])
    post = ways["post"]
    assert sorted(post["responses"]) == ["200", "400", "401", "403", "404", "409", "413", "422", "429"]
    assert {each["name"] for each in post["parameters"]} == {"key", "Idempotency-Key"}
    assert post["security"] == [{"Token": []}]
    assert told["components"]["securitySchemes"]["Token"] == {"type": "http", "scheme": "bearer"}
    assert {"EntriesIn", "EntriesOut", "Entry", "Problem", "Fault"} <= set(told["components"]["schemas"])


def test_page_of_the_description_takes_nothing_from_elsewhere():
    page = Client().get("/api/v1/docs").content.decode()

    assert "swagger-ui" in page
    assert "https://" not in page.replace("https://www.w3.org", "")
