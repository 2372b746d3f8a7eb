"""The list view edits every step, without script too; a case is walked through. Publishing and after: `canvas_life`."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from acuerdo.kernel import clock
from acuerdo.staff.enums import Role
from acuerdo.strategies.models import Strategy
from tests.e2e.conftest import PHONE
from tests.e2e.keyboard import tab_to
from tests.e2e.scene import creditor_at_work
from tests.e2e.worker import MONDAY, Clock


@pytest.fixture
def at_work(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Any:
    monkeypatch.setattr(clock, "now", Clock(MONDAY).now)
    return creditor_at_work(now=MONDAY)


@pytest.fixture
def mine(at_work) -> Strategy:
    return Strategy.objects.get(key="first-notice")


def test_steps_are_edited_in_the_list_by_mouse_and_by_keyboard(signed_in, mine, axe, shot, no_csp_violations):
    page = signed_in(Role.STRATEGIST)
    page.goto(f"/strategies/{mine.pk}/")
    page.get_by_role("link", name="Edit", exact=True).click()
    assert axe(page) == []
    shot(page, "strategy-list-draft")

    wait_five_days(page, axe, shot)
    add_a_reminder(page, axe, shot)
    enter(page, "#step-pause a[href$='/steps/pause/']")
    page.get_by_role("heading", name="pause").wait_for()
    tab_to(page, page.locator("input[name='s-for']"))
    page.keyboard.press("Control+a")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    page.get_by_text("Step saved.").wait_for()

    settings = {node["id"]: node["data"] for node in draft(mine)["nodes"]}
    assert (settings["answer"]["timeout"], settings["pause"]["for"]) == ("P5D", "P4D")
    assert settings["message"]["template"] == "reminder-sms"
    enter(page, "a[href$='/publish/']")
    page.get_by_role("heading", name="Publish").wait_for()
    expect(page.locator("del", has_text="3 days 12 hours")).to_be_visible()


def wait_five_days(page: Page, axe: Any, shot: Any) -> None:
    """The wait for an answer lasts five days instead of three and a half."""
    page.locator("#step-answer").get_by_role("link", name="Edit").click()
    assert axe(page) == []
    shot(page, "strategy-step-form")
    page.get_by_label("How many").fill("5")
    page.get_by_label("Unit").select_option(label="days")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Step saved.").wait_for()


def add_a_reminder(page: Page, axe: Any, shot: Any) -> None:
    """A second reminder goes between; its template is picked with a preview."""
    page.get_by_role("link", name="Add a step after pause: then").click()
    assert axe(page) == []
    shot(page, "strategy-add-step")
    page.get_by_role("button", name="Message", exact=False).first.click()
    page.get_by_label("Template", exact=True).select_option("reminder-sms")
    page.get_by_text("As it reads, with sample values").wait_for()
    assert axe(page) == []
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Step saved.").wait_for()


def test_the_list_edits_without_script_and_undoes(signed_in, mine, shot):
    page = signed_in(Role.STRATEGIST, java_script_enabled=False)
    page.goto(f"/strategies/{mine.pk}/?show=draft")

    with page.expect_navigation():
        page.get_by_role("link", name="Add a step after pause: then").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Split by rules").click()
    with page.expect_navigation():
        page.locator("button[value='row-add:branches']").click()
    page.locator("[name='s-branches-0-name']").fill("Owes a lot")
    with page.expect_navigation():
        page.locator("button[value='add:s-branches-0-when']").click()
    page.locator("[name='s-branches-0-when.0.fact']").select_option("debt.balance")
    with page.expect_navigation():
        page.get_by_role("button", name="Update the form").click()
    page.locator("[name='s-branches-0-when.0.op']").select_option(">=")
    page.locator("[name='s-branches-0-when.0.value']").fill("500")
    page.locator("[name='s-branches-1-name']").fill("Owes little")
    shot(page, "strategy-split-without-script")
    page.get_by_role("button", name="Save").click()

    undone_and_moved_without_script(page)
    ways = {edge["out"]: edge["to"] for edge in draft(mine)["edges"] if edge["from"] == "answer"}
    assert ways == {"promise_made": "answered", "replied": "pause", "timeout": "split"}


def undone_and_moved_without_script(page: Page) -> None:
    expect(page.locator("#step-split").get_by_text("owes-a-lot").first).to_be_visible()
    page.locator("#step-split").get_by_role("button", name="Delete").click()
    expect(page.locator("#step-split")).to_have_count(0)
    page.get_by_role("button", name="Undo last edit").click()
    expect(page.locator("#step-split")).to_have_count(1)
    with page.expect_navigation():
        page.locator("#step-pause").get_by_role("link", name="Move or copy").click()
    page.get_by_label("Put it into").select_option("answer/replied")
    with page.expect_navigation():
        page.get_by_role("button", name="Move", exact=True).click()


def test_a_case_walks_through_with_a_clock_that_skips_waits(signed_in, mine, axe, shot, no_csp_violations):
    page = signed_in(Role.STRATEGIST)
    page.goto(f"/strategies/{mine.pk}/")
    page.get_by_role("link", name="Test").click()
    assert axe(page) == []
    expect(page.get_by_text("Núñez")).to_have_count(0)
    page.locator(".case-choices a").first.click()
    page.get_by_role("heading", name="What happens next?").wait_for()
    assert axe(page) == []
    shot(page, "strategy-test")

    for _ in range(10):
        skip = page.get_by_role("link", name="kip the wait")
        if not skip.count():
            break
        skip.click()
        page.wait_for_load_state()

    expect(page.get_by_role("heading", name="The walk is over")).to_be_visible()
    expect(page.get_by_text("A task would be made: “Llamar”.")).to_be_visible()


def test_a_forecast_says_that_it_is_being_calculated(signed_in, mine, axe, shot, no_csp_violations):
    page = signed_in(Role.STRATEGIST)
    page.goto(f"/strategies/{mine.pk}/forecast/")
    button = page.locator("form[data-slow] button")

    # An answer without content leaves the page as it is: as if it were on its way.
    page.route("**/forecast/?*people*", lambda route: route.fulfill(status=204))
    button.click()
    expect(button).to_have_text("Calculating…")
    expect(button).to_have_attribute("aria-busy", "true")
    assert axe(page) == []
    shot(page, "strategy-forecast-busy", full=False)
    page.unroute("**/forecast/?*people*")
    button.click()

    page.get_by_role("heading", name="Contacts by channel").wait_for()
    expect(button).to_have_text("Calculate the forecast")
    assert axe(page) == []
    shot(page, "strategy-forecast")


def test_pages_read_well_on_a_phone(signed_in, mine, axe, shot, no_csp_violations):
    page = signed_in(Role.STRATEGIST, viewport=PHONE)

    for name, path in {
        "draft": "?show=draft",
        "step": "steps/answer/",
        "place": "steps/answer/place/",
        "connections": "steps/answer/connections/",
        "publish": "publish/",
        "versions": "versions/",
        "test": "test/",
    }.items():
        page.goto(f"/strategies/{mine.pk}/{path}")
        assert axe(page) == [], name
        shot(page, f"strategy-{name}-phone")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def draft(strategy: Strategy) -> dict[str, Any]:
    found: dict[str, Any] = Strategy.objects.get(pk=strategy.pk).draft
    return found


def enter(page: Page, selector: str) -> None:
    """Go there with the Tab key and press Enter."""
    tab_to(page, page.locator(selector))
    page.keyboard.press("Enter")
