"""The list view as an editor: each edit a form that saves the draft, without script."""

from __future__ import annotations

import json

import pytest

from acuerdo.strategies.models import Strategy
from tests import factories
from tests.console.people import signed_in, text_of
from tests.strategies import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva():
    scenes.templates()
    factories.creditor()
    return signed_in(factories.eva())


@pytest.fixture
def mine(eva):
    return scenes.strategy()


def draft(strategy) -> dict:
    return Strategy.objects.get(pk=strategy.pk).draft


def ways(strategy, step: str) -> dict[str, str]:
    return {edge["out"]: edge["to"] for edge in draft(strategy)["edges"] if edge["from"] == step}


def settings(strategy, step: str) -> dict:
    return next(node["data"] for node in draft(strategy)["nodes"] if node["id"] == step)


WAITING = {
    "action": "apply",
    "name": "listen",
    "revision": "1",
    "s-events": ["promise_made", "link_clicked"],
    "s-timeout": "5",
    "s-timeout_unit": "D",
}


def test_a_step_is_changed_and_its_draft_saved_with_the_running_version_as_it_was(eva, mine):
    page = text_of(eva.get(f"/strategies/{mine.pk}/steps/listen/"))
    answer = eva.post(f"/strategies/{mine.pk}/steps/listen/", WAITING)

    assert 'name="s-timeout" value="3"' in page
    assert answer["Location"] == f"/strategies/{mine.pk}/?show=draft#step-listen"
    assert settings(mine, "listen") == {"events": ["promise_made", "link_clicked"], "timeout": "P5D"}
    assert "3 days" in text_of(eva.get(f"/strategies/{mine.pk}/"))


def test_a_step_gets_another_name_and_ways_follow(eva, mine):
    eva.post(f"/strategies/{mine.pk}/steps/listen/", WAITING | {"name": "Wait for answer"})

    assert ways(mine, "text")["sent"] == "wait-for-answer"
    taken = eva.post(f"/strategies/{mine.pk}/steps/call/", {"action": "apply", "name": "done", "revision": "2"})
    assert taken.status_code == 422


def test_wrong_settings_come_back_with_their_fault_and_save_nothing(eva, mine):
    answer = eva.post(f"/strategies/{mine.pk}/steps/listen/", WAITING | {"s-timeout": "soon"})

    assert answer.status_code == 422
    assert "Write a whole number" in text_of(answer)
    assert draft(mine) == mine.draft


def test_the_second_of_two_who_edit_a_step_is_told_with_what_they_typed(eva, mine):
    eva.post(f"/strategies/{mine.pk}/steps/listen/", WAITING)

    answer = eva.post(f"/strategies/{mine.pk}/steps/listen/", WAITING | {"s-timeout": "9"})

    assert answer.status_code == 422
    assert "saved this strategy meanwhile" in text_of(answer)
    assert 'name="s-timeout" value="9"' in text_of(answer)
    assert settings(mine, "listen")["timeout"] == "P5D"


def test_buttons_within_the_form_only_redraw_it(eva, mine):
    sent = {"do": "row-add:branches", "s-branches-count": "1", "s-branches-0-name": "half typed", "revision": "1"}

    page = eva.post(f"/strategies/{mine.pk}/steps/amount/", sent)
    fragment = eva.post(f"/strategies/{mine.pk}/steps/amount/", sent, headers={"HX-Target": "step-form"})

    assert page.status_code == 200
    assert 'name="s-branches-1-name"' in text_of(page)
    assert text_of(fragment).startswith("<form")
    assert draft(mine) == mine.draft


def test_a_step_is_added_into_a_way_and_opens_for_its_settings(eva, mine):
    page = text_of(eva.get(f"/strategies/{mine.pk}/add/?after=listen&out=timeout"))
    answer = eva.post(
        f"/strategies/{mine.pk}/add/", {"after": "listen", "out": "timeout", "kind": "wait", "revision": "1"}
    )

    assert 'value="wait_event"' in page
    assert answer["Location"] == f"/strategies/{mine.pk}/steps/wait/"
    assert ways(mine, "listen")["timeout"] == "wait"
    assert ways(mine, "wait") == {"next": "call"}
    assert eva.post(f"/strategies/{mine.pk}/add/", {"after": "listen", "kind": "entry"}).status_code == 404
    assert eva.get(f"/strategies/{mine.pk}/add/?after=nobody").status_code == 404


def test_a_step_is_moved_copied_and_deleted(eva, mine):
    path = f"/strategies/{mine.pk}/steps/pause"

    eva.post(f"{path}/place/", {"place": "text/sent", "act": "move", "revision": "1"})
    moved = ways(mine, "text")["sent"]
    eva.post(f"{path}/place/", {"place": "call/next", "act": "copy", "revision": "2"})
    copied = ways(mine, "call")["next"]
    eva.post(f"{path}/delete/", {"revision": "3"})

    assert (moved, copied, ways(mine, "text")["sent"]) == ("pause", "pause_2", "listen")
    assert "pause" not in [node["id"] for node in draft(mine)["nodes"]]


def test_a_step_goes_with_all_below_it(eva, mine):
    page = text_of(eva.get(f"/strategies/{mine.pk}/steps/listen/place/"))
    eva.post(f"/strategies/{mine.pk}/steps/listen/place/", {"place": "call/next", "act": "copy_below", "revision": "1"})
    copied = ways(mine, "call")["next"]
    eva.post(f"/strategies/{mine.pk}/steps/listen/delete/", {"below": "1", "revision": "2"})

    assert "These steps follow only from it:" in page
    assert copied == "listen_2"
    assert [node["id"] for node in draft(mine)["nodes"]] == [
        "entry", "amount", "text", "call", "done", "listen_2", "pause_2",
    ]  # fmt: skip


@pytest.mark.parametrize("act", ["move", "copy_below", "burn"])
def test_a_step_is_not_put_behind_itself(eva, mine, act):
    answer = eva.post(f"/strategies/{mine.pk}/steps/listen/place/", {"place": "listen/timeout", "act": act})

    assert answer.status_code == 422
    assert draft(mine) == mine.draft


def test_the_entry_stays(eva, mine):
    assert eva.post(f"/strategies/{mine.pk}/steps/entry/delete/", {"revision": "1"}).status_code == 404
    copied = eva.post(f"/strategies/{mine.pk}/steps/entry/place/", {"place": "call/next", "act": "copy"})
    assert copied.status_code == 404


def test_ways_are_led_elsewhere_or_nowhere(eva, mine):
    page = text_of(eva.get(f"/strategies/{mine.pk}/steps/listen/connections/"))
    eva.post(
        f"/strategies/{mine.pk}/steps/listen/connections/",
        {"way-0": "call", "way-1": "", "way-2": "done", "revision": "1"},
    )

    assert "promise made" in page
    assert ways(mine, "listen") == {"promise_made": "call", "timeout": "done"}
    assert "nowhere yet" in text_of(eva.get(f"/strategies/{mine.pk}/?show=draft"))


def test_edits_are_undone_one_by_one(eva, mine):
    first = mine.draft
    eva.post(f"/strategies/{mine.pk}/steps/pause/delete/", {"revision": "1"})
    second = draft(mine)
    eva.post(f"/strategies/{mine.pk}/steps/call/delete/", {"revision": "2"})

    states = []
    for _ in range(3):
        eva.post(f"/strategies/{mine.pk}/undo/")
        states.append(draft(mine))

    assert states == [second, first, first]


def test_an_edit_that_somebody_built_upon_is_not_undone(eva, mine):
    eva.post(f"/strategies/{mine.pk}/steps/pause/delete/", {"revision": "1"})
    kept = json.dumps(draft(mine))
    eva.post(f"/strategies/{mine.pk}/draft/", {"doc": kept, "revision": "2"}, headers={"Accept": "application/json"})
    later = draft(mine)

    eva.post(f"/strategies/{mine.pk}/undo/")

    assert draft(mine) == later


def test_title_and_exits(eva, mine):
    eva.post(
        f"/strategies/{mine.pk}/settings/",
        {"title_es": "Aviso", "title_en": "", "exit": ["paid", "opted_out_all"], "revision": "1"},
    )

    assert draft(mine)["title"] == {"es": "Aviso"}
    assert draft(mine)["exit"] == ["paid", "opted_out_all"]
    assert "Title and exits" in text_of(eva.get(f"/strategies/{mine.pk}/settings/"))


def test_leads_see_strategies_and_edit_nothing(mine):
    ben = signed_in(factories.ben(factories.creditor(factories.LUMEN)))

    assert ben.get(f"/strategies/{mine.pk}/steps/listen/").status_code == 403
    assert "/steps/listen/" not in text_of(ben.get(f"/strategies/{mine.pk}/?show=draft"))
