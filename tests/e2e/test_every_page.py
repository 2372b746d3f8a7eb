"""Every page that links lead to: no finding of axe in light and dark, no policy violation, no word untranslated."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings as django_settings
from playwright.sync_api import Error, Page

from acuerdo.channels.models import Message
from acuerdo.channels.rules.links import make_token
from acuerdo.kernel import clock
from acuerdo.staff.enums import Role
from acuerdo.staff.models import User
from tests.e2e.scene import STRATEGY, creditor_at_work
from tests.e2e.test_portal import PAGES as PORTAL_PAGES
from tests.e2e.worker import MONDAY, Clock

PO = Path(django_settings.LOCALE_PATHS[0]) / "es" / "LC_MESSAGES" / "django.po"
# Signing out ends the walk; the messages of the sandbox are in the debtor's language, whoever looks; the description
# of the API is for programmers, in English, and drawn by a library.
NOT_FOLLOWED = re.compile(r"^/(account/logout|api/|p/|u/|t/|sandbox/pay|static/)")
TEXTS = """() => {
  const found = []
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement
    if (parent.closest('script, style, template, [lang]:not(html), code, .code, textarea, .bubble-text')) continue
    found.push(walk.currentNode.textContent.replace(/\\s+/g, ' ').trim())
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'data-label'])
    for (const each of document.querySelectorAll(`[${name}]`)) found.push(each.getAttribute(name))
  return found
}"""


@pytest.fixture
def moved_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock(MONDAY)
    monkeypatch.setattr(clock, "now", moved.now)
    return moved


@pytest.fixture
def work(transactional_db: None, live_server: Any, settings: Any, moved_clock: Clock) -> Any:
    settings.ACUERDO_BASE_URL = live_server.url
    return creditor_at_work(now=MONDAY)


def other_language(language: str) -> set[str]:
    """Texts of the other language that mean something else in this one: none may stand on a page."""
    with PO.open("rb") as file:
        pairs = [(str(each.id), str(each.string)) for each in read_po(file) if each.id and isinstance(each.id, str)]
    english, spanish = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    wrong = english - spanish if language == "es" else spanish - english
    return {text for text in wrong if len(text) > 3 and "%(" not in text}


def shape(address: str) -> str:
    """Pages that differ in a number, or in the step of a strategy, are one page to us."""
    path = address.split("?")[0].split("#")[0]
    return re.sub(r"/steps/[^/]+", "/steps/S", re.sub(r"/\d+", "/N", path))


def crawl(page: Page, visit: Callable[[str], None]) -> list[str]:
    """Follow every link to a page of ours, one of each shape; returns the shapes."""
    seen: dict[str, str] = {"/": "/"}
    waiting = ["/"]
    while waiting:
        address = waiting.pop(0)
        try:
            answer = page.goto(address)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            continue
        assert answer is not None
        if "text/html" not in answer.headers["content-type"]:
            continue
        assert answer.status == 200, f"{address}: {answer.status}"
        visit(address)
        for href in page.eval_on_selector_all("a[href^='/']", "links => links.map(link => link.getAttribute('href'))"):
            if shape(href) not in seen and not NOT_FOLLOWED.match(href):
                seen[shape(href)] = href
                waiting.append(href)
    return sorted(seen)


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_of_the_console(
    signed_in: Callable[..., Page],
    work: Any,
    language: str,
    axe: Callable[[Page], list[str]],
    no_csp_violations: None,
) -> None:
    page = signed_in(Role.ADMIN)
    User.objects.update(language=language)
    # What a strategist calls a step stands in no dictionary of ours.
    own = {step.capitalize() for step in re.findall(r"^  (\w+):", STRATEGY, re.MULTILINE)}
    wrong, findings = other_language(language) - own, []

    def visit(address: str) -> None:
        findings.extend(f"{address}: {text}" for text in wrong & set(page.evaluate(TEXTS)))
        # The structure is the same in both languages: once is enough.
        if language == "en":
            findings.extend(f"{address}: {each}" for each in axe(page))

    shapes = crawl(page, visit)

    assert "\n".join(findings) == ""
    areas = {"cases", "segments", "strategies", "templates", "imports", "sandbox", "audit", "settings", "profile"}
    assert {shape.split("/")[1] for shape in shapes} >= areas
    assert len(shapes) >= 30


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_of_the_portal_is_translated(page: Page, work: Any, language: str, no_csp_violations: None) -> None:
    message = Message.objects.first()
    assert message is not None
    # What a strategist calls a step stands in no dictionary of ours.
    own = {step.capitalize() for step in re.findall(r"^  (\w+):", STRATEGY, re.MULTILINE)}
    wrong, findings = other_language(language) - own, []
    page.goto(f"/p/{make_token(message.pk, secret=django_settings.SECRET_KEY)}?lang={language}")
    findings.extend(wrong & set(page.evaluate(TEXTS)))
    page.locator("input[name=answer]").fill("09/03/1985")
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/")

    for address in PORTAL_PAGES:
        page.goto(address)
        findings.extend(f"{address}: {text}" for text in wrong & set(page.evaluate(TEXTS)))

    assert findings == []
