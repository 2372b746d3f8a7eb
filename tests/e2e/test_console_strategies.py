"""Strategies by keyboard alone: upload, publish, pause, and what a broken file says."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from acuerdo.kernel import clock
from acuerdo.staff.enums import Role
from acuerdo.strategies.models import Strategy
from tests.e2e.scene import STRATEGY
from tests.gallery import gallery


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "first-notice.yaml"
    path.write_text(STRATEGY, encoding="utf-8")
    return path


@pytest.fixture
def texts(transactional_db: None) -> None:
    gallery(now=clock.now())


def tab_to(page: Page, selector: str, presses: int = 60) -> None:
    """Move the focus with the Tab key alone."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    pytest.fail(f"the Tab key never reaches {selector}")


def test_a_strategy_is_uploaded_and_published_by_keyboard_alone(signed_in, texts, file, axe, shot, no_csp_violations):
    page = signed_in(Role.STRATEGIST)

    page.goto("/strategies/")
    assert axe(page) == []
    page.keyboard.press("u")
    page.wait_for_url("/strategies/new/")
    assert axe(page) == []
    page.get_by_label("Upload a file").set_input_files(file)
    tab_to(page, "button.btn-primary")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="First notice").wait_for()
    assert axe(page) == []
    tab_to(page, "a[href$='/publish/']")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Publish").wait_for()
    assert axe(page) == []
    tab_to(page, "main form button.btn-primary")
    page.keyboard.press("Enter")
    page.get_by_text("Version 1 is live.").wait_for()
    assert axe(page) == []
    shot(page, "strategy-live")
    tab_to(page, "form[action$='/pause/'] button")
    page.keyboard.press("Enter")
    page.get_by_text("Paused: every case stays where it is.").wait_for()
    assert axe(page) == []

    assert [(row.key, row.status) for row in Strategy.objects.all()] == [("first-notice", "paused")]


def test_a_broken_file_names_the_line_and_a_dead_end_the_step(signed_in, texts, axe, shot, no_csp_violations):
    page = signed_in(Role.STRATEGIST, java_script_enabled=False)

    page.goto("/strategies/new/")
    page.get_by_label("Strategy file").fill("strategy: x\nsteps: [")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alert").get_by_text("Line 2")).to_be_visible()
    assert Strategy.objects.count() == 0
    page.get_by_label("Strategy file").fill(STRATEGY.replace("timeout: pause}", "timeout: nowhere}"))
    page.get_by_role("button", name="Save draft").click()
    shot(page, "strategy-faults")

    expect(page.get_by_text("nowhere").first).to_be_visible()
    page.get_by_role("link", name="Publish").click()
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()
