"""The builder's other screens: short texts, landing pages, versions, two people at once, telephones, no script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from acuerdo.content.models import Template
from acuerdo.content.operations import save_draft
from acuerdo.kernel import clock
from acuerdo.kernel.audit import Actor
from acuerdo.staff.enums import Role
from acuerdo.staff.models import User
from tests import factories
from tests import gallery as texts
from tests.e2e.conftest import PHONE

ANA = Actor(kind="user", id=9, name="Ana Prieto")


@pytest.fixture
def gallery(transactional_db: None) -> Any:
    texts.gallery(now=clock.now())
    return factories.creditor(phone="+34 910 000 000", privacy_url="https://banco-roble.example/privacidad")


def opened(page: Page, key: str, variant: str = "es-friendly") -> Template:
    template = Template.objects.get(key=key)
    page.goto(f"/templates/{template.pk}/{variant}/")
    page.locator(".preview-page:not(.is-loading)").first.wait_for()
    return template


def test_an_sms_tells_what_it_costs_and_which_signs_make_it_dearer(
    signed_in: Callable[..., Page],
    gallery: Any,
    axe: Callable[[Page], list[str]],
    shot: Callable[..., Any],
    no_csp_violations: None,
) -> None:
    page = signed_in(Role.STRATEGIST)
    opened(page, "reminder-sms")
    text = page.get_by_role("textbox", name="Text", exact=True)
    text.fill("{{ creditor.name }}: página {{ link.pay }} 👍")

    page.locator(".sms-meter").get_by_text("UCS-2").wait_for()
    expect(page.locator(".sign")).to_have_text(["á", "👍"])
    page.frame_locator(".preview-page").first.get_by_text("Luz Norte: página").wait_for()
    assert axe(page) == []
    shot(page, "builder-sms")
    page.get_by_role("group", name="English").get_by_role("button", name="Firm").click()
    page.wait_for_url("**/en-firm/")
    page.locator(".sms-meter").get_by_text("GSM-7").wait_for()


def test_a_landing_page_is_built_at_the_width_of_a_telephone(
    signed_in: Callable[..., Page],
    gallery: Any,
    axe: Callable[[Page], list[str]],
    shot: Callable[..., Any],
    no_csp_violations: None,
) -> None:
    page = signed_in(Role.STRATEGIST)
    page.goto("/templates/new/")
    page.get_by_label("Title in Spanish").fill("Aterrizaje")
    page.get_by_label("Title in English").fill("Landing")
    page.get_by_label("Key", exact=True).fill("landing")
    page.get_by_label("Channel").select_option("landing")
    page.get_by_role("button", name="Write the texts").click()
    page.get_by_role("button", name="Start empty").click()
    page.get_by_role("textbox", name="Title of the page").fill("Your account")
    for kind in ("hero", "amounts", "pay_now", "plan_choices", "faq", "contact_ways", "hardship"):
        page.locator(f"[data-add='{kind}']").click()
    page.wait_for_function("() => document.querySelectorAll('[data-area]').length === 7")
    shown = page.frame_locator(".preview-page").first
    shown.get_by_role("heading", level=1).wait_for()
    assert page.locator(".preview-page").first.evaluate("frame => frame.clientWidth") == 390
    page.locator("[data-area='b5']").click()
    page.get_by_role("button", name="Add one").click()
    expect(page.get_by_role("group", name="Questions 2")).to_be_visible()
    assert axe(page) == []
    shot(page, "builder-landing")
    page.get_by_role("button", name="Dark").click()
    page.frame_locator("[data-turn]").first.locator("html[data-theme=ledger-dark]").wait_for()
    shot(page, "builder-landing-dark-preview")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Draft saved.").wait_for()
    assert len(Template.objects.get(key="landing").draft["variants"]["en.neutral"]["blocks"]) == 7


def test_values_sample_outline_and_checks_are_clear(
    signed_in: Callable[..., Page],
    gallery: Any,
    axe: Callable[[Page], list[str]],
    shot: Callable[..., Any],
    no_csp_violations: None,
) -> None:
    case = case_of_carla(gallery)
    page = signed_in(Role.STRATEGIST)
    opened(page, "reminder-email")
    page.get_by_role("button", name="Add value: Subject").click()
    page.get_by_role("combobox", name="Find a value").fill("bal")
    page.get_by_role("option", name="balance owed").get_by_text("240,00 €").wait_for()
    assert axe(page) == []
    shot(page, "builder-tokens", full=False)
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Built-in sample").click()
    chosen = page.get_by_role("button", name=f"{case.pk} · C. N. P.")
    chosen.wait_for()
    assert axe(page) == []
    shot(page, "builder-sample", full=False)
    chosen.click()
    page.frame_locator("[data-turn]").first.get_by_text("Hola, C•••").wait_for()
    page.locator(".inbox-line").get_by_text("317,00 € pendientes con Banco Roble").wait_for()

    a_block_is_taken_out_of_the_outline(page, axe, shot)
    page.get_by_role("tab", name="Checks").click()
    page.get_by_role("button", name="“sender” is missing").wait_for()
    assert axe(page) == []
    shot(page, "builder-checks", full=False)


def a_block_is_taken_out_of_the_outline(page: Page, axe: Callable[[Page], list[str]], shot: Callable[..., Any]) -> None:
    """What has the focus meanwhile keeps it when the checks answer."""
    page.get_by_role("tab", name="Outline").click()
    page.locator("[data-row='b8'] .outline-name").click()
    assert axe(page) == []
    shot(page, "builder-outline", full=False)
    head = page.locator("[data-row='@head'] .outline-name")
    with page.expect_response("**/check/"):
        page.locator("[data-row='b8'] .outline-name").press("Delete")
        head.focus()
    page.get_by_role("tab", name="Checks").get_by_text("1").wait_for()
    expect(head).to_be_focused()


def case_of_carla(creditor: Any) -> Any:
    """Carla owes 317.00; who looks at a text with her case as sample sees her masked."""
    person = factories.debtor("Carla Núñez Prieto", at=creditor)
    factories.debt(person, creditor, 31_700)
    case = factories.case(person, creditor)
    factories.facts(case, balance_cents=31_700, currency="EUR")
    return case


def test_two_at_once_are_told_and_nothing_is_lost(
    signed_in: Callable[..., Page],
    gallery: Any,
    axe: Callable[[Page], list[str]],
    shot: Callable[..., Any],
    no_csp_violations: None,
) -> None:
    page = signed_in(Role.STRATEGIST)
    template = opened(page, "reminder-sms")
    theirs = template.draft | {"variants": template.draft["variants"] | {
        "es.firm": {"kind": "sms", "lang": "es", "text": [{"t": "De Ana "}, {"tok": "creditor.name"}]},
        "es.friendly": {"kind": "sms", "lang": "es", "text": [{"t": "Otro "}, {"tok": "creditor.name"}]},
    }}  # fmt: skip
    save_draft(template_id=template.pk, document=theirs, revision=template.draft_revision, actor=ANA, now=clock.now())
    page.get_by_role("textbox", name="Text", exact=True).fill("Mío {{ creditor.name }}")

    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Ana Prieto saved this template while you were writing.").wait_for()
    expect(page.get_by_text("Also changed by them, and kept: Español · Firm.")).to_be_visible()
    assert axe(page) == []
    shot(page, "builder-conflict", full=False)
    page.get_by_role("button", name="Save both together").click()
    page.get_by_text("Draft saved.").wait_for()

    template.refresh_from_db()
    assert template.draft["variants"]["es.friendly"]["text"][0] == {"t": "Mío "}
    assert template.draft["variants"]["es.firm"]["text"][0] == {"t": "De Ana "}


def test_versions_are_compared_and_brought_back(
    signed_in: Callable[..., Page],
    gallery: Any,
    axe: Callable[[Page], list[str]],
    shot: Callable[..., Any],
    no_csp_violations: None,
) -> None:
    page = signed_in(Role.STRATEGIST)
    template = opened(page, "reminder-email")
    page.get_by_role("textbox", name="Subject", exact=True).fill("Otro asunto de {{ creditor.name }}")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Draft saved.").wait_for()
    page.goto(f"/templates/{template.pk}/")
    assert axe(page) == []
    shot(page, "template-detail")
    page.get_by_role("link", name="Compare with the draft").click()
    page.get_by_role("cell", name="Otro asunto").wait_for()
    expect(page.get_by_label("Text")).to_have_value("es.friendly")
    assert axe(page) == []
    shot(page, "template-compare")
    page.goto(f"/templates/{template.pk}/")
    page.get_by_role("button", name="Restore").click()
    page.get_by_text("Version 1 is the draft again.").wait_for()
    template.refresh_from_db()
    assert template.draft["variants"]["es.friendly"]["subject"][0]["t"] == "¿Se le ha pasado? "


def test_in_spanish_on_a_telephone_in_the_dark_and_without_script(
    signed_in: Callable[..., Page],
    gallery: Any,
    axe: Callable[[Page], list[str]],
    shot: Callable[..., Any],
    no_csp_violations: None,
) -> None:
    phone = signed_in(Role.STRATEGIST, viewport=PHONE, has_touch=True, color_scheme="dark")
    plain = signed_in(Role.STRATEGIST, name="Ben Lead", java_script_enabled=False)
    User.objects.update(language="es")
    template = opened(phone, "reminder-email")
    phone.locator("[data-area]").first.wait_for(state="attached")
    phone.get_by_role("tab", name="Esquema").click()
    assert phone.evaluate("() => document.documentElement.scrollWidth") == PHONE["width"]
    assert axe(phone) == []
    shot(phone, "builder-phone")

    plain.goto(f"/templates/{template.pk}/es-friendly/")
    plain.get_by_label("Asunto").fill("Sin guion de {{ creditor.name }}")
    plain.get_by_role("button", name="Guardar borrador").click()
    plain.get_by_text("Borrador guardado.").wait_for()
    shot(plain, "builder-without-script")
    template.refresh_from_db()
    assert template.draft["variants"]["es.friendly"]["subject"][0] == {"t": "Sin guion de "}
