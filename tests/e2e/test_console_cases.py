"""Home, cases and audit in a real browser: axe in light and dark, the keyboard path, without script, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from acuerdo.cases.models import Note, Task
from acuerdo.channels.models import Message
from acuerdo.compliance.models import ConsentRecord
from acuerdo.kernel import clock
from acuerdo.staff.enums import Role
from tests.channels.outbox import publish
from tests.e2e.conftest import PHONE
from tests.factories.scene import month


@pytest.fixture
def cases(transactional_db):
    return month(now=clock.now())


def test_what_links_do_not_lead_to_passes_axe_in_light_and_dark(signed_in, axe, cases, no_csp_violations):
    page = signed_in(Role.ADMIN)
    carla = f"/cases/{cases[0].pk}/"

    for address in ("/?from=2026-01-01&to=2026-02-01", "/cases/?flag=task"):
        page.goto(address)
        assert (address, axe(page)) == (address, [])
    page.goto(f"{carla}?do=call")
    for name in ("Message", "Note", "Call outcome", "Task", "Record a promise", "Record a payment", "Stop contact"):
        page.locator("summary", has_text=name).first.click()
        assert (name, axe(page)) == (name, [])
    page.get_by_role("link", name="Why did this happen?").first.click()
    assert axe(page) == []


def test_a_case_is_worked_by_keyboard_alone(signed_in, cases, shot, no_csp_violations):
    page = signed_in(Role.ADMIN)

    page.goto("/cases/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Javier Ortega Sanz").wait_for()
    page.keyboard.press("n")
    page.keyboard.type("Llama el lunes por la tarde")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Note saved.").wait_for()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("e")
    page.get_by_text("Done.", exact=True).wait_for()

    assert Note.objects.filter(text="Llama el lunes por la tarde").exists()
    assert Task.objects.get().status == "done"
    shot(page, "case-after-work")


def test_a_list_is_worked_through_by_keyboard_and_a_message_undone(signed_in, cases, axe, shot, no_csp_violations):
    publish("reminder-email")
    page = signed_in(Role.ADMIN)

    page.goto("/cases/?stage=late")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    _goes_on_in_the_queue(page)
    assert axe(page) == []
    shot(page, "case-queue")
    _sends_a_message(page)
    assert axe(page) == []
    shot(page, "case-waiting", full=False)
    page.get_by_role("button", name="Undo").first.press("Enter")
    page.get_by_text("Undone. Nothing was sent.").wait_for()
    _opens_the_consents(page)
    assert axe(page) == []
    page.get_by_role("button", name="Record", exact=True).press("Enter")
    page.get_by_text("Refuses").wait_for()
    shot(page, "case-consents")

    assert page.url.endswith("?list=stage%3Dlate&at=0")
    assert Message.objects.latest("pk").status == "withdrawn"
    assert ConsentRecord.objects.get().act == "opted_out"


def _goes_on_in_the_queue(page):
    page.get_by_role("heading", level=1, name="Amaia Zubiri Goñi").wait_for()
    page.keyboard.press("j")
    page.get_by_role("heading", level=1, name="Pau Casals Roig").wait_for()
    expect(page.locator(".queue-rows [aria-current]")).to_contain_text("Pau Casals Roig")
    page.keyboard.press("k")
    page.get_by_role("heading", level=1, name="Amaia Zubiri Goñi").wait_for()
    page.locator(".queue-rows a").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".queue-rows a:focus")).to_contain_text("Pau Casals Roig")
    page.keyboard.press("o")
    page.get_by_text("It comes first because").wait_for()


def _sends_a_message(page):
    page.keyboard.press("r")
    page.get_by_label("To", exact=True).select_option("persona10@example.es")
    page.get_by_role("button", name="Preview").press("Enter")
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    page.get_by_text("seconds.").wait_for()


def _opens_the_consents(page):
    page.get_by_role("link", name="Person", exact=True).press("Enter")
    page.get_by_role("link", name="Record what they said of persona10@example.es: About the debt").press("Enter")
    page.get_by_label("Wants nothing there, or takes consent back").check()
    page.get_by_label("In which words").fill("No me escriban a este correo")


def test_a_promise_is_recorded_without_script(signed_in, cases, no_csp_violations):
    page = signed_in(Role.ADMIN, java_script_enabled=False)

    page.goto(f"/cases/{cases[0].pk}/")
    page.locator("summary", has_text="Record a promise").click()
    page.get_by_label("Amount").first.fill("100,00")
    page.get_by_role("button", name="Record promise").click()

    expect(page.get_by_text("Promise to pay €100.00")).to_be_visible()


def test_list_search_and_saved_view(signed_in, cases, axe, no_csp_violations):
    page = signed_in(Role.ADMIN)

    page.goto("/cases/?flag=task")
    page.get_by_role("button", name="Save view").click()
    page.get_by_label("Name", exact=True).fill("Con tarea")
    assert axe(page) == []
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Con tarea").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("soler")
    page.keyboard.press("Enter")

    page.wait_for_url("**q=soler**")
    page.goto("/cases/?q=soler")
    expect(page.locator("tr[data-row]")).to_have_count(1)


def test_nothing_overflows_on_a_phone(signed_in, cases, axe, shot, no_csp_violations):
    page = signed_in(Role.ADMIN, viewport={"width": 320, "height": 640})

    for name, address in {
        "home": "/",
        "cases": "/cases/",
        "case": f"/cases/{cases[2].pk}/",
        "debts": f"/cases/{cases[2].pk}/debts/",
        "imports": "/imports/",
        "audit": "/audit/",
    }.items():
        page.goto(address)
        assert (name, page.evaluate("() => document.documentElement.scrollWidth")) == (name, 320)
        assert (name, axe(page)) == (name, [])
        shot(page, f"narrow-{name}")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_pictures_in_dark_spanish(signed_in, cases, shot, size, no_csp_violations):
    page = signed_in(Role.ADMIN, **({"viewport": PHONE} if size == "phone" else {}))
    page.goto("/")
    page.get_by_label("Appearance").click()
    page.get_by_role("button", name="Dark").click()
    page.wait_for_function("() => document.documentElement.dataset.theme === 'ledger-dark'")
    page.get_by_label("Language").click()
    page.get_by_role("button", name="Español").click()
    page.wait_for_function("() => document.documentElement.lang === 'es'")
    for name, address in {
        "home": "/",
        "cases": "/cases/",
        "case": f"/cases/{cases[2].pk}/",
        "audit": "/audit/",
    }.items():
        page.goto(address)
        shot(page, f"{name}-{size}-dark-es")
