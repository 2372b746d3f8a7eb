"""Offers in the portal as a person meets them: on a small phone, by keyboard, without JavaScript, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from acuerdo.cases.models import Case
from acuerdo.kernel import clock
from acuerdo.payments.models import Offer, Promise
from acuerdo.payments.operations import make_offers
from tests.e2e.conftest import PHONE
from tests.e2e.test_portal import SMALL, enter, fits, link, press, small_targets, type_into

__all__ = ["link"]


@pytest.fixture
def offers(link: str) -> tuple[int, int]:
    """A settlement with 20 % off and a plan of six payments, both open for two weeks."""
    now, case = clock.now(), Case.objects.get()
    row = {
        "case_id": case.pk, "debtor_id": case.debtor_id, "creditor_id": case.creditor_id,
        "expires_at": now + timedelta(days=14),
    }  # fmt: skip
    made = [
        {**row, "kind": "plan", "discount_percent": None, "instalments": 6},
        {**row, "kind": "settlement", "discount_percent": 20, "instalments": None},
    ]
    make_offers(pl.DataFrame(made), now=now)
    plan, settlement = (Offer.objects.get(kind=kind).pk for kind in ("plan", "settlement"))
    return plan, settlement


def test_agreeing_to_a_plan_by_keyboard_and_without_javascript(
    open_context: Callable[..., BrowserContext], link: str, offers: tuple[int, int], no_csp_violations: None
) -> None:
    page = open_context(viewport=PHONE, java_script_enabled=False, locale="es-ES").new_page()
    plan = f"/my/offers/{offers[0]}"

    page.goto(link)
    type_into(page, "input[name=answer]", "9/3/1985", "**/my/")
    press(page, f"a[href='{plan}']", f"**{plan}")
    assert Promise.objects.count() == 0
    press(page, f"form[method=post][action='{plan}'] button", f"**{plan}")

    page.get_by_role("heading", name="Esto es lo que hemos acordado").wait_for()
    assert Promise.objects.count() == 6
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="Esto es lo que hemos acordado")).to_have_count(1)
    assert Promise.objects.count() == 6


@pytest.mark.parametrize(("language", "scheme"), [("es", "light"), ("en", "dark")])
def test_offers_are_accessible_and_fit_a_small_phone(
    open_context: Callable[..., BrowserContext],
    link: str,
    offers: tuple[int, int],
    language: str,
    scheme: str,
    axe: Callable[[Page], list[Any]],
    shot: Callable[..., Any],
    no_csp_violations: None,
) -> None:
    page = open_context(viewport=SMALL, color_scheme=scheme).new_page()
    page.goto(f"{link}?lang={language}")
    enter(page, link)
    plan, settlement = offers

    for name, address in (("home", "/my/"), ("plan", f"/my/offers/{plan}"), ("settlement", f"/my/offers/{settlement}")):
        page.goto(address)
        for details in page.locator("details").all():
            details.locator("summary").click()
        good(page, axe)
        shot(page, f"offers-{language}-{name}", full=True)
    page.goto(f"/my/offers/{plan}")
    page.locator("form[method=post] .btn-primary").click()
    page.locator(".done-mark").wait_for()
    good(page, axe)
    shot(page, f"offers-{language}-agreed", full=True)
    page.goto(f"/my/offers/{settlement}")
    good(page, axe)
    shot(page, f"offers-{language}-gone", full=True)


def good(page: Page, axe: Callable[[Page], list[Any]]) -> None:
    assert axe(page) == [], page.url
    assert fits(page), page.url
    assert small_targets(page) == [], page.url
