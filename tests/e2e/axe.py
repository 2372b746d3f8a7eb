"""axe-core in the page."""

from __future__ import annotations

from functools import cache

from playwright.sync_api import Page

from tools.chromium import ROOT

SOURCE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
# What hangs on colours alone. Everything else is the same in light and dark, and is asked once.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": TAGS}


# A frame is a part of its page here; axe would wait half a second for an answer from within, where it is not at work.
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false, iframes: false})"


@cache
def source() -> str:
    return SOURCE.read_text(encoding="utf-8")


def findings(page: Page) -> list[str]:
    """Run axe in light, its rules of colours in dark; one line a finding: scheme, rule, where, why. Ends in light."""
    found = []
    # What happens to lie half under the bar that stays at the top is no finding: who scrolls sees it whole.
    page.evaluate("() => window.scrollTo({top: 0, behavior: 'instant'})")
    for scheme, rules in (("dark", COLOURS), ("light", ALL)):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(
            "theme => document.documentElement.dataset.theme = theme", f"ledger{'-dark' * (scheme == 'dark')}"
        )
        if not page.evaluate("() => typeof axe === 'object'"):
            page.evaluate(source())
            # The pages after this one have it from the beginning: sent once, and read once by the browser.
            page.add_init_script(source())
        result = page.evaluate(RUN, rules)
        for violation in result["violations"]:
            found += [
                f"{scheme}: {violation['id']}: {node['html'][:160]}: {node['failureSummary']}"
                for node in violation["nodes"]
            ]
    return found
