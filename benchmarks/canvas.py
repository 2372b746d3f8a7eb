"""The canvas in a real browser: opened, arranged, dragged over, dropped onto; beside bare React Flow on its page."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, ViewportSize, sync_playwright

from acuerdo.content.operations import load_gallery
from acuerdo.kernel import clock
from acuerdo.kernel.audit import SYSTEM
from acuerdo.staff.enums import Role
from acuerdo.staff.operations import create_member
from acuerdo.strategies.operations import create_strategy
from benchmarks.drawn.bare import bare_island
from benchmarks.drawn.document import long_document
from benchmarks.sites.serving import served
from tools import chromium

SIZES = {"default": 200, "quick": 40}
ROUNDS = 5
SCREEN: ViewportSize = {"width": 1440, "height": 900}
MOVES = 40
BUILDER_GOAL = 15.0  # kB; UX.md
# What is dragged, and where to: a kind onto a line; React Flow as it comes lets only steps be dragged.
HANDS = {
    "canvas": (".kind[data-kind=wait]", "[data-spot='line:entry>split_0']"),
    "bare": (".react-flow__node[data-id=entry]", ".react-flow__node[data-id=split_0]"),
}
DIST = chromium.ROOT / "src" / "acuerdo" / "static" / "dist"
# Marks the frame after which every step stands on the screen, on the clock that began with the request for the page.
WATCH = """
  const look = () => document.querySelectorAll('.react-flow__node').length < STEPS ? requestAnimationFrame(look)
    : requestAnimationFrame(() => performance.mark('bench:drawn'));
  requestAnimationFrame(look);
"""
# From letting go to the frame after which the new step stands on the screen.
WATCH_DROP = """() => window.addEventListener('pointerup', () => {
  const began = performance.now();
  const look = () => document.querySelector('.react-flow__node[data-id=wait]')
    ? requestAnimationFrame(() => performance.measure('bench:dropped', {start: began, end: performance.now()}))
    : requestAnimationFrame(look);
  look();
}, {capture: true, once: true})"""
TIMES = """name => performance.getEntriesByName(name).map(entry => entry.duration || entry.startTime)"""


def run(*, size: int = SIZES["default"]) -> list[dict[str, Any]]:
    """Milliseconds, medians of five visits; kilobytes compressed. React Flow as it comes, with dagre, is the limit."""
    bare = bare_island()
    page, session = _strategy(size), _session()
    steps = len(long_document(size).nodes)
    with (
        served("acuerdo.cli.application:application", ACUERDO_REQUIRE_SECOND_FACTOR="0") as port,
        _browser() as browser,
    ):
        address = f"http://127.0.0.1:{port}"
        context = browser.new_context(base_url=address, viewport=SCREEN, reduced_motion="reduce")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        context.add_init_script(WATCH.replace("STEPS", str(steps)))
        ours, theirs = _visits(context, page, bare)
    names = {
        "loaded": "canvas: asked for to all drawn", "arranged": "canvas: arranging all steps",
        "moved": "canvas: one move of a drag", "dropped": "canvas: let go to drawn",
    }  # fmt: skip
    return [
        *(_figure(words, ours[key], theirs[key], unit="ms", beside="bare React Flow", size=steps)
          for key, words in names.items()),
        _figure("canvas: script", _weight("canvas"), _kilobytes(bare), unit="kB gz", beside="bare React Flow"),
        _figure("builder: script", _weight("builder"), BUILDER_GOAL, unit="kB gz", beside="goal"),
    ]  # fmt: skip


def _figure(name: str, ours: float, limit: float, *, unit: str, beside: str, size: int | None = None) -> dict[str, Any]:
    found = {
        "name": name, "ours": round(ours, 1), "unit": unit, "limit": round(limit, 1), "limit_name": beside,
        "ratio": round(ours / limit, 2),
    }  # fmt: skip
    return found if size is None else {**found, "steps": size}


def _strategy(size: int) -> str:
    load_gallery(actor=SYSTEM, now=clock.now())
    made = create_strategy(document=long_document(size), creditor_id=None, actor=SYSTEM, now=clock.now())
    return f"/strategies/{made}/canvas/"


def _session() -> str:
    user = create_member(
        email="bench@example.com", name="Ben Costa", role=Role.STRATEGIST, password=os.urandom(16).hex(), language="en",
        sees_all_creditors=True, actor=SYSTEM, now=clock.now(),
    )  # fmt: skip
    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return str(request.session.session_key)


@contextmanager
def _browser() -> Iterator[Browser]:
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", chromium.node())
    found = chromium.unpacked()
    with sync_playwright() as playwright:
        program = str(found.program)
        environment: dict[str, str | float | bool] = {**os.environ, **found.environment}
        browser = playwright.chromium.launch(executable_path=program, args=chromium.ARGUMENTS, env=environment)
        yield browser
        browser.close()


def _visits(context: BrowserContext, address: str, bare: bytes) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The medians of each time, ours and bare, by turns. The first visits fill caches and do not count."""
    visits = [
        (_visit(context.new_page(), address, None), _visit(context.new_page(), address, bare))
        for _ in range(ROUNDS + 1)
    ]
    ours, theirs = zip(*visits[1:], strict=True)
    return _medians(ours), _medians(theirs)


def _medians(times: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    return {key: median(each[key] for each in times) for key in times[0]}


def _visit(page: Page, address: str, bare: bytes | None) -> dict[str, float]:
    if bare is not None:
        own = _manifest()["canvas/island.ts"]["file"]
        page.route(f"**/{own}", lambda route: _instead(route, bare))
    page.goto(address)
    loaded = _time(page, "bench:drawn")
    page.wait_for_load_state("networkidle")
    what, onto = HANDS["canvas" if bare is None else "bare"]
    moved = _drag(page, page.locator(what), page.locator(onto))
    page.evaluate(WATCH_DROP)
    page.mouse.up()
    found = {"loaded": loaded, "moved": moved, "dropped": _time(page, "bench:dropped")}
    found["arranged"] = median(page.evaluate(TIMES, "canvas:layout"))
    page.close(run_before_unload=False)
    return found


def _instead(route: Route, script: bytes) -> None:
    route.fulfill(body=script, content_type="text/javascript")


def _time(page: Page, name: str) -> float:
    page.wait_for_function("name => performance.getEntriesByName(name).length", arg=name)
    return float(page.evaluate(TIMES, name)[0])


def _drag(page: Page, what: Locator, onto: Locator) -> float:
    """Milliseconds in the page for each move of the pointer, the frame it ends in included."""
    start, end = what.bounding_box(), onto.bounding_box()
    if start is None or end is None:
        raise RuntimeError("what is dragged is not on the screen")
    page.mouse.move(start["x"] + 20, start["y"] + 10)
    page.mouse.down()
    began = page.evaluate("() => performance.now()")
    page.mouse.move(end["x"] + 12, end["y"] + 12, steps=MOVES)
    return float(page.evaluate("began => performance.now() - began", began)) / MOVES


def _manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DIST / "manifest.json").read_text())
    return found


def _weight(island: str) -> float:
    return _kilobytes((DIST / _manifest()[f"{island}/island.ts"]["file"]).read_bytes())


def _kilobytes(script: bytes) -> float:
    return len(gzip.compress(script, 9)) / 1000
