"""The canvas page: what it is handed, who may change it, new strategies, and copies of what cannot be saved."""

from __future__ import annotations

import json
import re

import pytest

from acuerdo.strategies.models import Strategy
from acuerdo.strategies.operations import advance_due, enrol_due
from acuerdo.strategies.queries import strategy_file
from tests import factories
from tests.console.people import signed_in, text_of
from tests.factories import NOW
from tests.strategies import scenes

pytestmark = pytest.mark.django_db


def props_of(answer):
    found = re.search(r'<script id="canvas-props" type="application/json">(.*?)</script>', text_of(answer), re.DOTALL)
    return json.loads(found[1])


def test_the_canvas_is_handed_the_draft_the_palette_and_every_address(eva):
    mine = scenes.strategy()

    props = props_of(eva.get(f"/strategies/{mine.pk}/canvas/"))

    assert props["doc"] == mine.draft
    assert (props["revision"], props["editable"], props["language"]) == (1, True, "en")
    assert {"entry", "message", "wait", "split", "experiment", "end"} <= {kind["name"] for kind in props["kinds"]}
    assert all(address.startswith(f"/strategies/{mine.pk}/") for address in props["urls"].values())
    assert {icon for kind in props["kinds"] for icon in [kind["icon"]]} <= set(props["icons"])


def test_what_the_drawing_needs_of_each_step_comes_with_the_page_as_the_checks_tell_it(eva):
    mine = scenes.strategy()

    told = props_of(eva.get(f"/strategies/{mine.pk}/canvas/"))["told"]

    checked = eva.post(f"/strategies/{mine.pk}/check/", {"doc": json.dumps(mine.draft)}).json()["steps"]
    assert told == {step: {key: found[key] for key in ("outlets", "summary")} for step, found in checked.items()}


def test_a_new_step_knows_its_ways_out_before_the_server_is_asked(eva):
    mine = scenes.strategy()

    kinds = {kind["name"]: kind for kind in props_of(eva.get(f"/strategies/{mine.pk}/canvas/"))["kinds"]}

    assert kinds["wait"]["outlets"] == [{"name": "next", "label": "then"}]
    assert [outlet["name"] for outlet in kinds["wait_event"]["outlets"]] == ["replied", "link_clicked", "timeout"]
    assert kinds["end"]["outlets"] == []
    # Not filled in yet: one way keeps its place.
    assert kinds["split"]["outlets"] == [{"name": "next", "label": "then"}]


def test_whoever_may_not_edit_looks_only(roble):
    mine = scenes.strategy()
    ben = signed_in(factories.ben(roble))

    props = props_of(ben.get(f"/strategies/{mine.pk}/canvas/"))

    assert (props["editable"], props["urls"]["publish"]) == (False, "")


def test_without_script_the_page_leads_to_the_list_view(eva):
    mine = scenes.strategy()

    text = text_of(eva.get(f"/strategies/{mine.pk}/canvas/"))

    assert f'href="/strategies/{mine.pk}/?show=draft"' in text
    assert "<noscript>" in text


def test_a_title_makes_a_strategy_with_its_entry(eva):
    answer = eva.post("/strategies/new/canvas/", {"title": "Mora temprana", "creditor": ""})

    made = Strategy.objects.get()
    assert answer["Location"] == f"/strategies/{made.pk}/canvas/"
    assert (made.key, made.title, made.creditor_id) == ("mora-temprana", {"en": "Mora temprana"}, None)
    assert [(node["id"], node["kind"]) for node in made.draft["nodes"]] == [("entry", "entry")]


@pytest.mark.parametrize("title", ["", "¡!", "Reminder"], ids=["none", "no letters", "taken"])
def test_a_title_that_names_nothing_or_another_strategy_is_refused(eva, title):
    scenes.strategy()

    answer = eva.post("/strategies/new/canvas/", {"title": title, "creditor": ""})

    assert answer.status_code == 422
    assert Strategy.objects.count() == 1


def test_a_document_that_cannot_be_saved_is_kept_as_its_file(eva):
    mine = scenes.strategy()

    answer = eva.post(f"/strategies/{mine.pk}/canvas/file/", {"doc": json.dumps(mine.draft)})

    assert text_of(answer) == strategy_file(strategy_id=mine.pk)


@pytest.mark.parametrize("doc", ["", "{", '{"name": "x", "nodes": 3}'])
def test_what_is_no_document_makes_no_file(eva, doc):
    mine = scenes.strategy()

    assert eva.post(f"/strategies/{mine.pk}/canvas/file/", {"doc": doc}).status_code == 400


def test_two_steps_of_one_name_make_no_file(eva):
    mine = scenes.strategy()
    doc = mine.draft | {"nodes": [*mine.draft["nodes"], mine.draft["nodes"][0]]}

    assert eva.post(f"/strategies/{mine.pk}/canvas/file/", {"doc": json.dumps(doc)}).status_code == 400


def test_the_log_of_a_step_names_the_cases_that_went_through(eva, roble):
    mine = scenes.strategy()
    carla = scenes.owing("Carla Núñez Prieto", roble)
    enrol_due(now=NOW)
    advance_due(now=NOW)

    through = text_of(eva.get(f"/strategies/{mine.pk}/canvas/log/?step=text"))
    nobody = text_of(eva.get(f"/strategies/{mine.pk}/canvas/log/?step=done"))

    assert f'href="/cases/{carla.pk}/"' in through
    assert "sent" in through
    assert "No case has been here yet." in nobody


def test_a_strategy_of_others_is_not_there(roble):
    mine = scenes.strategy(creditor_id=factories.creditor("luz-norte").pk)
    ben = signed_in(factories.ben(roble))

    addresses = [f"/strategies/{mine.pk}/canvas/", f"/strategies/{mine.pk}/canvas/log/?step=text"]
    assert [ben.get(address).status_code for address in addresses] == [404, 404]


def test_a_new_strategy_may_begin_with_a_ready_one(eva):
    offered = text_of(eva.get("/strategies/new/canvas/"))

    eva.post("/strategies/new/canvas/", {"title": "Our early weeks", "creditor": "", "ready": "early"})

    made = Strategy.objects.get(key="our-early-weeks")
    assert "The first weeks overdue: " in offered
    assert (made.title["en"], len(made.draft["nodes"])) == ("Our early weeks", 16)
