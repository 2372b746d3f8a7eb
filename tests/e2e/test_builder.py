"""An e-mail is made by mouse, and again by keyboard alone; what is typed is shown as it arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from acuerdo.content.models import Template, TemplateVersion
from acuerdo.content.queries import preview_variant
from acuerdo.staff.enums import Role
from tests import factories
from tests.e2e.keyboard import tab_to

TYPES = ["heading", "text", "pay_button", "debt_table", "columns", "button", "qr", "divider", "plan_calculator"]
LEGAL = ["legal", "legal", "legal"]
TITLES = (("Title in Spanish", "Prueba"), ("Title in English", "Trial"), ("Key", "trial"))


@pytest.fixture
def creditor(transactional_db: None) -> Any:
    return factories.creditor(phone="+34 910 000 000", privacy_url="https://banco-roble.example/privacidad")


def written(template: Template, variant: str = "en.neutral") -> Any:
    """The text as the debtor gets it."""
    template.refresh_from_db()
    shown = preview_variant(document=template.draft, variant=variant)
    assert shown.rendered is not None, shown.faults
    return shown.rendered


def types_of(template: Template, variant: str = "en.neutral") -> list[str]:
    template.refresh_from_db()
    return [block["type"] for block in template.draft["variants"][variant]["blocks"]]


def drawn(page: Page, block: str) -> Locator:
    """Where a block is drawn, by id."""
    return page.locator(f"[data-area='{block}']")


def settled(page: Page, count: int) -> None:
    """Wait until the preview shows so many blocks."""
    page.wait_for_function("count => document.querySelectorAll('[data-area]').length === count", arg=count)


def box_of(locator: Locator) -> dict[str, float]:
    box = locator.bounding_box()
    assert box is not None
    return dict(box)


def drag(page: Page, item: Locator, x: float, y: float) -> None:
    item.hover()
    page.mouse.down()
    page.mouse.move(x - 30, y - 30, steps=4)
    page.mouse.move(x, y, steps=4)
    page.locator(".drop-line").wait_for()
    page.mouse.move(x, y)
    page.mouse.up()


def palette(page: Page, kind: str) -> Locator:
    return page.locator(".palette-item").filter(has=page.locator(f"[data-add='{kind}']"))


def drop_all(page: Page) -> None:
    """Every type above the legal texts, and one more into the second column."""
    for number, kind in enumerate(TYPES):
        first_legal = box_of(drawn(page, "b1"))
        drag(page, palette(page, kind), first_legal["x"] + 80, first_legal["y"] + 3)
        settled(page, 4 + number + (2 if "columns" in TYPES[: number + 1] else 0))
    columns = box_of(drawn(page, "b8"))
    drag(page, palette(page, "divider"), columns["x"] + columns["width"] - 60, columns["y"] + columns["height"] - 12)
    settled(page, 15)


def write_by_mouse(page: Page) -> None:
    """Texts of two blocks and the subject, a value chosen from the menu."""
    text = page.get_by_role("textbox", name="Text", exact=True)
    drawn(page, "b4").click()
    text.fill("Hello, ")
    text.press_sequentially("{{")
    page.get_by_role("combobox", name="Find a value").fill("given")
    page.get_by_role("option", name="given name").click()
    page.get_by_label("If it is missing, write").fill("good day")
    page.get_by_role("button", name="Insert", exact=True).click()
    drawn(page, "b5").click()
    text.fill("<script>alert(1)</script> You owe {{ debt.balance }}.")
    page.locator(".inbox-line").click()
    page.get_by_role("textbox", name="Subject", exact=True).fill("About {{ debt.balance }}")


def first_block(page: Page, block: str) -> None:
    page.wait_for_function("id => document.querySelector('[data-area]').dataset.area === id", arg=block)


def test_an_email_of_ten_blocks_by_mouse(
    signed_in: Callable[..., Page],
    creditor: Any,
    axe: Callable[[Page], list[str]],
    shot: Callable[..., Any],
    no_csp_violations: None,
) -> None:
    page = signed_in(Role.STRATEGIST, viewport={"width": 1440, "height": 1600})
    page.goto("/templates/new/")
    for label, text in TITLES:
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Write the texts").click()
    page.get_by_role("button", name="Start empty").click()
    settled(page, 3)

    drop_all(page)
    write_by_mouse(page)
    frame = page.frame_locator(".preview-page").first
    frame.get_by_text("<script>alert(1)</script> You owe €240.00.").wait_for()
    frame.get_by_role("heading", name="Hello, Carla").wait_for()
    first = box_of(drawn(page, "b4"))
    drag(page, drawn(page, "b11"), first["x"] + 90, first["y"] + 2)
    first_block(page, "b11")
    assert axe(page) == []
    shot(page, "builder-mouse")
    page.keyboard.press("Control+z")
    first_block(page, "b4")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Draft saved.").wait_for()
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Version 1 is live.").wait_for()

    kept = TemplateVersion.objects.get().document["variants"]["en.neutral"]["blocks"]
    assert [block["type"] for block in kept] == [*TYPES, *LEGAL]
    columns = [[block["type"] for block in column] for column in kept[4]["props"]["columns"]]
    assert columns == [["text"], ["text", "divider"]]
    assert_right(written(Template.objects.get(key="trial")), subject="About €240.00")


def assert_right(mail: Any, *, subject: str) -> None:
    """Small enough, plain part right, what was typed as markup is words."""
    assert mail.subject == subject
    assert len(mail.html.encode()) < 100_000
    assert "<script" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert "<script>alert(1)</script> You owe €240.00." in mail.text
    assert "Hello, Carla" in mail.text


def press(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def test_the_same_by_keyboard_alone(
    signed_in: Callable[..., Page], creditor: Any, shot: Callable[..., Any], no_csp_violations: None
) -> None:
    page = signed_in(Role.STRATEGIST)
    page.goto("/templates/new/")
    for label, text in TITLES:
        tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(text)
    press(page, page.get_by_role("button", name="Write the texts"))
    press(page, page.get_by_role("button", name="Start empty"))
    settled(page, 3)

    for kind in TYPES:
        press(page, page.locator(f"[data-add='{kind}']"))
    settled(page, 14)
    open_outline(page)
    press(page, page.locator("[data-row='b8/1'] .outline-name"))
    press(page, page.locator("[data-add='divider']"))
    settled(page, 15)
    write_by_keyboard(page)
    open_outline(page)
    tab_to(page, page.locator("[data-row='b4'] .outline-name"))
    page.keyboard.press("Alt+ArrowDown")
    first_block(page, "b5")
    expect(page.locator("[data-row='b4'] .outline-name")).to_be_focused()
    shot(page, "builder-keyboard", full=False)
    page.keyboard.press("Control+z")
    first_block(page, "b4")
    page.keyboard.press("Control+s")
    page.get_by_text("Draft saved.").wait_for()

    template = Template.objects.get(key="trial")
    assert types_of(template) == [*TYPES, *LEGAL]
    assert_right(written(template), subject="About your account")
    assert template.draft["variants"]["en.neutral"]["blocks"][0]["props"]["text"] == [
        {"t": "Hello, "}, {"tok": "debtor.given_name", "fallback": "good day"}, {"t": "."},
    ]  # fmt: skip


def write_by_keyboard(page: Page) -> None:
    """The same texts; a value by typing two braces, another by the button."""
    text = page.get_by_role("textbox", name="Text", exact=True)
    open_block(page, "b4")
    fill(page, text, "Hello, {{")
    page.keyboard.type("given")
    page.keyboard.press("Enter")
    page.keyboard.type("good day")
    page.keyboard.press("Enter")
    page.keyboard.type(".")
    open_block(page, "b5")
    fill(page, text, "<script>alert(1)</script> You owe ")
    press(page, page.get_by_role("button", name="Add value: Text"))
    page.keyboard.type("balance owed")
    page.keyboard.press("Enter")
    page.keyboard.type(".")
    open_block(page, "@head")
    fill(page, page.get_by_role("textbox", name="Subject", exact=True), "About your account")


def open_outline(page: Page) -> None:
    tab_to(page, page.locator("[role=tab][aria-selected=true]"))
    while page.locator("[role=tab][aria-selected=true]").inner_text().strip() != "Outline":
        page.keyboard.press("ArrowRight")


def open_block(page: Page, block: str) -> None:
    """Select a block in the outline, then go to its properties."""
    open_outline(page)
    press(page, page.locator(f"[data-row='{block}'] .outline-name"))
    tab_to(page, page.get_by_role("tab", name="Outline"))
    page.keyboard.press("ArrowLeft")


def fill(page: Page, field: Locator, text: str) -> None:
    tab_to(page, field)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
