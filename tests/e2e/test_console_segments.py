"""The rule builder, with a mouse and script, and without either."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from acuerdo.kernel import clock
from acuerdo.segments.models import Segment
from acuerdo.staff.enums import Role
from tests.e2e.scene import creditor_at_work
from tests.e2e.worker import MONDAY, Clock

RULE = {
    "all": [
        {"fact": "debt.balance", "op": ">=", "value": "200"},
        {"any": [{"fact": "case.stage", "op": "in", "value": ["early", "late"]}]},
    ]
}


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Any:
    monkeypatch.setattr(clock, "now", Clock(MONDAY).now)
    return creditor_at_work(now=MONDAY)


def settled(page):
    """Wait until a redrawn form listens again: a person is slower than the 20 ms that takes, a test is not."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


def test_a_rule_is_built_with_live_count(signed_in, work, axe, shot, no_csp_violations):
    page = signed_in(Role.STRATEGIST)

    page.goto("/segments/new/")
    assert axe(page) == []
    page.get_by_label("Name", exact=True).fill("Grandes")
    page.locator("[name='rule.0.fact']").select_option("debt.balance")
    page.locator("[name='rule.0.op']").wait_for()
    settled(page)
    with page.expect_response("/segments/new/"):
        page.locator("[name='rule.0.op']").select_option(">=")
    settled(page)
    page.locator("[name='rule.0.value']").press_sequentially("200", delay=30)
    page.get_by_role("heading", name="2 cases now").wait_for()
    page.get_by_role("button", name="Group").click()
    page.locator("[name='rule.1.0.fact']").wait_for()
    settled(page)
    page.locator("[name='rule.1.0.fact']").select_option("case.stage")
    page.locator("[name='rule.1.0.op']").wait_for()
    settled(page)
    page.locator("[name='rule.1.0.op']").select_option("in")
    page.locator("[name='rule.1.0.value'][multiple]").wait_for()
    settled(page)
    page.locator("[name='rule.1.0.value']").select_option(["early", "late"])
    page.get_by_role("heading", name="2 cases now").wait_for()
    assert axe(page) == []
    shot(page, "segment-built")
    page.locator("button.btn-primary", has_text="Save").click()
    page.get_by_text("Segment saved.").wait_for()

    assert Segment.objects.get(name="Grandes").rule == RULE


def test_a_rule_is_built_without_script(signed_in, work, no_csp_violations):
    page = signed_in(Role.STRATEGIST, java_script_enabled=False)

    page.goto("/segments/new/")
    page.get_by_label("Name", exact=True).fill("Grandes")
    page.locator("[name='rule.0.fact']").select_option("debt.balance")
    page.get_by_role("button", name="Update the form").click()
    page.locator("[name='rule.0.op']").select_option(">=")
    page.locator("[name='rule.0.value']").fill("200")
    page.get_by_role("button", name="Condition", exact=True).click()
    page.get_by_role("button", name="Remove this condition").nth(1).click()
    page.locator("button.btn-primary", has_text="Save").click()

    expect(page.get_by_role("heading", name="Grandes")).to_be_visible()
    assert Segment.objects.get(name="Grandes").rule == {"all": [RULE["all"][0]]}
