"""What looks for faults in pages finds those that were sown."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

# Grey on white is too pale in light, black on near-black in dark.
SOWN = """<!doctype html><html lang="en"><head><title>Sown</title></head><body><main><h1>Sown</h1>
<p style="color:#bbb;background:#fff">Pale</p><input><img src="data:,"><button></button>
<iframe srcdoc="<p>Within</p>"></iframe></main></body></html>"""
FOUND = {
    "dark: color-contrast",
    "light: color-contrast",
    "light: label",
    "light: image-alt",
    "light: button-name",
    "light: frame-title",
}


def test_sown_faults_are_found_on_the_first_page_and_on_the_next(page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.route("**/sown/*", lambda route: route.fulfill(body=SOWN, content_type="text/html"))

    for address in ("/sown/1", "/sown/2"):
        page.goto(address)

        assert {": ".join(each.split(": ")[:2]) for each in axe(page)} == FOUND
