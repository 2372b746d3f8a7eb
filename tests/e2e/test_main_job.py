"""The main job in one piece: a file comes in, a strategy writes to Carla, she pays, and it leaves her alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from acuerdo.cases.models import Case
from acuerdo.channels.models import Message
from acuerdo.kernel import clock
from acuerdo.payments.models import Payment
from acuerdo.portfolio.models import Debt
from acuerdo.staff.enums import Role
from acuerdo.strategies.models import Enrolment
from tests import factories
from tests.e2e.worker import MONDAY, Clock, live_days, run_imports, run_loops
from tests.gallery import gallery

ROWS = """cliente;nombre;email;telefono;fecha_nacimiento;factura;vencimiento;importe
C-1;Carla Núñez Prieto;carla@example.es;600000001;09/03/1985;F-1;01/06/2026;240,00
"""
STRATEGY = """\
strategy: first-notice
title: {es: Primer aviso, en: First notice}
start: entry
exit: [closed, paid, held]
steps:
  entry:
    kind: entry
    segment: {all: [{fact: debt.days_past_due, op: ">=", value: 5}]}
    next: reminder
  reminder:
    kind: message
    channel: sms
    template: reminder-sms
    tone: friendly
    next: {sent: answer, not_allowed: unreached, no_contact_point: unreached}
  answer:
    kind: wait_event
    events: [promise_made]
    timeout: P3D
    next: {promise_made: kept, timeout: second}
  second:
    kind: message
    channel: email
    template: overdue-email
    tone: neutral
    next: {sent: kept, not_allowed: unreached, no_contact_point: unreached}
  kept: {kind: end, outcome: answered}
  unreached: {kind: end, outcome: unreached}
"""


@pytest.fixture
def moved_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock(MONDAY)
    monkeypatch.setattr(clock, "now", moved.now)
    return moved


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    rows, strategy = tmp_path / "facturas.csv", tmp_path / "first-notice.yaml"
    rows.write_text(ROWS, encoding="utf-8")
    strategy.write_text(STRATEGY, encoding="utf-8")
    return rows, strategy


@pytest.fixture
def roble(transactional_db: None, live_server: Any, settings: Any) -> Any:
    """Banco Roble with the gallery of texts; links in messages lead to the server of this test."""
    settings.ACUERDO_BASE_URL = live_server.url
    gallery(now=MONDAY)
    return factories.creditor(phone="+34 910 000 000", privacy_url="https://banco-roble.example/privacidad")


def import_file(page: Page, rows: Path) -> None:
    page.goto("/imports/new/")
    page.get_by_label("Files").set_input_files(rows)
    page.get_by_role("button", name="Upload").click()
    # 5 June or 6 May? The file alone cannot tell, so somebody has to look.
    page.get_by_label("I have looked at the doubtful readings").check()
    page.get_by_role("button", name="Check the files").click()
    page.wait_for_selector("#run")
    run_imports()
    page.get_by_text("This is what the files would change.").wait_for()
    page.get_by_role("button", name="Import now").click()
    page.wait_for_selector("#run")
    run_imports()
    page.get_by_text("Keep this mapping as").wait_for()


def publish_strategy(page: Page, file: Path) -> None:
    page.goto("/strategies/new/")
    page.get_by_label("Upload a file").set_input_files(file)
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("heading", name="First notice").wait_for()
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Version 1 is live.").wait_for()


def open_link_of_sms(page: Page) -> Page:
    page.goto("/sandbox/")
    page.get_by_role("link", name="Carla Núñez Prieto").click()
    link = page.locator(".bubble a[href*='/p/']")
    with page.context.expect_page() as opened:
        link.click()
    return opened.value


def approve(portal: Page) -> None:
    portal.wait_for_url("**/sandbox/pay/**")
    portal.locator("button[value=approve]").click()
    portal.wait_for_url("**/my/pay/**")


def enter_portal(portal: Page) -> None:
    portal.locator("input[name=answer]").fill("09/03/1985")
    portal.keyboard.press("Enter")
    portal.wait_for_url("**/my/")


def pay_in_part(portal: Page, amount: str) -> None:
    enter_portal(portal)
    portal.goto("/my/pay?part=1")
    portal.locator("input[name=amount]").fill(amount)
    portal.keyboard.press("Enter")
    approve(portal)


def tiles(page: Page, *labels: str) -> list[str]:
    """The values of these tiles of the start page."""
    page.goto("/")
    found = [page.locator(".tile", has=page.get_by_text(label, exact=True)) for label in labels]
    return [each.locator(".tile-value").inner_text() for each in found]


def test_from_a_file_to_a_paid_debt(
    signed_in: Callable[..., Page],
    roble: Any,
    files: tuple[Path, Path],
    moved_clock: Clock,
    shot: Callable[..., Any],
    no_csp_violations: None,
) -> None:
    page = signed_in(Role.ADMIN)

    # 15 Jun: the file comes in, and the strategy is published.
    import_file(page, files[0])
    assert [(debt.reference, debt.principal_cents) for debt in Debt.objects.all()] == [("F-1", 24_000)]
    assert tiles(page, "Owed", "Recovered") == ["€240", "€0"]
    publish_strategy(page, files[1])

    # 15 Jun: the worker writes to Carla, who opens the link and pays half.
    run_loops()
    assert list(Message.objects.values_list("channel", "status")) == [("sms", "sent")]
    page.reload()
    shot(page, "job-inside")
    shot(page, "job-phone")
    pay_in_part(open_link_of_sms(page), "120")
    assert Case.objects.get().status == "open"
    assert tiles(page, "Owed", "Recovered") == ["€120", "€120"]

    # 16 Jun: the same link again, and the rest.
    moved_clock.pass_days(1)
    portal = open_link_of_sms(page)
    enter_portal(portal)
    portal.locator("form[action='/my/pay'] button").click()
    approve(portal)
    assert list(Payment.objects.order_by("id").values_list("amount_cents", flat=True)) == [12_000, 12_000]
    assert Case.objects.get().status == "closed"
    assert set(Debt.objects.values_list("status", flat=True)) == {"paid"}

    # Until 30 Jun: nothing more about the debt; the receipts are all she gets.
    live_days(moved_clock, 14)
    assert list(Message.objects.exclude(purpose="operation_confirmation").values_list("channel", flat=True)) == ["sms"]
    assert [row.outcome for row in Enrolment.objects.all()] == ["closed"]
    assert tiles(page, "Owed", "Recovered") == ["€0", "€240"]
    shot(page, "job-home")
