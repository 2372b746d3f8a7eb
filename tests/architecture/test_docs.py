"""The documents are there, complete, and their links lead somewhere."""

from __future__ import annotations

import ast
import re

import pytest
from django.core.management import get_commands

from acuerdo.cli.entry import OURS
from tests.architecture.sources import PACKAGE, ROOT, modules, name_of, tree_of

DOCS = sorted((ROOT / "docs").rglob("*.md"))
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
LONGEST_ADR = 45  # lines: half a page
PUBLIC_ROOMS = {"operations", "queries", "rules"}


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "LICENSE", "docs/changelog.md", "docs/handbook/start.md"]
)
def test_document_is_there(name):
    assert (ROOT / name).stat().st_size > 300


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS], ids=name_of)
def test_links_lead_somewhere(path):
    broken = [
        target for target in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / target).exists()
    ]

    assert broken == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")), ids=name_of)
def test_decision_is_half_a_page_with_a_sentence_for_title(path):
    lines = path.read_text(encoding="utf-8").splitlines()

    assert re.match(r"\d{4}-[a-z0-9-]+\.md", path.name)
    assert lines[0].startswith("# ")
    assert len(lines[0].split()) >= 4
    assert len(lines) <= LONGEST_ADR


def test_every_command_is_in_the_handbook():
    text = (ROOT / "docs" / "handbook" / "commands.md").read_text(encoding="utf-8")

    assert [name for name in OURS if f"`acuerdo {name}" not in text] == []


def test_every_command_that_help_lists_exists():
    assert set(OURS) - set(get_commands()) == set()


def test_every_setting_is_explained_where_it_is_read():
    text = (PACKAGE / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'(?:environ(?:\.get)?[\[(]|_flag\()"([A-Z_]+)"', text))
    explained = set(re.findall(r"^\| `([A-Z_]+)`", text, flags=re.MULTILINE))

    assert read == explained


def test_every_context_says_what_it_is_for():
    silent = [path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists() and not docstring(path)]

    assert silent == []


def test_every_public_operation_query_and_rule_says_its_effect():
    silent = [
        f"{name_of(path)}::{node.name}"
        for path in modules("src")
        if PUBLIC_ROOMS & {path.stem, *path.parent.relative_to(ROOT).parts}
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]

    assert silent == []


def docstring(folder):
    return ast.get_docstring(tree_of(folder / "__init__.py"))
