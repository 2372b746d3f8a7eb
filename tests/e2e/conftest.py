"""A real browser on a real server: signed-in people, axe, and a watch for broken content security policy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from acuerdo.kernel import clock
from acuerdo.kernel.audit import SYSTEM
from acuerdo.staff.enums import Role
from acuerdo.staff.operations import create_member
from tests.e2e import axe as axe_core
from tests.e2e.people import PASSWORD, Person, sign_in
from tools import chromium

# Playwright keeps an event loop in this thread; Django would refuse to touch the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", chromium.node())

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SHOTS = chromium.ROOT / ".acuerdo" / "screenshots"
HERE = Path(__file__).parent
# A page takes milliseconds; on a machine with much else to do, many.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Stand in for pytest-playwright's own: our browser, its fonts and libraries."""
    found = chromium.unpacked()
    return {
        "executable_path": str(found.program),
        "args": chromium.ARGUMENTS,
        "env": {**os.environ, **found.environment},
        "headless": True,
    }


@pytest.fixture
def violations() -> list[str]:
    """What the browser complained of: policy violations, script errors, missing files. Must stay empty."""
    return []


@pytest.fixture
def open_context(browser: Browser, live_server: Any, violations: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts: `open_context(viewport=PHONE, color_scheme="dark", java_script_enabled=False)`."""
    opened: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        options = {"viewport": DESKTOP, "locale": "en-GB", "reduced_motion": "reduce", **options}
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", lambda message: _note(violations, message))
        context.on("weberror", lambda error: violations.append(str(error.error)))
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


def _note(violations: list[str], message: ConsoleMessage) -> None:
    # Refused requests (422 of a wrongly filled form, 403) are answers, not faults.
    if message.type == "error" and "status of 4" not in message.text:
        violations.append(message.text)


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    """A desktop page; nobody is signed in."""
    return open_context().new_page()


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext]) -> Page:
    """A page on a telephone, as debtors open it."""
    return open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()


@pytest.fixture
def no_csp_violations(violations: list[str]) -> Iterator[None]:
    """Ask for this fixture, and the test fails if any page it opened broke the policy or raised a script error."""
    yield
    assert violations == []


@pytest.fixture
def person(transactional_db: None) -> Callable[..., Person]:
    """Let somebody in: `person(Role.LEAD, name="Ben Lead")`; sees all creditors unless said otherwise."""

    def make(role: Role = Role.ADMIN, *, name: str = "Ana Admin", sees_all_creditors: bool = True) -> Person:
        email = f"{name.split()[0].lower()}@example.com"
        user = create_member(
            email=email,
            name=name,
            role=role,
            password=PASSWORD,
            language="en",
            sees_all_creditors=sees_all_creditors,
            actor=SYSTEM,
            now=clock.now(),
        )
        return Person(user=user, email=email)

    return make


@pytest.fixture
def signed_in(
    open_context: Callable[..., BrowserContext], person: Callable[..., Person], live_server: Any
) -> Callable[..., Page]:
    """A page of somebody signed in, without walking through the sign-in: `signed_in(Role.STRATEGIST)`."""

    def make(role: Role = Role.ADMIN, *, name: str = "Ana Admin", **options: Any) -> Page:
        context = open_context(**options)
        sign_in(context, person(role, name=name), address=live_server.url)
        return context.new_page()

    return make


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`assert axe(page) == []`: findings of axe-core (WCAG 2.2 AA and best practice), in light and in dark."""
    return axe_core.findings


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[..., Path]:
    """`shot(page, "home")` keeps a picture in .acuerdo/screenshots, to look at; a build machine has nobody to look."""

    def take(page: Page, name: str, *, full: bool = True) -> Path:
        SHOTS.mkdir(parents=True, exist_ok=True)
        target = SHOTS / f"{name}.png"
        if not os.environ.get("CI"):
            page.screenshot(path=target, full_page=full)
        return target

    return take
