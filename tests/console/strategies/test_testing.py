"""Testing a strategy on a real case: nobody's name on screen, nothing sent."""

from __future__ import annotations

import re

import pytest

from acuerdo.channels.models import Message
from acuerdo.strategies.models import Enrolment
from tests import factories
from tests.console.people import signed_in, text_of
from tests.strategies import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(roble):
    return scenes.strategy()


@pytest.fixture
def case(roble):
    return scenes.owing("Carla Núñez Prieto", roble, stage="early", open_tasks=1).pk


START = "2026-06-15T08:00:00%2B00:00"


def test_cases_are_chosen_without_their_names(eva, mine, case):
    page = text_of(eva.get(f"/strategies/{mine.pk}/test/?q=Carla"))

    assert f"?case={case}&amp;show=draft" in page
    assert "Núñez" not in page


def test_a_case_is_walked_with_facts_rules_verdict_and_text(eva, mine, case):
    page = text_of(eva.get(f"/strategies/{mine.pk}/test/?case={case}&at={START}"))

    assert "does not hold" in page
    assert "The gate allows it" in page
    assert "text-preview-body" in page
    assert "Núñez" not in page
    assert Enrolment.objects.count() == Message.objects.count() == 0


def test_waits_are_skipped_and_events_chosen_until_the_end(eva, mine, case):
    first = text_of(eva.get(f"/strategies/{mine.pk}/test/?case={case}&at={START}"))
    clicked = re.search(r'href="(\?[^"]*then=link_clicked[^"]*)#next"', first)[1].replace("&amp;", "&")
    second = text_of(eva.get(f"/strategies/{mine.pk}/test/{clicked}"))
    skipped = re.search(r'href="(\?[^"]*then=&amp;[^"]*)#next"', second)[1].replace("&amp;", "&")
    third = text_of(eva.get(f"/strategies/{mine.pk}/test/{skipped}"))

    assert "promise made" in first
    assert "Skip the wait" in second
    assert "The walk is over" in third
    assert "A task would be made: “Llamar”." in third


def test_a_draft_with_faults_names_them_while_the_live_version_is_walked(eva, mine, case):
    eva.post(f"/strategies/{mine.pk}/steps/done/delete/", {"revision": "1"})

    draft = text_of(eva.get(f"/strategies/{mine.pk}/test/?case={case}"))
    live = text_of(eva.get(f"/strategies/{mine.pk}/test/?case={case}&show=live"))

    assert "It cannot be walked yet" in draft
    assert "What happens next?" in live or "The walk is over" in live


@pytest.mark.parametrize("at", ["", "yesterday", "2026-13-45T00:00", "2026-06-15"])
def test_a_walk_without_a_time_begins_now(eva, mine, case, at):
    assert eva.get(f"/strategies/{mine.pk}/test/?case={case}&at={at}").status_code == 200


def test_cases_out_of_sight_do_not_exist(roble, mine, case):
    lumen = factories.creditor(factories.LUMEN)
    ben = signed_in(factories.ben(lumen))

    assert ben.get(f"/strategies/{mine.pk}/test/?case={case}").status_code == 404
    assert ben.get(f"/strategies/{mine.pk}/test/?case={case}0").status_code == 404
    assert ben.get(f"/strategies/{mine.pk}/test/?case=x").status_code == 200
