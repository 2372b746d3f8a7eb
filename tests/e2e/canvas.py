"""Hands on the strategy canvas: by mouse, or by keys alone."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.keyboard import tab_to

PLACE_SELECTOR = "[data-spot='{}']"
FOCUSED = "() => document.activeElement.dataset.spot"
# The drawing follows a change of its view in the frame after.
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Canvas:
    """What both hands share: looking."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def spot(self, name: str) -> Locator:
        """A step (`step:wait`) or a line (`line:wait>end`, open: `line:wait?next`)."""
        return self.page.locator(PLACE_SELECTOR.format(name))

    @property
    def document(self) -> dict[str, Any]:
        """The document as the page's form holds it."""
        found: dict[str, Any] = json.loads(self.page.locator("#canvas-doc").input_value())
        return found

    @property
    def steps(self) -> list[str]:
        return [node["id"] for node in self.document["nodes"]]

    @property
    def ways(self) -> set[tuple[str, str, str]]:
        return {(edge["from"], edge["out"], edge["to"]) for edge in self.document["edges"]}

    def has(self, *names: str) -> None:
        """Wait until the drawing shows these steps or lines."""
        for name in names:
            expect(self.spot(name)).to_have_count(1)

    def is_applied(self, text: str, *, step: str) -> None:
        """Wait until a card says so: what was filled in is taken over."""
        expect(self.spot(f"step:{step}")).to_contain_text(text)

    def is_drawn_anew(self, line: str) -> None:
        """Wait until the line that something was put on has gone: only then is everything else in its new place."""
        expect(self.spot(f"line:{line}")).to_have_count(0)

    def settled(self) -> None:
        """Wait until a redrawn form listens again."""
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


class Mouse(Canvas):
    """By mouse: drags, clicks, and typing where words are asked for."""

    def drag_kind(self, label: str, line: str) -> None:
        self._drag(self.page.locator(".kinds").get_by_role("button", name=label, exact=True), self.spot(f"line:{line}"))
        self.is_drawn_anew(line)

    def add(self, label: str, line: str) -> None:
        self.into_sight(self.spot(f"line:{line}"))
        self.spot(f"line:{line}").click()
        self.page.locator(".menu").get_by_role("option", name=re.compile(f"^{label}")).first.click()
        self.is_drawn_anew(line)

    def lead(self, line: str, step: str) -> None:
        """Drag the open end of a line onto a step."""
        self.into_sight(self.spot(f"line:{line}"), self.spot(f"step:{step}"))
        self._drag(self.spot(f"line:{line}"), self.spot(f"step:{step}"))
        self.is_drawn_anew(line)

    def into_sight(self, *spots: Locator) -> None:
        """Show all where something is outside the drawing's window."""
        stage = self.page.locator(".stage").bounding_box()
        assert stage is not None
        for spot in spots:
            spot.wait_for()
            box = spot.bounding_box()
            assert box is not None
            inside = stage["x"] < box["x"] < stage["x"] + stage["width"] - box["width"]
            if not inside or not stage["y"] < box["y"] < stage["y"] + stage["height"] - box["height"]:
                self.page.get_by_role("button", name="Show all").click()
                self.page.evaluate(TWO_FRAMES)
                return

    def _drag(self, what: Locator, onto: Locator) -> None:
        self.into_sight(onto)
        start, end = what.bounding_box(), onto.bounding_box()
        assert start is not None
        assert end is not None
        mouse = self.page.mouse
        mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        mouse.down()
        mouse.move(start["x"] + start["width"] / 2 + 12, start["y"] + start["height"] / 2 + 12)
        mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=4)
        mouse.up()


class Keys(Canvas):
    """By keys alone."""

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def stand_on(self, name: str) -> None:
        """Go to a step by search, from there with the arrow keys to one of the lines below it."""
        step, _sign, _rest = name.removeprefix("line:").removeprefix("step:").partition("?")
        step = step.partition(">")[0]
        if self.page.locator(".side :focus").count():
            self.press("Escape")
        self.press("/")
        self.page.keyboard.type(step.replace("_", " "))
        expect(self.page.locator(".find").get_by_role("option").first).to_be_visible()
        found = self.page.locator(".find [data-step]").evaluate_all("options => options.map(each => each.dataset.step)")
        self.press(*["ArrowDown"] * found.index(step), "Enter")
        expect(self.spot(f"step:{step}")).to_be_focused()
        if name.startswith("step:"):
            return
        self.press("ArrowDown")
        for key in ("ArrowLeft", "ArrowRight"):
            while not self.page.locator(f"{PLACE_SELECTOR.format(name)}:focus").count():
                before = self.page.evaluate(FOCUSED)
                self.press(key)
                if self.page.evaluate(FOCUSED) == before:
                    break
            else:
                return
        spots = self.page.locator("[data-spot]").evaluate_all("spots => spots.map(each => each.dataset.spot)")
        raise AssertionError(f"the arrow keys never reach {name}; drawn are {spots}; document {self.document}")

    def put(self, words: str, line: str) -> None:
        """Stand on a line and put in (or lead to) whatever the words find first."""
        self.stand_on(f"line:{line}")
        self.press("a")
        expect(self.page.locator(".menu input")).to_be_focused()
        self.page.keyboard.type(words)
        self.press("Enter")
        self.is_drawn_anew(line)

    def lead(self, words: str, line: str) -> None:
        """Lead a line to a step that is called like its kind: it stands in the menu right after the kind."""
        self.stand_on(f"line:{line}")
        self.press("a")
        expect(self.page.locator(".menu input")).to_be_focused()
        self.page.keyboard.type(words)
        self.press("ArrowDown", "Enter")
        self.is_drawn_anew(line)

    def tab_to(self, selector: str) -> None:
        tab_to(self.page, self.page.locator(selector).first)

    def open_panel(self, step: str) -> None:
        self.stand_on(f"step:{step}")
        self.press("Enter")
        expect(self.page.locator(".side-title")).to_be_focused()

    def choose(self, selector: str, letters: str) -> None:
        """Choose in a list by typing the beginning of one word."""
        self.tab_to(selector)
        self.page.keyboard.type(letters)

    def go_down_to(self, selector: str, value: str) -> None:
        """Choose in a list that opens: the space bar, arrow keys, Enter."""
        self.tab_to(selector)
        field = self.page.locator(selector)
        values = field.locator("option").evaluate_all("options => options.map(option => option.value)")
        away = values.index(value) - values.index(field.input_value())
        self.press("Space", *["ArrowDown" if away > 0 else "ArrowUp"] * abs(away), "Enter")
        expect(field).to_have_value(value)
        self.settled()
