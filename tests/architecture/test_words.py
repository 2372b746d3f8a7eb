"""Words that must not stand in the project."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.architecture.sources import ROOT, name_of

# Written so that this file does not contain what it forbids.
REGISTRIES = re.compile(r"\b(?:pyp" + r"i|pythonhoste" + r"d|npmj" + r"s|debia" + r"n)\.(?:org|com|net)\b")
MACHINE = re.compile(r"(?:^|[^\w.-])/(?:wor" + r"k|hom" + r"e|roo" + r"t|User" + r"s)/\w")
MARKERS = re.compile(
    r"\b(?:TOD" + r"O|FIXM" + r"E|XX" + r"X|NotImplemente" + r"dError)\b"
    r"|pragma: no cove" + r"r|pytest\.mark\.(?:ski" + r"p|xfai" + r"l)"
)
BIGGEST = 1_000_000
TEXT = {
    ".py",
    ".html",
    ".ts",
    ".tsx",
    ".css",
    ".js",
    ".json",
    ".toml",
    ".txt",
    ".md",
    ".yaml",
    ".yml",
    ".po",
    ".ini",
    "",
}


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def places(pattern, *, folders=("",), suffixes=frozenset(TEXT)):
    found = []
    for path in tracked():
        name = name_of(path)
        if path.suffix not in suffixes or not name.startswith(tuple(folders)):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    return found


@pytest.mark.parametrize("pattern", [REGISTRIES, MACHINE], ids=["registries", "paths of a machine"])
def test_no_address_of_one_place(pattern):
    assert places(pattern) == []


def test_nothing_is_left_for_later():
    assert (
        places(MARKERS, folders=("src/", "tests/", "frontend/", "tools/"), suffixes={".py", ".ts", ".tsx", ".css"})
        == []
    )


def test_no_file_is_huge():
    assert [name_of(path) for path in tracked() if path.stat().st_size > BIGGEST] == []
