"""Getting in: password, second factor, and all of it without a mouse."""

from __future__ import annotations

from playwright.sync_api import expect

from acuerdo.staff.enums import Role
from tests.e2e.people import PASSWORD, code_of, set_up_second_factor


def test_sign_in_with_second_factor_by_keyboard_only(page, person, no_csp_violations):
    ana = person(Role.ADMIN)
    secret = set_up_second_factor(ana)

    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.keyboard.type(ana.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url("**/2fa/authenticate/**")
    page.keyboard.type(code_of(secret))
    page.keyboard.press("Enter")

    page.wait_for_url("/")
    expect(page.get_by_role("navigation", name="Working areas")).to_be_visible()


def test_sign_in_pages_are_accessible(page, phone, person, axe, shot, no_csp_violations):
    ana = person(Role.ADMIN)
    set_up_second_factor(ana)

    for screen, name in ((phone, "phone"), (page, "desktop")):
        screen.goto("/")
        assert axe(screen) == []
        shot(screen, f"sign-in-{name}")
        screen.get_by_label("Email").fill(ana.email)
        screen.get_by_label("Password").fill(PASSWORD)
        screen.get_by_role("button", name="Sign in").click()
        screen.wait_for_url("**/2fa/authenticate/**")
        assert axe(screen) == []
        shot(screen, f"second-factor-{name}")


def test_wrong_password_says_so_and_keeps_out(page, person, axe, no_csp_violations):
    ana = person(Role.ADMIN)

    page.goto("/account/login/")
    page.get_by_label("Email").fill(ana.email)
    page.get_by_label("Password").fill("not this one at all")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_be_visible()
    assert axe(page) == []
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_setting_up_the_second_factor(signed_in, axe, shot, no_csp_violations):
    page = signed_in(Role.AGENT)

    page.goto("/profile/")
    assert axe(page) == []
    shot(page, "profile")
    page.get_by_role("link", name="Set up").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    assert axe(page) == []
    shot(page, "set-up-totp")
    secret = page.locator(".code").inner_text().replace(" ", "")
    page.get_by_role("textbox").fill(code_of(secret))
    page.get_by_role("button", name="Switch on").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert axe(page) == []
    shot(page, "recovery-codes")
    page.goto("/profile/")
    expect(page.get_by_text("On", exact=True)).to_be_visible()


def test_without_a_second_factor_nothing_opens_before_it_is_set_up(signed_in, axe, settings, no_csp_violations):
    settings.ACUERDO_REQUIRE_SECOND_FACTOR = True
    page = signed_in(Role.AGENT)

    page.goto("/cases/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    assert axe(page) == []
    expect(page.get_by_role("link", name="Not now")).to_have_count(0)
    secret = page.locator(".code").inner_text().replace(" ", "")
    page.get_by_role("textbox").fill(code_of(secret))
    page.get_by_role("button", name="Switch on").click()
    page.goto("/cases/")

    expect(page.get_by_role("heading", level=1)).to_have_text("Cases")
