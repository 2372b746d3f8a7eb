"""A page changes when it is ready, not when a test looks: what tests say about a page, the page is given time for."""

from __future__ import annotations

import ast

from tests.architecture.sources import modules, name_of

# They answer at once. `expect(locator)` asks again until it is so.
IMPATIENT = {
    "all_inner_texts", "get_attribute", "inner_text", "input_value", "is_checked", "is_disabled", "is_enabled",
    "is_hidden", "is_visible", "text_content",
}  # fmt: skip


def impatient(source):
    return [
        assertion.lineno
        for assertion in ast.walk(ast.parse(source))
        if isinstance(assertion, ast.Assert)
        for call in ast.walk(assertion)
        if isinstance(call, ast.Attribute) and call.attr in IMPATIENT
    ]


def test_browser_tests_wait_for_what_they_assert():
    hasty = [f"{name_of(path)}:{line}" for path in modules("tests/e2e") for line in impatient(path.read_text("utf-8"))]

    assert hasty == [], "write expect(locator).to_…"


def test_an_assertion_that_does_not_wait_is_found():
    assert impatient("x = 1\nassert page.locator('h1').inner_text() == 'Paid'") == [2]
    assert impatient("expect(page.locator('h1')).to_have_text('Paid')") == []
