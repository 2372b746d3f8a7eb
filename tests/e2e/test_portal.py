"""The portal as a person meets it: on a phone, by keyboard, without JavaScript, in both languages and colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from acuerdo.cases.models import Case
from acuerdo.cases.operations import sync_cases
from acuerdo.channels.rules.links import make_token
from acuerdo.kernel import clock
from acuerdo.kernel.audit import SYSTEM
from acuerdo.payments.models import Payment
from acuerdo.portfolio.models import Debt
from tests import factories
from tests.e2e.conftest import PHONE

SMALL = {"width": 320, "height": 640}
PAGES = ("/my/", "/my/pay?part=1", "/my/promise", "/my/help", "/my/dispute", "/my/preferences", "/my/contacts")


@pytest.fixture
def link(transactional_db: None) -> str:
    """The address in the message that Carla has got about her two debts."""
    now = clock.now()
    roble = factories.creditor(
        phone="+34 910 000 000", privacy_url="https://banco-roble.example/privacidad", brand_colour="#0f766e",
        postal_address="Calle Mayor 1, 28013 Madrid",
    )  # fmt: skip
    carla = factories.debtor(at=roble)
    factories.contact_point(carla)
    factories.debt(carla, roble, 18_050, reference="TAR-2041", fees_cents=1_200, original_cents=30_000)
    factories.debt(carla, roble, 5_950, reference="PRE-0077", product="Préstamo personal")
    pairs = pl.DataFrame({"creditor_id": [roble.pk], "debtor_id": [carla.pk]})
    sync_cases(pairs=pairs, actor=SYSTEM, now=now)
    case = Case.objects.get()
    factories.message(case, "email", subject="Su pago pendiente con Banco Roble", at=now)
    return f"/p/{make_token(factories.message(case, at=now).pk, secret=settings.SECRET_KEY)}"


def enter(page: Page, link: str, answer: str = "09/03/1985") -> None:
    page.goto(link)
    page.locator("input[name=answer]").fill(answer)
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/")


def tab_to(page: Page, selector: str, presses: int = 40) -> None:
    """Move the focus with the Tab key alone."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    pytest.fail(f"the Tab key never reaches {selector}")


def press(page: Page, selector: str, leads_to: str) -> None:
    """Go to a control by Tab, press Enter, and arrive."""
    tab_to(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_url(leads_to)


def type_into(page: Page, selector: str, text: str, leads_to: str) -> None:
    """Go to a field by Tab, type, send the form with Enter, and arrive."""
    tab_to(page, selector)
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url(leads_to)


def test_paying_by_keyboard_and_without_javascript(
    open_context: Callable[..., BrowserContext], link: str, no_csp_violations: None
) -> None:
    page = open_context(viewport=PHONE, java_script_enabled=False, locale="es-ES").new_page()

    page.goto(link)
    type_into(page, "input[name=answer]", "9/3/1985", "**/my/")
    press(page, "a[href='/my/pay?part=1']", "**/my/pay?part=1")
    type_into(page, "input[name=amount]", "126", "**/sandbox/pay/**")
    press(page, "button[value=approve]", "**/my/pay/**")

    expect(page.get_by_role("heading", name="Gracias")).to_have_count(1)
    assert [payment.amount_cents for payment in Payment.objects.all()] == [12_600]

    # Back from the bank, and the same button again: still one payment.
    page.goto("/my/")
    press(page, "form[action='/my/pay'] button", "**/sandbox/pay/**")
    page.go_back()
    page.wait_for_url("**/my/")
    press(page, "form[action='/my/pay'] button", "**/sandbox/pay/**")
    press(page, "button[value=approve]", "**/my/pay/**")

    assert Case.objects.get().status == "closed"
    assert set(Debt.objects.values_list("status", flat=True)) == {"paid"}
    assert sum(payment.amount_cents for payment in Payment.objects.all()) == 25_200


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_is_accessible_and_fits_a_small_phone(
    open_context: Callable[..., BrowserContext],
    link: str,
    language: str,
    axe: Callable[[Page], list[Any]],
    shot: Callable[..., Any],
    no_csp_violations: None,
) -> None:
    page = open_context(viewport=SMALL).new_page()
    page.goto(f"{link}?lang={language}")
    assert axe(page) == []
    assert fits(page)
    shot(page, f"portal-{language}-question", full=True)
    enter(page, link)

    for address in PAGES:
        page.goto(address)
        for details in page.locator("details").all():
            details.locator("summary").click()
        assert axe(page) == [], address
        assert fits(page), address
        assert small_targets(page) == [], address
        shot(page, f"portal-{language}-{address.strip('/').replace('/', '-').split('?')[0]}", full=True)


def fits(page: Page) -> bool:
    """Nothing to scroll sideways at 320 px."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def small_targets(page: Page) -> list[str]:
    """Buttons and links of their own line below 48 px of height (WCAG 2.5.8 asks 24; the portal promises 48)."""
    return list(
        page.evaluate(
            """[...document.querySelectorAll(
                   'main button, main .btn, main .rows > a, main summary, main .choice, .langs a')]
               .filter(e => e.offsetParent && e.getBoundingClientRect().height < 48)
               .map(e => e.outerHTML.slice(0, 80))"""
        )
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_of_the_way_to_a_paid_debt(
    open_context: Callable[..., BrowserContext],
    link: str,
    scheme: str,
    shot: Callable[..., Any],
    no_csp_violations: None,
) -> None:
    page = open_context(viewport=PHONE, color_scheme=scheme, locale="es-ES").new_page()

    page.goto(link)
    shot(page, f"portal-{scheme}-1-question", full=True)
    enter(page, link)
    shot(page, f"portal-{scheme}-2-home", full=True)
    page.locator("form[action='/my/pay'] button").click()
    page.wait_for_url("**/sandbox/pay/**")
    shot(page, f"portal-{scheme}-3-bank", full=True)
    page.locator("button[value=approve]").click()
    page.wait_for_url("**/my/pay/**")
    shot(page, f"portal-{scheme}-4-thanks", full=True)

    expect(page.locator("h1")).to_contain_text("Gracias")
