"""The debtor's phone and inbox: read, follow, answer BAJA."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from acuerdo.channels.models import Message
from acuerdo.compliance.models import ConsentRecord
from acuerdo.kernel import clock
from acuerdo.staff.enums import Role
from tests.e2e.scene import creditor_at_work
from tests.e2e.worker import MONDAY, Clock


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch, transactional_db: None, live_server: Any, settings: Any) -> Any:
    settings.ACUERDO_BASE_URL = live_server.url
    monkeypatch.setattr(clock, "now", Clock(MONDAY).now)
    return creditor_at_work(now=MONDAY)


def test_answering_baja_ends_sms_by_keyboard(signed_in, work, axe, shot, no_csp_violations):
    page = signed_in(Role.LEAD)

    page.goto("/sandbox/")
    assert axe(page) == []
    page.get_by_role("link", name="Luis Gil Romero").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Answer as the debtor").focus()
    page.keyboard.type("BAJA")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("SMS to this person end here.").wait_for()
    assert axe(page) == []
    shot(page, "sandbox-baja")

    assert list(Message.objects.filter(direction="in").values_list("body", flat=True)) == ["BAJA"]
    assert ConsentRecord.objects.filter(act="opted_out").count() == 1


def test_a_link_in_a_mail_opens_the_portal_beside(signed_in, work, axe, no_csp_violations):
    page = signed_in(Role.LEAD)

    page.goto("/sandbox/")
    page.get_by_role("link", name="Carla Núñez Prieto").click()
    frame = page.frame_locator("iframe.preview-frame").first
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Pagar").click()

    expect(opened.value.locator("input[name=answer]")).to_be_visible()
