"""A landing page from its first block to the payment, without JavaScript all the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from acuerdo.cases.models import Case
from acuerdo.cases.operations import sync_cases
from acuerdo.channels.models import Message
from acuerdo.content.models import TemplateVersion
from acuerdo.kernel import clock
from acuerdo.kernel.audit import SYSTEM, Actor
from acuerdo.payments.models import Payment
from acuerdo.staff.enums import Role
from acuerdo.strategies.operations import create_strategy, publish_strategy
from acuerdo.strategies.rules.file_form import read_file
from tests import factories
from tests.e2e.conftest import PHONE
from tests.e2e.test_portal import SMALL, fits, small_targets
from tests.e2e.worker import MONDAY, Clock, run_loops
from tests.gallery import gallery

BEN = Actor(kind="user", id=1, name="Ben Costa")
BLOCKS = """\
- hero:
    title: 'Hola, {{ debtor.given_name | "buenos días" }}'
    lead: 'Elija cómo resolver lo pendiente con {{ creditor.name }}.'
- amounts: {label: 'Pendiente hoy'}
- pay_now: 'Pagar {{ debt.balance }}'
- plan_choices: {title: Pagar en varias veces, parts: [2, 3, 6], label: Pedir este plan}
- columns:
    columns:
    - - heading: {text: 'Sin comisiones', level: 2}
      - text: 'Pagar a plazos {{ "no cuesta más" | bold }}.'
    - - heading: {text: 'Sin prisas', level: 2}
      - text: Puede cambiar el día cuando lo necesite.
- faq:
    title: Preguntas frecuentes
    items:
    - {question: '¿Puedo pagar solo una parte?', answer: 'Sí: elija otro importe.'}
- hardship: {title: Ahora no puedo pagar}
- dispute: {title: La deuda no es mía}
- contact_ways: {title: Hable con una persona, ways: [phone, call_back]}
- legal: rights
"""
STRATEGY = """\
strategy: settle-early
title: {es: Resolver pronto, en: Settle early}
start: entry
exit: [closed, paid, held]
steps:
  entry:
    kind: entry
    segment: {all: [{fact: debt.days_past_due, op: ">=", value: 5}]}
    next: sms
  sms:
    kind: message
    channel: sms
    template: reminder-sms
    landing: settle
    tone: neutral
    next: {sent: done, not_allowed: done, no_contact_point: done}
  done: {kind: end, outcome: told}
"""


@pytest.fixture
def carla(monkeypatch: pytest.MonkeyPatch, transactional_db: None, live_server: Any, settings: Any) -> Case:
    """Carla owes 240.00 and can be reached by SMS; it is Monday, ten in the morning."""
    settings.ACUERDO_BASE_URL = live_server.url
    monkeypatch.setattr(clock, "now", Clock(MONDAY).now)
    gallery(now=MONDAY)
    roble = factories.creditor(phone="+34 910 000 000", brand_colour="#0f766e")
    person = factories.debtor(at=roble)
    factories.contact_point(person, "phone", "+34600000001")
    factories.debt(person, roble, 24_000, reference="TAR-2041")
    sync_cases(pairs=pl.DataFrame({"creditor_id": [roble.pk], "debtor_id": [person.pk]}), actor=SYSTEM, now=MONDAY)
    return Case.objects.get()


def build_and_publish(page: Page) -> None:
    """A strategist makes the page, by the plain form that every builder has beneath it."""
    page.goto("/templates/new/")
    page.locator("input[name=title_es]").fill("Resolverlo")
    page.locator("input[name=title_en]").fill("Settle it")
    page.locator("input[name=key]").fill("settle")
    page.locator("select[name=channel]").select_option("landing")
    page.locator("main form button[type=submit], main form button:not([type])").last.click()
    page.wait_for_url(re.compile(r"/templates/\d+/\w+-neutral/"))
    page.goto(re.sub(r"/\w+-neutral/", "/es-neutral/", page.url))
    page.locator("input[name=title]").fill("Resolver lo pendiente")
    page.locator("textarea[name=blocks]").fill(BLOCKS)
    page.get_by_role("button", name="Save").first.click()
    page.goto(re.sub(r"es-neutral/.*", "", page.url))
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Version 1 is live").first.wait_for()


def open_from_sandbox(sandbox: Page) -> Page:
    """The debtor's phone, as the sandbox shows it: tap the link in the SMS, answer the question."""
    sandbox.goto("/sandbox/")
    sandbox.get_by_role("link", name=re.compile("Carla")).click()
    with sandbox.context.expect_page() as opened:
        sandbox.locator(".bubbles a[href*='/p/']").first.click()
    page = opened.value
    page.locator("input[name=answer]").fill("09/03/1985")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/start")
    return page


def reads_well_on_a_small_phone(phone: Page, axe: Callable[[Page], list[Any]], shot: Callable[..., Any]) -> None:
    """The same page with script and everything unfolded, in light and dark."""
    for details in phone.locator("main details").all():
        details.locator("summary").click()
    assert axe(phone) == []
    shot(phone, "landing-small")
    assert fits(phone)
    assert small_targets(phone) == []


def test_page_is_built_published_opened_from_an_sms_without_javascript_and_paid(
    signed_in: Callable[..., Page],
    carla: Case,
    axe: Callable[[Page], list[Any]],
    shot: Callable[..., Any],
    no_csp_violations: None,
) -> None:
    strategist = signed_in(Role.STRATEGIST, name="Ben Costa", java_script_enabled=False)
    build_and_publish(strategist)
    made = create_strategy(document=read_file(STRATEGY).document, creditor_id=None, actor=BEN, now=MONDAY)
    publish_strategy(strategy_id=made, actor=BEN, now=MONDAY)
    run_loops()
    assert Message.objects.get().landing_version_id == TemplateVersion.objects.get(template__key="settle").pk

    sandbox = signed_in(Role.LEAD, name="Ana Ruiz", viewport=PHONE, java_script_enabled=False, locale="es-ES")
    phone = open_from_sandbox(sandbox)
    expect(phone.get_by_role("heading", name="Hola, Carla")).to_have_count(1)
    assert phone.title().startswith("Resolver lo pendiente")
    expect(phone.get_by_label("3 pagos mensuales de 80,00 €")).to_have_count(1)
    shot(phone, "landing-phone")
    with_script = signed_in(Role.LEAD, name="Eva Sanz", viewport=SMALL, locale="es-ES")
    reads_well_on_a_small_phone(open_from_sandbox(with_script), axe, shot)
    phone.get_by_label("Otro importe").fill("100")
    phone.keyboard.press("Enter")
    phone.locator("button[value=approve]").click()
    phone.wait_for_url("**/my/pay/**")
    phone.goto("/my/start")
    phone.get_by_role("button", name="Pagar 140,00 €").click()
    phone.locator("button[value=approve]").click()
    phone.wait_for_url("**/my/pay/**")

    assert [payment.amount_cents for payment in Payment.objects.order_by("pk")] == [10_000, 14_000]
    carla.refresh_from_db()
    assert (carla.status, carla.close_reason) == ("closed", "paid")
