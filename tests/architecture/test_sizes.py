"""Sizes of modules, functions, templates and tests. Complexity and statements are checked by `make lint`."""

from __future__ import annotations

from functools import cache

from tests.architecture.sources import PACKAGE, ROOT, functions, lines_of, modules, name_of

LONGEST = {"module": 400, "function": 50, "template": 200, "test function": 60}

# The one visible list of exceptions, with what each is at. It may only shrink: lower the number when you shorten one,
# remove the line when it fits.
EXCEPTIONS: dict[str, int] = {}


@cache
def sizes():
    return list(_measured())


def _measured():
    for folder in ("src", "tools", "benchmarks", "tests"):
        for path in modules(folder):
            yield "module", name_of(path), lines_of(path)
            kind = "test function" if folder == "tests" else "function"
            yield from ((kind, function.name, function.lines) for function in functions(path))
    for path in PACKAGE.rglob("*.html"):
        yield "template", name_of(path), lines_of(path)


def test_nothing_is_longer_than_agreed():
    too_long = [
        f"{name}: {size} lines, a {kind} may have {LONGEST[kind]}"
        for kind, name, size in sizes()
        if size > EXCEPTIONS.get(name, LONGEST[kind])
    ]

    assert too_long == []


def test_exceptions_are_still_needed_and_exact():
    found = {name: (kind, size) for kind, name, size in sizes()}

    assert {name: found[name][1] for name in EXCEPTIONS} == EXCEPTIONS
    assert [name for name in EXCEPTIONS if found[name][1] <= LONGEST[found[name][0]]] == []


def test_folders_are_where_we_look():
    assert (ROOT / "src").is_dir()
