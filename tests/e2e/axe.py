"""axe-core in the page."""

from __future__ import annotations

from playwright.sync_api import Page

from tools.chromium import ROOT

SOURCE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def findings(page: Page) -> list[str]:
    """Run axe in light and in dark; one line a finding: scheme, rule, where, why. The page ends in light."""
    found = []
    # What happens to lie half under the bar that stays at the top is no finding: who scrolls sees it whole.
    page.evaluate("() => window.scrollTo({top: 0, behavior: 'instant'})")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(
            "theme => document.documentElement.dataset.theme = theme", f"ledger{'-dark' * (scheme == 'dark')}"
        )
        if not page.evaluate("() => typeof axe === 'object'"):
            page.evaluate(SOURCE.read_text(encoding="utf-8"))
        result = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
        )
        for violation in result["violations"]:
            found += [
                f"{scheme}: {violation['id']}: {node['html'][:160]}: {node['failureSummary']}"
                for node in violation["nodes"]
            ]
    return found
