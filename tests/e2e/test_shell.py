"""The frame of the console: command menu, keys, theme, language, telephone."""

from __future__ import annotations

from playwright.sync_api import expect

from acuerdo.staff.enums import Role
from tests.e2e.conftest import PHONE


def test_command_menu_goes_to_a_page_by_keyboard_and_gives_the_focus_back(signed_in, axe, shot, no_csp_violations):
    page = signed_in(Role.ADMIN)
    page.goto("/profile/")
    search = page.get_by_role("button", name="Search or jump to…")

    search.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Command menu").get_by_role("option").first.wait_for()
    assert axe(page) == []
    shot(page, "command-menu", full=False)
    page.keyboard.press("Escape")
    expect(search).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("home")
    page.keyboard.press("Enter")

    page.wait_for_url("/")


def test_single_letters_jump_and_can_be_switched_off(signed_in, axe, shot, no_csp_violations):
    page = signed_in(Role.ADMIN)

    page.goto("/profile/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert axe(page) == []
    shot(page, "shortcuts", full=False)
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("/")
    page.goto("/profile/")
    page.get_by_label("Single-letter shortcuts").uncheck()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Saved.")).to_be_visible()
    shot(page, "toast", full=False)
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).not_to_be_visible()


def test_theme_and_language_stay_after_a_reload(signed_in, shot, no_csp_violations):
    page = signed_in(Role.ADMIN)

    page.goto("/")
    page.get_by_label("Appearance").click()
    page.get_by_role("button", name="Dark").click()
    page.wait_for_function("() => document.documentElement.dataset.theme === 'ledger-dark'")
    page.get_by_label("Language").click()
    page.get_by_role("button", name="Español").click()

    page.wait_for_function("() => document.documentElement.lang === 'es'")
    expect(page.locator("html")).to_have_attribute("data-theme", "ledger-dark")
    shot(page, "home-dark-es")


def test_telephone_menu_opens_without_script_and_nothing_overflows(signed_in, axe, shot, no_csp_violations):
    page = signed_in(Role.ADMIN, viewport=PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("navigation", name="Working areas")).to_be_visible()
    shot(page, "phone-menu", full=False)

    narrow = signed_in(Role.LEAD, name="Ben Lead", viewport={"width": 320, "height": 640})
    for address in ("/", "/profile/"):
        narrow.goto(address)
        assert narrow.evaluate("() => document.documentElement.scrollWidth") == 320
        assert axe(narrow) == []
    shot(narrow, "phone-profile")
