"""Take pictures of running pages: `python -m tools.screenshot / /cases/ --email ana@… --password …`.

They land in `.acuerdo/screenshots/`, one per page, named after its address.
"""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tools import chromium

SHOTS = chromium.ROOT / ".acuerdo" / "screenshots"
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


def main() -> None:
    options = _arguments().parse_args()
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", chromium.node())
    found = chromium.unpacked()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(found.program),
            args=chromium.ARGUMENTS,
            env={**os.environ, **found.environment},
        )
        page = _page(browser, options)
        if options.email:
            _sign_in(page, email=options.email, password=options.password)
        for address in options.addresses:
            print(_shoot(page, address, options))
        browser.close()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("addresses", nargs="+", help="/cases/ …")
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="where the server is")
    parser.add_argument("--email", help="sign in as")
    parser.add_argument("--password", default="", help="with")
    parser.add_argument("--phone", action="store_true", help="390 px wide")
    parser.add_argument("--dark", action="store_true", help="dark theme")
    parser.add_argument("--lang", default="en", help="language of the browser")
    parser.add_argument("--top", action="store_true", help="only what is seen without scrolling")
    return parser


def _page(browser: Browser, options: argparse.Namespace) -> Page:
    size = SIZES["phone" if options.phone else "desktop"]
    context = browser.new_context(
        base_url=options.base,
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme="dark" if options.dark else "light",
        locale=options.lang,
        reduced_motion="reduce",
    )
    return context.new_page()


def _sign_in(page: Page, *, email: str, password: str) -> None:
    page.goto("/account/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/account/login/" not in url)


def _shoot(page: Page, address: str, options: argparse.Namespace) -> Path:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    parts = [re.sub(r"\W+", "-", address).strip("-") or "home"]
    parts += [word for word in ("phone", "dark") if getattr(options, word)]
    SHOTS.mkdir(parents=True, exist_ok=True)
    target = SHOTS / f"{'-'.join(parts)}.png"
    page.screenshot(path=target, full_page=not options.top)
    return target


if __name__ == "__main__":
    main()
