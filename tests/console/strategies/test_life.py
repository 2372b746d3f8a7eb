"""The life of a strategy on screen: what a publication changes and touches, moving, rolling back, halting."""

from __future__ import annotations

import pytest

from acuerdo.strategies.models import Enrolment, Move, Strategy, StrategyVersion
from acuerdo.strategies.operations import finish_move
from tests.console.people import text_of
from tests.factories import NOW
from tests.strategies import scenes

pytestmark = pytest.mark.django_db
LONGER = {
    "action": "apply",
    "name": "listen",
    "s-events": ["promise_made", "link_clicked"],
    "s-timeout": "5",
    "s-timeout_unit": "D",
}


@pytest.fixture
def inside(roble):
    """A case that waits for an answer."""
    return scenes.listening(roble)


@pytest.fixture
def mine(inside):
    return Strategy.objects.get()


def edited(eva, mine, **fields):
    eva.post(f"/strategies/{mine.pk}/steps/listen/", LONGER | {"revision": str(revision(mine))} | fields)


def revision(mine) -> int:
    return Strategy.objects.get(pk=mine.pk).draft_revision


def test_publishing_shows_the_difference_and_who_it_touches(eva, mine):
    edited(eva, mine)
    eva.post(f"/strategies/{mine.pk}/steps/pause/delete/", {"revision": "2"})

    page = text_of(eva.get(f"/strategies/{mine.pk}/publish/"))

    assert "<del>3 days</del>" in page
    assert "<ins>5 days</ins>" in page
    assert '<del class="code">pause</del>' in page
    assert "1 could move, 0 would stay." in page
    assert StrategyVersion.objects.count() == 1


def test_published_with_running_cases_left_on_their_version(eva, mine):
    edited(eva, mine)

    answer = eva.post(f"/strategies/{mine.pk}/publish/", {"running": "finish", "revision": "2"})

    assert answer["Location"] == f"/strategies/{mine.pk}/"
    assert StrategyVersion.objects.count() == 2
    assert Enrolment.objects.get().version_id == StrategyVersion.objects.get(number=1).pk


def test_published_with_running_cases_moving_along(eva, mine):
    edited(eva, mine)

    answer = eva.post(f"/strategies/{mine.pk}/publish/", {"running": "move", "revision": "2"})
    under_way = text_of(eva.get(answer["Location"]))
    finish_move(move_id=Move.objects.get().pk, now=NOW)
    fragment = text_of(eva.get(answer["Location"], headers={"HX-Target": "moves"}))

    assert answer["Location"] == f"/strategies/{mine.pk}/versions/"
    assert 'hx-trigger="every 2s"' in under_way
    assert "every 2s" not in fragment
    assert "1 of 1 moved, 0 stay on their version." in fragment
    assert Enrolment.objects.get().version_id == StrategyVersion.objects.get(number=2).pk


def test_a_case_whose_step_is_gone_stays_and_is_listed(eva, mine, inside):
    eva.post(f"/strategies/{mine.pk}/steps/listen/delete/", {"revision": "1"})
    eva.post(f"/strategies/{mine.pk}/steps/pause/delete/", {"revision": "2"})

    before = text_of(eva.get(f"/strategies/{mine.pk}/publish/"))
    eva.post(f"/strategies/{mine.pk}/publish/", {"running": "move", "revision": "3"})
    finish_move(move_id=Move.objects.get().pk, now=NOW)

    assert "The step is gone" in before
    assert f'href="/cases/{inside}/"' in text_of(eva.get(f"/strategies/{mine.pk}/versions/"))


def test_a_draft_that_changed_since_it_was_looked_at_is_not_published(eva, mine):
    edited(eva, mine)
    edited(eva, mine, **{"s-timeout": "9"})

    answer = eva.post(f"/strategies/{mine.pk}/publish/", {"running": "finish", "revision": "2"})

    assert answer.status_code == 422
    assert "has saved the draft meanwhile" in text_of(answer)
    assert StrategyVersion.objects.count() == 1


def test_faults_keep_the_button_away_and_are_named(eva, mine):
    eva.post(f"/strategies/{mine.pk}/steps/done/delete/", {"revision": "1"})

    page = text_of(eva.get(f"/strategies/{mine.pk}/publish/"))
    answer = eva.post(f"/strategies/{mine.pk}/publish/", {"running": "finish", "revision": "2"})

    assert 'disabled aria-describedby="to-fix"' in page
    assert answer.status_code == 422
    assert StrategyVersion.objects.count() == 1


def test_versions_are_compared_and_rolled_back(eva, mine):
    edited(eva, mine)
    eva.post(f"/strategies/{mine.pk}/publish/", {"running": "finish", "revision": "2"})

    compared = text_of(eva.get(f"/strategies/{mine.pk}/versions/compare/?before=2&after=1"))
    looked_at = text_of(eva.get(f"/strategies/{mine.pk}/versions/1/roll-back/"))
    eva.post(f"/strategies/{mine.pk}/versions/1/roll-back/", {"running": "finish"})

    assert "<del>5 days</del>" in compared
    assert "<ins>3 days</ins>" in looked_at
    assert Strategy.objects.get().live_version_id == StrategyVersion.objects.get(number=3).pk
    assert StrategyVersion.objects.get(number=3).document == StrategyVersion.objects.get(number=1).document
    assert eva.get(f"/strategies/{mine.pk}/versions/9/roll-back/").status_code == 404
    assert eva.get(f"/strategies/{mine.pk}/versions/compare/?before=9").status_code == 404


def test_versions_offer_the_comparison_that_tells_something(eva, mine):
    edited(eva, mine)
    changed = eva.get(f"/strategies/{mine.pk}/versions/").context["form"].initial
    eva.post(f"/strategies/{mine.pk}/publish/", {"running": "finish", "revision": "2"})
    same = eva.get(f"/strategies/{mine.pk}/versions/").context["form"].initial

    assert (changed, same) == ({}, {"before": 1, "after": 2})


def test_a_version_compared_with_the_draft_that_says_the_same(eva, mine):
    page = text_of(eva.get(f"/strategies/{mine.pk}/versions/compare/?before=1&after="))

    assert "Nothing differs." in page


def test_a_strategy_that_another_leads_into_is_not_stopped(eva, mine):
    text = scenes.REMINDER.replace("strategy: reminder", "strategy: first").replace(
        "done: {kind: end, outcome: finished}", "done: {kind: go_to, strategy: reminder}"
    )
    scenes.strategy(text)

    before = text_of(eva.get(f"/strategies/{mine.pk}/stop/"))
    eva.post(f"/strategies/{mine.pk}/stop/")
    eva.post(f"/strategies/{mine.pk}/archive/")
    page = text_of(eva.get(f"/strategies/{mine.pk}/"))

    assert "<li>first (done)</li>" in before
    assert "Nothing was done, because it is in use: first (done). Change these first." in page
    assert Strategy.objects.get(key="reminder").status == "live"


def test_a_stopped_strategy_is_archived(eva, mine):
    assert "This cannot be undone." in text_of(eva.get(f"/strategies/{mine.pk}/stop/"))
    for act in ("stop", "archive"):
        eva.post(f"/strategies/{mine.pk}/{act}/")

    assert Strategy.objects.get().status == "archived"
    assert "data-row" not in text_of(eva.get("/strategies/"))
    assert eva.get(f"/strategies/{mine.pk}/").status_code == 404
