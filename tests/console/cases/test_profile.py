"""The case page says how risky a case is and why, and what suits the person."""

from __future__ import annotations

import pytest

from tests import factories
from tests.console.people import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def roble():
    return factories.creditor()


def page_of(roble, **facts):
    case = factories.case(factories.debtor(at=roble), roble)
    if facts:
        factories.facts(case, **facts)
    return text_of(signed_in(factories.ana(roble)).get(f"/cases/{case.pk}/"))


def test_risk_is_explained_part_by_part(roble):
    html = page_of(roble, promises_broken=1)

    assert "no payment so far" in html
    assert "one broken promise" in html
    assert "10 points" in html
    assert "What suits them" not in html


def test_what_suits_is_said_with_its_reason(roble):
    html = page_of(
        roble, suiting_tone="friendly", suiting_tone_reason="paid:2:3:friendly", suiting_channel="sms", suiting_hour=19
    )

    assert "Tone: friendly" in html
    assert "paid after 2 of 3 friendly messages" in html
    assert "Channel: SMS" in html
    assert "Hour: about 19:00" in html


def test_a_case_without_facts_has_no_panel(roble):
    assert "of 100 points" not in page_of(roble)


def test_the_hour_where_the_debtor_lives_is_named_where_it_differs(roble):
    here, there = (
        factories.debtor(name, at=roble, time_zone=zone)
        for name, zone in (("Luis Gil", "Europe/Madrid"), ("Eva Paz", "America/Lima"))
    )
    browser = signed_in(factories.ana(roble))

    pages = [text_of(browser.get(f"/cases/{factories.case(each, roble).pk}/")) for each in (here, there)]

    assert ["it is" in page and " there</span>" in page for page in pages] == [False, True]
