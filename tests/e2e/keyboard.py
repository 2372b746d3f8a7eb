"""The Tab key: it reaches everything, forwards or backwards."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

# How many stops of the Tab key lie between here and there; negative: behind. What frames hold inside is not counted.
_AWAY = """wanted => {
  const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, iframe, [tabindex]')]
    .filter(each => each.tabIndex >= 0 && !each.disabled && each.checkVisibility());
  const here = document.activeElement;
  if (wanted === here) return 0;
  const before = stops.filter(each => here.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_PRECEDING).length;
  const away = stops.indexOf(wanted) - before;
  return away < 0 || stops.includes(here) ? away || 1 : away + 1;
}"""
LEAPS, TRIES = 3, 60


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab or Shift+Tab, whichever is shorter, until the wanted thing has the focus."""
    for turn in range(TRIES):
        away = wanted.evaluate(_AWAY)
        if away == 0:
            return
        # What was miscounted is made up for step by step.
        for _ in range(abs(away) if turn < LEAPS else 1):
            page.keyboard.press("Tab" if away > 0 else "Shift+Tab")
    raise AssertionError(f"the Tab key never reaches {wanted}")
