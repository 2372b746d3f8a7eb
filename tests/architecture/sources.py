"""What the architecture tests read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "acuerdo"


@cache
def modules(folder: str) -> list[Path]:
    """Return the Python files below a folder of the project, migrations left out."""
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """Return the path as people write it, from the project's folder."""
    return path.relative_to(ROOT).as_posix()


def lines_of(path: Path) -> int:
    """Return how many lines a file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


@dataclass(frozen=True)
class Function:
    """One function or method."""

    name: str
    lines: int


def functions(path: Path) -> Iterator[Function]:
    """Yield the functions of a file with their length, decorators and docstring left out."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno:
            docstring = node.body[0] if ast.get_docstring(node, clean=False) is not None else None
            spoken = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
            yield Function(f"{name_of(path)}::{node.name}", node.end_lineno - node.lineno + 1 - spoken)
