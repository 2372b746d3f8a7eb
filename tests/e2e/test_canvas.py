"""The strategy canvas, by mouse and again by keys alone: twelve steps from nothing, and the life of what was built."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import expect

from acuerdo.kernel import clock
from acuerdo.staff.enums import Role
from tests.e2e.canvas import Canvas, Keys, Mouse
from tests.e2e.canvas_life import (
    back_and_forth,
    edited_moved_and_rolled_back_by_keys,
    edited_moved_and_rolled_back_by_mouse,
    published_by_keys,
    published_by_mouse,
)
from tests.e2e.scene import people_who_owe
from tests.e2e.worker import MONDAY, Clock

KINDS = Counter({"message": 3, "end": 2, "entry": 1, "wait_event": 1, "split": 1, "experiment": 1, "wait": 1,
                 "agent_task": 1, "offer": 1})  # fmt: skip
# Where each way leads in the end, whichever hands built it.
WAYS = {
    ("entry", "next", "message"),
    ("message", "sent", "wait_event"),
    ("message", "not_allowed", "wait_event"),
    ("message", "no_contact_point", "wait_event"),
    ("wait_event", "replied", "end_2"),
    ("wait_event", "link_clicked", "end_2"),
    ("wait_event", "timeout", "split"),
    ("split", "large", "experiment"),
    ("split", "small", "offer"),
    ("split", "otherwise", "agent_task"),
    ("experiment", "a", "message_2"),
    ("experiment", "b", "message_3"),
    ("experiment", "hold_out", "wait"),
    ("message_2", "sent", "agent_task"),
    ("message_2", "not_allowed", "agent_task"),
    ("message_2", "no_contact_point", "agent_task"),
    ("message_3", "sent", "agent_task"),
    ("message_3", "not_allowed", "agent_task"),
    ("message_3", "no_contact_point", "agent_task"),
    ("wait", "next", "agent_task"),
    ("offer", "next", "agent_task"),
    ("agent_task", "next", "end"),
}

# Step, channel, template and its title.
TEXTS = (
    ("message", "sms", "overdue-sms", "Overdue"),
    ("message_2", "email", "overdue-email", "Overdue"),
    ("message_3", "sms", "reminder-sms", "Reminder"),
)


@pytest.fixture
def at_work(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> None:
    """Three people owe, nobody has written to them yet; it is Monday, ten in the morning."""
    monkeypatch.setattr(clock, "now", Clock(MONDAY).now)
    people_who_owe(now=MONDAY)


def nothing_is_left_to_fix(canvas: Canvas) -> None:
    expect(canvas.page.get_by_role("button", name="Nothing to fix")).to_be_visible()
    assert Counter(node["kind"] for node in canvas.document["nodes"]) == KINDS
    assert canvas.ways == WAYS


def split_by_mouse(mouse: Mouse) -> None:
    form = mouse.page.locator("#step-form")
    for number, (name, most) in enumerate([("large", "1000"), ("small", "100")]):
        if number:
            form.get_by_role("button", name="Add", exact=True).click()
            mouse.settled()
        form.locator(f"[name='s-branches-{number}-name']").fill(name)
        form.get_by_role("button", name="Condition", exact=True).nth(number).click()
        rule = f"s-branches-{number}-when.0"
        form.locator(f"[name='{rule}.fact']").wait_for()
        mouse.settled()
        form.locator(f"[name='{rule}.fact']").select_option("debt.balance")
        form.locator(f"[name='{rule}.op']").wait_for()
        mouse.settled()
        form.locator(f"[name='{rule}.op']").select_option(">=")
        mouse.settled()
        form.locator(f"[name='{rule}.value']").fill(most)
    form.get_by_role("button", name="Apply").last.click()
    mouse.has("line:split?large", "line:split?small", "line:split?otherwise")


def build_by_mouse(mouse: Mouse) -> None:
    """Twelve steps by drags and by the "+" of lines."""
    mouse.drag_kind("Message", "entry?next")
    mouse.add("Wait for an event", "message?next")
    mouse.drag_kind("Split by rules", "wait_event?timeout")
    split_by_mouse(mouse)
    mouse.drag_kind("Experiment", "split?large")
    mouse.drag_kind("Message", "experiment?a")
    mouse.add("Message", "experiment?b")
    mouse.drag_kind("Wait", "experiment?hold_out")
    mouse.add("Offer", "split?small")
    mouse.drag_kind("Agent task", "split?otherwise")
    mouse.add("End", "agent_task?next")
    mouse.add("End", "wait_event?replied")
    mouse.lead("wait_event?link_clicked", "end_2")
    mouse.lead("wait?next", "agent_task")


def test_twelve_steps_are_built_published_edited_and_rolled_back_by_mouse(
    signed_in, at_work, axe, shot, no_csp_violations
):
    page = signed_in(Role.STRATEGIST)
    mouse = Mouse(page)

    page.goto("/strategies/")
    page.get_by_role("link", name="New strategy").first.click()
    page.get_by_label("Title").fill("Two hands")
    page.get_by_role("button", name="Build it on the canvas").click()
    mouse.has("line:entry?next")
    empty = mouse.document
    assert axe(page) == []
    build_by_mouse(mouse)
    shot(page, "canvas-faults", full=False)
    fix_by_mouse(mouse)
    nothing_is_left_to_fix(mouse)
    assert axe(page) == []
    page.get_by_role("button", name="Show all").click()
    shot(page, "canvas-built", full=False)
    back_and_forth(mouse, empty)
    page.get_by_role("button", name="Publish…").click()
    published_by_mouse(page)

    edited_moved_and_rolled_back_by_mouse(mouse, axe, shot)


def fix_by_mouse(mouse: Mouse) -> None:
    """Follow the list of what is to be fixed, one after the other."""
    page = mouse.page
    form = page.locator("#step-form")
    for step, channel, template, title in TEXTS:
        to_fix(mouse, step)
        if channel != "sms":
            form.locator("[name='s-channel']").select_option(channel)
            mouse.settled()
            form.locator(f"[name='s-template'] option[value='{template}']").wait_for(state="attached")
        form.locator("[name='s-template']").select_option(template)
        mouse.is_applied(title, step=step)
    for way in ("sent", "not allowed", "cannot be reached there"):
        for step in ("message_2", "message_3"):
            to_fix(mouse, step)
            page.get_by_label(f"“{way}” leads to").select_option("agent_task")
    to_fix(mouse, "offer")
    form.locator("[name='s-discount_percent']").fill("20")
    form.get_by_role("button", name="Apply").last.click()
    mouse.is_applied("20", step="offer")
    page.get_by_label("“then” leads to").select_option("agent_task")


def to_fix(mouse: Mouse, step: str) -> None:
    page = mouse.page
    page.get_by_role("button", name="to fix").click()
    page.locator(".to-fix button", has=page.get_by_text(step.replace("_", " ").capitalize(), exact=True)).first.click()
    expect(mouse.spot(f"step:{step}")).to_be_focused()


def split_by_keys(keys: Keys) -> None:
    """Fill in the form of the split: two names with a rule each."""
    keys.open_panel("split")
    for number, (name, most) in enumerate([("large", "1000"), ("small", "100")]):
        if number:
            keys.tab_to("#s-branches ~ * button[value='row-add:branches'], button[value='row-add:branches']")
            keys.press("Enter")
            keys.settled()
        keys.tab_to(f"[name='s-branches-{number}-name']")
        keys.page.keyboard.type(name)
        rule = f"s-branches-{number}-when"
        keys.tab_to(f"button[value='add:{rule}']")
        keys.press("Enter")
        keys.page.locator(f"[name='{rule}.0.fact']").wait_for()
        keys.settled()
        keys.choose(f"[name='{rule}.0.fact']", "balance")
        keys.page.locator(f"[name='{rule}.0.op']").wait_for()
        keys.settled()
        keys.go_down_to(f"[name='{rule}.0.op']", ">=")
        keys.settled()
        keys.tab_to(f"[name='{rule}.0.value']")
        keys.page.keyboard.type(most)
    keys.press("Enter")
    keys.has("line:split?large", "line:split?small", "line:split?otherwise")


def build_by_keys(keys: Keys) -> None:
    """The same twelve steps with the menus of lines."""
    keys.put("message", "entry?next")
    keys.put("wait for an event", "message?next")
    keys.put("split by rules", "wait_event?timeout")
    split_by_keys(keys)
    keys.put("experiment", "split?large")
    keys.put("message", "experiment?a")
    keys.put("message", "experiment?b")
    keys.put("wait", "experiment?hold_out")
    keys.put("offer", "split?small")
    keys.put("agent", "split?otherwise")
    keys.put("end", "agent_task?next")
    keys.put("end", "wait_event?replied")
    keys.put("end 2", "wait_event?link_clicked")
    keys.lead("agent task", "wait?next")


def test_the_same_strategy_lives_the_same_life_by_keys_alone(signed_in, at_work, shot, no_csp_violations):
    page = signed_in(Role.STRATEGIST)
    keys = Keys(page)

    page.goto("/strategies/")
    keys.press("n")
    page.wait_for_url("/strategies/new/canvas/")
    keys.tab_to("[name='title']")
    page.keyboard.type("Two hands")
    keys.press("Enter")
    keys.has("line:entry?next")
    empty = keys.document
    build_by_keys(keys)
    fix_by_keys(keys)
    nothing_is_left_to_fix(keys)
    back_and_forth(keys, empty)
    keys.stand_on("step:split")
    keys.press("b")
    page.get_by_text("8 steps chosen").wait_for(state="attached")
    shot(page, "canvas-keys", full=False)
    keys.press("Delete")
    assert keys.steps == ["entry", "message", "wait_event", "end_2"]
    keys.press("Control+z", "Control+s")
    page.get_by_text("Draft saved.").first.wait_for()
    keys.tab_to(".bar .btn-primary")
    keys.press("Enter")
    published_by_keys(keys)

    edited_moved_and_rolled_back_by_keys(keys)


def fix_by_keys(keys: Keys) -> None:
    for step, channel, template, title in TEXTS:
        keys.open_panel(step)
        if channel != "sms":
            keys.go_down_to("[name='s-channel']", channel)
        keys.page.locator(f"[name='s-template'] option[value='{template}']").wait_for(state="attached")
        keys.go_down_to("[name='s-template']", template)
        keys.is_applied(title, step=step)
    for step in ("message_2", "message_3"):
        for way in ("sent", "not_allowed", "no_contact_point"):
            keys.lead("agent task", f"{step}?{way}")
    keys.open_panel("offer")
    keys.tab_to("[name='s-discount_percent']")
    keys.page.keyboard.type("20")
    keys.press("Enter")
    keys.is_applied("20", step="offer")
    keys.lead("agent task", "offer?next")
