"""Nothing is lost on the canvas: others who save, closed tabs, readers, telephones; and 200 steps stay quick."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from acuerdo.kernel import clock
from acuerdo.kernel.audit import Actor
from acuerdo.staff.enums import Role
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.operations import create_strategy, save_draft
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.file_form import read_file
from benchmarks.drawn.document import long_document
from tests.e2e.canvas import Canvas, Keys, Mouse
from tests.e2e.conftest import PHONE
from tests.e2e.scene import STRATEGY
from tests.gallery import gallery

EVA = Actor(kind="user", id=7, name="Eva Sanz")


@pytest.fixture
def draft(transactional_db: None) -> Strategy:
    gallery(now=clock.now())
    made = create_strategy(document=read_file(STRATEGY).document, creditor_id=None, actor=EVA, now=clock.now())
    return Strategy.objects.get(pk=made)


def times_arranged(page: Page) -> int:
    return int(page.evaluate("() => performance.getEntriesByName('canvas:layout').length"))


def test_two_hundred_steps_are_arranged_once_and_once_more_for_what_is_dropped(
    signed_in, draft, shot, no_csp_violations
):
    made = create_strategy(document=long_document(200), creditor_id=None, actor=EVA, now=clock.now())
    page = signed_in(Role.STRATEGIST)
    mouse = Mouse(page)

    page.goto(f"/strategies/{made}/canvas/")
    expect(page.locator(".card")).to_have_count(198)
    expect(page.get_by_role("button", name="Nothing to fix")).to_be_visible()
    assert times_arranged(page) == 1
    mouse.drag_kind("Wait", "entry>split_0")
    mouse.has("step:wait")
    page.keyboard.press("Control+z")
    expect(mouse.spot("step:wait")).to_have_count(0)
    shot(page, "canvas-200", full=False)

    assert times_arranged(page) == 2


def test_whoever_saves_second_is_told_and_keeps_a_copy(signed_in, draft, axe, shot, no_csp_violations):
    page = signed_in(Role.STRATEGIST)
    mouse = Mouse(page)
    page.goto(f"/strategies/{draft.pk}/canvas/")
    mouse.has("line:pause>call")
    theirs = Document.model_validate(draft.draft).model_copy(update={"title": {"en": "Theirs"}})
    save_draft(strategy_id=draft.pk, revision=1, document=theirs, actor=EVA, now=clock.now())

    mouse.add("Wait", "pause>call")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("heading", name="Eva Sanz saved this strategy meanwhile").wait_for()
    assert axe(page) == []
    shot(page, "canvas-conflict", full=False)
    with page.expect_download() as download:
        page.get_by_role("button", name="Keep my copy (YAML)").click()
    page.get_by_role("button", name="Load what was saved").click()

    page.get_by_role("heading", name="Theirs").first.wait_for()
    assert "wait" not in mouse.steps
    mine = read_file(download.value.path().read_bytes()).document
    assert {node.id for node in mine.nodes} == {*(node["id"] for node in draft.draft["nodes"]), "wait"}
    assert Strategy.objects.get().draft["title"] == {"en": "Theirs"}


def test_what_was_not_saved_comes_back_with_the_page(signed_in, draft, no_csp_violations):
    page = signed_in(Role.STRATEGIST)
    mouse = Mouse(page)
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.accept())
    page.goto(f"/strategies/{draft.pk}/canvas/")
    mouse.has("line:pause>call")

    mouse.add("Wait", "pause>call")
    mouse.has("step:wait")
    page.reload()
    page.get_by_role("button", name="Bring them back").click()
    mouse.has("step:wait")
    page.keyboard.press("Control+s")
    page.get_by_text("Draft saved.").first.wait_for()
    page.reload()
    mouse.has("step:wait")

    assert asked == ["beforeunload"]
    expect(page.get_by_role("button", name="Bring them back")).to_have_count(0)


def test_steps_are_moved_copied_and_deleted_with_what_follows(signed_in, draft, no_csp_violations):
    page = signed_in(Role.STRATEGIST)
    keys = Keys(page)
    page.goto(f"/strategies/{draft.pk}/canvas/")
    keys.has("step:pause")

    keys.stand_on("step:answer")
    keys.press("b", "Control+c")
    page.get_by_text("2 steps copied").wait_for(state="attached")
    keys.stand_on("line:mail>call|not_allowed")
    keys.press("Control+v")
    keys.has("step:answer_2", "step:pause_2")
    assert {
        ("mail", "not_allowed", "answer_2"),
        ("answer_2", "timeout", "pause_2"),
        ("pause_2", "next", "call"),
    } <= keys.ways
    keys.stand_on("step:reminder")
    keys.press("Control+x")
    assert ("size", "otherwise", "answer") in keys.ways
    keys.stand_on("line:call>answered")
    keys.press("Control+v")
    keys.has("step:reminder")
    assert {("call", "next", "reminder"), ("reminder", "sent", "answered")} <= keys.ways
    keys.press("Control+z", "Control+z", "Control+z")

    assert keys.document == draft.draft


def test_an_open_way_stays_open_when_the_settings_of_its_step_change(signed_in, draft, no_csp_violations):
    page = signed_in(Role.STRATEGIST)
    keys = Keys(page)
    page.goto(f"/strategies/{draft.pk}/canvas/")
    keys.has("step:size")

    keys.stand_on("line:size>reminder")
    keys.press("Delete")
    keys.has("line:size?otherwise")
    keys.open_panel("size")
    keys.tab_to("[name='s-branches-0-when.0.value']")
    keys.press("Control+a")
    page.keyboard.type("300")
    keys.press("Enter")
    keys.is_applied("300.00", step="size")

    keys.has("line:size?otherwise")
    assert {way for way in keys.ways if way[0] == "size"} == {("size", "large", "mail")}


def test_readers_and_telephones_look_only(signed_in, draft, axe, shot, no_csp_violations):
    reader, telephone = signed_in(Role.LEAD, name="Ben Lead"), signed_in(Role.STRATEGIST, viewport=PHONE)
    for name, page in {"reader": reader, "telephone": telephone}.items():
        canvas = Canvas(page)
        page.goto(f"/strategies/{draft.pk}/canvas/")
        canvas.spot("step:entry").focus()
        page.keyboard.press("ArrowDown")
        expect(canvas.spot("step:size")).to_be_focused()
        page.keyboard.press("a")
        page.keyboard.press("Delete")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Size")).to_be_focused()

        assert canvas.document == draft.draft
        expect(page.locator(".plus, .kinds, .menu, #step-form")).to_have_count(0)
        assert axe(page) == []
        shot(page, f"canvas-{name}", full=False)
