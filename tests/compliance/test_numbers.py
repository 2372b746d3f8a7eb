"""No number in a pack changes unseen: each is written down, and each that the gate asks has a test at its edge."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from acuerdo.compliance.rules.packs import PACK_FOLDER, parse_pack
from tests.compliance import asking, test_edges, test_hours

WRITTEN_DOWN = Path(__file__).with_name("numbers.txt")
ASKED = {"time_window", "frequency_cap", "channel_cap", "cooldown"}
_NUMBER = re.compile(r"P[\dTYMWDHSB]+|\d\d:\d\d")
Step = str | int


def numbers(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from numbers(inner, (*path, place))
    elif (isinstance(value, str) and _NUMBER.fullmatch(value)) or type(value) in (int, float):
        yield path, value


@cache
def documents() -> dict[str, dict[str, Any]]:
    return {file.stem: yaml.safe_load(file.read_text()) for file in sorted(PACK_FOLDER.glob("*.yaml"))}


def test_every_number_of_every_pack_is_written_down():
    found = [
        f"{rule['id']} {'.'.join(str(step) for step in path)} {value}"
        for document in documents().values()
        for rule in document["rules"]
        for path, value in numbers(rule)
    ]

    assert found == WRITTEN_DOWN.read_text().splitlines()


def mutations() -> Iterator[Any]:
    for name, document in documents().items():
        for place, rule in enumerate(document["rules"]):
            if rule["kind"] in ASKED:
                for path, value in numbers({key: part for key, part in rule.items() if key != "alternates"}):
                    yield pytest.param(name, place, path, changed(value), id=f"{rule['id']}-{'.'.join(map(str, path))}")


def changed(value: Any) -> Any:
    """A number just beside: an hour later, a day or a contact more."""
    if isinstance(value, int):
        return value + 1
    if ":" in value:
        return f"{int(value[:2]) + 1:02}:{value[3:]}"
    return re.sub(r"\d+", lambda number: str(int(number[0]) + 1), value)


def edge_tests(pack: str, kind: str) -> list[partial[None]]:
    """The tests at the edges, without those of other packs; first the file that most likely notices."""
    files = (test_hours, test_edges) if kind == "time_window" else (test_edges, test_hours)
    return [test for file in files for test in cases_in(file) if test.keywords.get("pack", pack) == pack]


@cache
def cases_in(file: ModuleType) -> list[partial[None]]:
    """The tests of a file, one for each of their cases."""
    found = []
    for name, test in vars(file).items():
        if not name.startswith("test_"):
            continue
        tables = [mark.args for mark in getattr(test, "pytestmark", [])]
        for names, cases in tables or [("", [()])]:
            keys = [names] if isinstance(names, str) else list(names)
            for case in cases:
                values = (case,) if isinstance(names, str) and names else case
                found.append(partial(test, **dict(zip(keys, values, strict=True))) if tables else partial(test))
    return found


def fails(test: partial[None]) -> bool:
    try:
        test()
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize(("name", "place", "path", "value"), list(mutations()))
def test_a_changed_number_is_caught(name, place, path, value, monkeypatch):
    document = copy.deepcopy(documents()[name])
    rule = inner = document["rules"][place]
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    mutant = parse_pack(yaml.safe_dump(document), file=f"{name}.yaml", today=asking.TODAY)
    real = asking.packs
    monkeypatch.setattr(
        asking, "packs", lambda *names: tuple(mutant if pack.id == name else pack for pack in real(*names))
    )

    assert any(fails(test) for test in edge_tests(name, rule["kind"]))
