"""After the first publishing, on the canvas: edited, compared, cases moved, rolled back. By mouse, or by keys."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from acuerdo.kernel import clock
from acuerdo.strategies.models import Enrolment, Move, Strategy, StrategyVersion
from acuerdo.strategies.operations import finish_move
from tests.e2e.canvas import Canvas, Keys, Mouse
from tests.e2e.worker import run_loops

MAIN_BUTTON = "main form button.btn-primary"


def published_by_mouse(page: Page) -> None:
    page.get_by_role("heading", name="Publish").wait_for()
    page.get_by_role("button", name="Publish", exact=True).click()
    first_version_is_live(page)


def published_by_keys(keys: Keys) -> None:
    keys.page.get_by_role("heading", name="Publish").wait_for()
    keys.tab_to(MAIN_BUTTON)
    keys.press("Enter")
    first_version_is_live(keys.page)


def first_version_is_live(page: Page) -> None:
    page.get_by_text("Version 1 is live.").wait_for()
    assert [(row.key, row.status) for row in Strategy.objects.all()] == [("two-hands", "live")]


def versions_inside() -> set[int]:
    """The numbers of the versions that running cases are on."""
    numbers = dict(StrategyVersion.objects.values_list("pk", "number"))
    return {numbers[row] for row in Enrolment.objects.filter(status=1).values_list("version_id", flat=True)}


def edited_moved_and_rolled_back_by_mouse(mouse: Mouse, axe: Any, shot: Any) -> None:
    page = mouse.page
    run_loops()
    page.get_by_role("link", name="Canvas").click()
    expect(mouse.spot("step:wait_event")).to_contain_text("3 here")
    published = mouse.document
    mouse.spot("step:wait_event").click()
    page.locator("#step-form [name='s-timeout']").fill("5")
    page.locator("#step-form").get_by_role("button", name="Apply").last.click()
    mouse.is_applied("at most 5 days", step="wait_event")
    mouse.add("Wait", "wait_event>split")
    mouse.has("step:wait_2")
    back_and_forth(mouse, published)
    shot(page, "canvas-live", full=False)
    page.get_by_role("button", name="Publish…").click()
    difference_is_shown(page)
    assert axe(page) == []
    shot(page, "strategy-publish")
    page.get_by_label("They move to the new version").check()
    page.get_by_role("button", name="Publish", exact=True).click()
    cases_have_moved(page)
    page.reload()
    assert axe(page) == []
    shot(page, "strategy-versions")
    page.get_by_role("link", name="Roll back to 1").click()
    assert axe(page) == []
    page.get_by_label("They finish on the version they are on").check()
    page.get_by_role("button", name="Roll back").click()
    first_version_is_back(page)


def edited_moved_and_rolled_back_by_keys(keys: Keys) -> None:
    page = keys.page
    run_loops()
    keys.press("c")
    expect(keys.spot("step:wait_event")).to_contain_text("3 here")
    published = keys.document
    keys.open_panel("wait_event")
    keys.tab_to("[name='s-timeout']")
    keys.press("Control+a", "5", "Enter")
    keys.is_applied("at most 5 days", step="wait_event")
    keys.put("wait", "wait_event>split")
    keys.has("step:wait_2")
    back_and_forth(keys, published)
    keys.tab_to(".bar .btn-primary")
    keys.press("Enter")
    difference_is_shown(page)
    keys.tab_to("[name='running']")
    keys.press("ArrowDown")
    keys.tab_to(MAIN_BUTTON)
    keys.press("Enter")
    cases_have_moved(page)
    keys.tab_to("a[href$='/roll-back/']")
    keys.press("Enter")
    page.get_by_role("heading", name="Roll back to version 1").wait_for()
    keys.tab_to(MAIN_BUTTON)
    keys.press("Enter")
    first_version_is_back(page)


def back_and_forth(canvas: Canvas, beginning: object) -> None:
    """Undo everything, and do it all again."""
    page, built = canvas.page, canvas.document
    canvas.spot("step:entry").focus()
    undo = page.get_by_role("button", name="Undo")
    while undo.get_attribute("aria-disabled") is None:
        page.keyboard.press("Control+z")
    assert canvas.document == beginning
    redo = page.get_by_role("button", name="Redo")
    while redo.get_attribute("aria-disabled") is None:
        page.keyboard.press("Control+y")
    assert canvas.document == built


def difference_is_shown(page: Page) -> None:
    """The page before going live: what is another, step by step, and whom it touches."""
    page.get_by_role("heading", name="What changes").wait_for()
    expect(page.locator("del", has_text="3 days")).to_be_visible()
    expect(page.locator("ins", has_text="5 days")).to_be_visible()
    expect(page.get_by_role("heading", name="wait_2")).to_contain_text("Added")
    expect(page.get_by_text("3 could move, 0 would stay.")).to_be_visible()


def cases_have_moved(page: Page) -> None:
    page.get_by_text("3 cases are moving to it").wait_for()
    finish_move(move_id=Move.objects.get().pk, now=clock.now())
    assert versions_inside() == {2}


def first_version_is_back(page: Page) -> None:
    page.get_by_text("Version 3 is live.").wait_for()
    assert versions_inside() == {2}
    assert StrategyVersion.objects.get(number=3).document == StrategyVersion.objects.get(number=1).document
