"""Campaigns on screen: begun, filled in row by row, previewed against the law, started, opened on the canvas."""

from __future__ import annotations

import pytest

from acuerdo.kernel.audit import SYSTEM
from acuerdo.segments.operations import create_segment
from acuerdo.strategies.enums import StrategyStatus
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.rules.campaigns import as_campaign
from acuerdo.strategies.rules.document import Document
from tests import factories
from tests.console.people import signed_in, text_of
from tests.factories import NOW
from tests.strategies import scenes

pytestmark = pytest.mark.django_db
EARLY = {"fact": "case.stage", "op": "=", "value": "early"}


@pytest.fixture
def roble():
    scenes.templates()
    return factories.creditor()


@pytest.fixture
def eva(roble):
    create_segment(key="early", name="Early cases", description="", rule=EARLY, creditor_id=None, actor=SYSTEM, now=NOW)
    return signed_in(factories.eva())


def filled(**fields: str) -> dict[str, str]:
    return {
        "title": "Spring reminder",
        "audience": "early",
        "hour": "10:00",
        "stops": "replied",
        "row-TOTAL_FORMS": "2",
        "row-INITIAL_FORMS": "0",
        "row-0-day": "4",
        "row-0-act": "task",
        "row-0-title_es": "Llamar",
        "row-0-title_en": "Call",
        "row-1-day": "0",
        "row-1-act": "sms",
        "row-1-sms_template": "overdue-sms",
        "row-1-tone": "friendly",
        "do": "save",
    } | fields


def made() -> Strategy:
    return Strategy.objects.get(key="spring-reminder")


def test_nobody_has_a_campaign_yet_and_ready_ones_are_offered(eva):
    page = text_of(eva.get("/campaigns/"))

    assert "No campaign yet" in page
    assert "Reminder before the due date" in page


def test_a_filled_in_campaign_is_kept_in_the_order_of_its_days(eva):
    answer = eva.post("/campaigns/new/", filled())

    campaign = as_campaign(Document.model_validate(made().draft))
    assert answer.url == f"/campaigns/{made().pk}/"
    assert campaign is not None
    assert [(step.day, str(step.act)) for step in campaign.steps] == [(0, "sms"), (4, "task")]
    assert (campaign.hour, campaign.stops) == ("10:00", ("replied",))
    assert campaign.steps[1].title == {"es": "Llamar", "en": "Call"}
    assert "Task: Call" in text_of(eva.get(answer.url))


def test_the_preview_says_how_many_and_the_canvas_has_the_same(eva, roble):
    scenes.owing("Carla Núñez Prieto", roble)
    eva.post("/campaigns/new/", filled())

    page = text_of(eva.get(f"/campaigns/{made().pk}/"))

    assert (
        '<strong class="num">1</strong> cases belong to it; <strong class="num">1</strong> could come in now.' in page
    )
    assert "Day 4" in page
    assert eva.get(f"/strategies/{made().pk}/canvas/").status_code == 200


def test_one_click_starts_it(eva):
    eva.post("/campaigns/new/", filled())

    eva.post(f"/campaigns/{made().pk}/start/")

    assert made().status == StrategyStatus.LIVE
    again = eva.post(f"/campaigns/{made().pk}/start/")
    assert again.url == f"/strategies/{made().pk}/publish/"


def test_rows_come_and_go_without_judging_what_is_typed(eva):
    more = text_of(eva.post("/campaigns/new/", filled(do="add", title="")))
    less = text_of(eva.post("/campaigns/new/", filled(do="remove:0")))

    assert "Remove step 3" in more
    assert "Remove step 2" not in less
    assert eva.post("/campaigns/new/", filled(do="add") | {"row-TOTAL_FORMS": "x"}).status_code == 200
    assert not Strategy.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "This field is required."),
        ({"title": "¡!"}, "The title needs a letter or a number."),
        ({"audience": ""}, "Choose a segment."),
        ({"event": "due_approaching"}, "Say how many days before."),
        ({"first_day": "2026-03-02", "last_day": "2026-03-01"}, "The last day is before the first."),
        ({"row-1-sms_template": ""}, "Choose a text."),
        ({"row-0-title_es": "", "row-0-title_en": " "}, "Say what to do."),
        ({"row-TOTAL_FORMS": "0"}, "Add at least one message or task."),
    ],
)
def test_what_is_missing_is_said_at_its_field(eva, wrong, words):
    answer = eva.post("/campaigns/new/", filled(**wrong))

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Strategy.objects.exists()


def test_a_name_that_is_taken_is_told(eva):
    eva.post("/campaigns/new/", filled())

    answer = eva.post("/campaigns/new/", filled())

    assert answer.status_code == 422
    assert "There is a strategy of this name already." in text_of(answer)


def test_the_later_of_two_saves_is_told_who_was_first(eva):
    eva.post("/campaigns/new/", filled())
    address = f"/campaigns/{made().pk}/edit/"
    eva.post(address, filled(revision="1", hour="12:00"))

    late = eva.post(address, filled(revision="1", hour="15:00"))

    assert late.status_code == 422
    assert "saved this campaign meanwhile" in text_of(late)
    campaign = as_campaign(Document.model_validate(made().draft))
    assert campaign is not None
    assert campaign.hour == "12:00"


def test_a_ready_one_fills_the_form(eva):
    page = eva.get("/campaigns/new/?from=broken-promise").content.decode()

    assert 'value="Broken promise"' in page


def test_a_strategy_beyond_the_simple_form_is_no_campaign(eva):
    grown = scenes.strategy()

    assert eva.get(f"/campaigns/{grown.pk}/").status_code == 404


def test_an_agent_sees_nothing_of_it(roble):
    assert signed_in(factories.ana()).get("/campaigns/").status_code == 403
