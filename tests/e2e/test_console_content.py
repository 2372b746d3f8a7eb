"""Texts are written beside their true preview."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from acuerdo.content.models import Template
from acuerdo.kernel import clock
from acuerdo.staff.enums import Role
from tests.gallery import gallery


@pytest.fixture
def texts(transactional_db: None) -> None:
    gallery(now=clock.now())


def test_an_sms_is_changed_and_previewed_without_script(signed_in, texts, shot, no_csp_violations):
    page = signed_in(Role.STRATEGIST, java_script_enabled=False)
    sms = Template.objects.get(key="reminder-sms")

    page.goto(f"/templates/{sms.pk}/en-friendly/")
    page.get_by_label("Text", exact=True).fill('{{ debtor.given_name | "Hello" }}, please call us: {{ link.pay }} STOP')
    page.get_by_role("button", name="Preview what is typed").click()
    page.frame_locator("iframe[name=preview]").get_by_text("please call us").wait_for()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Draft saved.").wait_for()
    page.goto(f"/templates/{sms.pk}/")
    expect(page.get_by_text("Draft differs from what is live")).to_be_visible()
    shot(page, "template-changed")


def test_a_mail_is_shown_as_it_arrives_and_broken_blocks_are_told_without_script(signed_in, texts, no_csp_violations):
    page = signed_in(Role.STRATEGIST, java_script_enabled=False)
    mail = Template.objects.get(key="reminder-email")

    page.goto(f"/templates/{mail.pk}/es-friendly/")

    page.frame_locator("iframe[name=preview]").get_by_role("heading").first.wait_for()
    page.get_by_label("Blocks").fill("- heading: [")
    page.get_by_role("button", name="Save draft").click()
    page.locator("[aria-invalid=true]").wait_for()


def test_the_list_of_templates_is_clear(signed_in, texts, axe, no_csp_violations):
    page = signed_in(Role.STRATEGIST)

    page.goto("/templates/")

    assert axe(page) == []
