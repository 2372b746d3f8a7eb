"""Who runs an import of which kind. Payments stand above the portfolio, so they register themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Runner = Callable[..., Any]
_runners: dict[str, Runner] = {}


def register_runner(kind: str, runner: Runner) -> None:
    """Let imports of a kind be run by this operation; its signature is that of `operations.run_import`."""
    _runners[kind] = runner


def runner_of(kind: str) -> Runner:
    """The operation that runs imports of a kind."""
    return _runners[kind]
