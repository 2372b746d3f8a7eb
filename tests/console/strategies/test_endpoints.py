"""What the canvas asks for: palette, forms of steps, faults and counts, saving."""

from __future__ import annotations

import json
import re

import pytest

from acuerdo.strategies.models import Strategy
from tests import factories
from tests.console.people import signed_in, text_of
from tests.strategies import scenes

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def eva():
    scenes.templates()
    factories.creditor()
    return signed_in(factories.eva())


@pytest.fixture
def mine(eva):
    return scenes.strategy()


def test_the_palette_names_every_kind_but_the_entry(eva):
    found = {kind["name"]: kind for kind in eva.get("/strategies/kinds/").json()}

    assert "entry" not in found
    assert found["wait"] == {
        "name": "wait",
        "label": "Wait",
        "help": found["wait"]["help"],
        "icon": "clock",
        "group": "wait",
        "data": {"for": "P1D"},
    }


def test_the_form_of_a_step_of_a_document_that_is_not_saved(eva, mine):
    document = mine.draft | {"nodes": [*mine.draft["nodes"], {"id": "new", "kind": "wait", "data": {"for": "P4D"}}]}

    answer = eva.post(f"/strategies/{mine.pk}/step-form/", {"doc": json.dumps(document), "step": "new"})

    assert answer.status_code == 200
    assert 'name="s-for" value="4"' in text_of(answer)
    assert eva.post(f"/strategies/{mine.pk}/step-form/", {"doc": json.dumps(document), "step": "x"}).status_code == 404


def test_a_filled_form_is_taken_over_without_saving(eva, mine):
    filled = {"doc": json.dumps(mine.draft), "step": "pause", "action": "apply", "s-way": "until", "s-until": "09:30"}

    answer = eva.post(f"/strategies/{mine.pk}/step-form/", filled, headers=JSON)

    assert answer.json() == {
        "data": {"until": "09:30"},
        "outlets": [{"name": "next", "label": "then"}],
        "summary": "until 09:30",
        "faults": [],
    }
    assert Strategy.objects.get(pk=mine.pk).draft == mine.draft


def test_a_wrongly_filled_form_comes_back_as_a_page(eva, mine):
    filled = {"doc": json.dumps(mine.draft), "step": "pause", "action": "apply", "s-way": "until", "s-until": "late"}

    answer = eva.post(f"/strategies/{mine.pk}/step-form/", filled, headers=JSON)

    assert (answer.status_code, answer["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert "Write an hour such as 09:30." in text_of(answer)


def test_the_form_changes_with_what_is_chosen(eva, mine):
    chosen = {"doc": json.dumps(mine.draft), "step": "text", "s-channel": "best"}

    page = text_of(eva.post(f"/strategies/{mine.pk}/step-form/", chosen))

    assert 'name="s-templates-email"' in page
    assert 'name="s-template"' not in page


def test_templates_are_picked_by_channel_with_a_preview(eva, mine):
    page = text_of(eva.post(f"/strategies/{mine.pk}/step-form/", {"doc": json.dumps(mine.draft), "step": "text"}))

    assert 'value="overdue-sms" selected' in page
    assert "As it reads, with sample values" in page


def test_every_step_is_checked_with_its_counts(eva):
    case = scenes.listening(factories.creditor(factories.LUMEN))
    mine = Strategy.objects.get()
    document = mine.draft | {"edges": [edge for edge in mine.draft["edges"] if edge["from"] != "call"]}

    found = eva.post(f"/strategies/{mine.pk}/check/", {"doc": json.dumps(document)}).json()

    assert case
    assert found["steps"]["listen"]["active"] == 1
    assert found["steps"]["text"]["ways"] == {"sent": 1, "not_allowed": 0, "no_contact_point": 0}
    assert found["steps"]["text"]["moved"] == 1
    assert found["steps"]["text"]["icon"] == "send"
    assert [fault["step"] for fault in found["faults"]] == ["call"]
    assert found["steps"]["call"]["faults"] == [{key: found["faults"][0][key] for key in ("message", "remedy")}]
    assert [way["name"] for way in found["steps"]["listen"]["outlets"]] == ["promise_made", "link_clicked", "timeout"]


def test_counts_stay_with_the_connections_and_steps_that_are_live(eva):
    scenes.listening(factories.creditor(factories.LUMEN))
    mine = Strategy.objects.get()
    edges = [
        edge | {"to": "new"} if (edge["from"], edge["out"]) == ("text", "sent") else edge
        for edge in mine.draft["edges"]
    ]
    draft = mine.draft | {
        "nodes": [*mine.draft["nodes"], {"id": "new", "kind": "wait", "data": {"for": "P1D"}}],
        "edges": [*edges, {"from": "new", "out": "next", "to": "listen"}],
    }
    other_kind = [
        node | {"kind": "wait", "data": {"for": "P1D"}} if node["id"] == "listen" else node for node in draft["nodes"]
    ]

    canvas = eva.post(f"/strategies/{mine.pk}/check/", {"doc": json.dumps(draft)}).json()["steps"]
    changed = eva.post(f"/strategies/{mine.pk}/check/", {"doc": json.dumps(draft | {"nodes": other_kind})}).json()[
        "steps"
    ]
    eva.post(f"/strategies/{mine.pk}/draft/", {"doc": json.dumps(draft), "revision": "1"}, headers=JSON)
    listed = text_of(eva.get(f"/strategies/{mine.pk}/?show=draft"))

    assert canvas["text"]["ways"] == {"not_allowed": 0, "no_contact_point": 0}
    assert (canvas["text"]["moved"], canvas["new"]["moved"], canvas["new"]["ways"]) == (1, 0, {})
    assert (canvas["listen"]["active"], changed["listen"]["active"]) == (1, 0)
    assert re.search(
        r"sent</span> <svg.*?</svg> <a [^>]*#step-new[^>]*>.*?</a>\s*<a class=\"icon-button", listed, re.DOTALL
    )


def test_what_is_no_document_is_refused(eva, mine):
    for path in ("check", "step-form", "draft"):
        for doc in ("", "[]", "{", '{"name": "x", "nodes": 3}'):
            assert eva.post(f"/strategies/{mine.pk}/{path}/", {"doc": doc, "step": "text"}).status_code == 400


def test_saving_counts_revisions_and_tells_the_later_one(eva, mine):
    changed = mine.draft | {"title": {"en": "Other"}}

    first = eva.post(f"/strategies/{mine.pk}/draft/", {"doc": json.dumps(changed), "revision": "1"}, headers=JSON)
    second = eva.post(f"/strategies/{mine.pk}/draft/", {"doc": json.dumps(mine.draft), "revision": "1"}, headers=JSON)
    page = eva.post(f"/strategies/{mine.pk}/draft/", {"doc": json.dumps(mine.draft), "revision": "1"})
    last = eva.post(f"/strategies/{mine.pk}/draft/", {"doc": json.dumps(mine.draft), "revision": "2"})

    assert first.json() == {"revision": 2}
    assert (second.status_code, sorted(second.json())) == (409, ["by", "message"])
    assert page["Location"] == last["Location"] == f"/strategies/{mine.pk}/?show=draft"
    assert Strategy.objects.get(pk=mine.pk).draft_revision == 3


def test_who_may_not_edit_gets_no_form_but_counts(mine):
    ben = signed_in(factories.ben(factories.creditor(factories.LUMEN)))
    sent = {"doc": json.dumps(mine.draft), "step": "text", "revision": "1"}

    answers = [ben.post(f"/strategies/{mine.pk}/{path}/", sent).status_code for path in ("step-form", "draft", "check")]

    assert answers == [403, 403, 200]
