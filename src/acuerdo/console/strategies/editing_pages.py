"""What the pages of the list view's editor show."""

from __future__ import annotations

from typing import Any

from acuerdo.console.strategies.forms import ConnectForm, PlaceForm, StepNameForm
from acuerdo.console.strategies.lines import Line
from acuerdo.console.strategies.step_forms import StepForm
from acuerdo.console.strategies.telling import Teller
from acuerdo.strategies.queries import StrategyDraft
from acuerdo.strategies.rules.editing import subtree_of


def step_page(
    *, strategy: StrategyDraft, line: Line, step: str, form: StepForm, names: StepNameForm, address: str
) -> dict[str, Any]:
    """The form of a step on a page of its own."""
    node = next(node for node in strategy.document.nodes if node.id == step)
    return {
        "line": line,
        "step": node,
        "label": Teller("").label(node.kind),
        "form": form,
        "names": names,
        "address": address,
        "crumbs": crumbs(line),
    }


def place_page(*, strategy: StrategyDraft, line: Line, step: str, form: PlaceForm) -> dict[str, Any]:
    """Where a step may go, and what would go with it if it were deleted."""
    below = subtree_of(strategy.document, step=step) - {step}
    kept = [node.id for node in strategy.document.nodes if node.id in below]
    return {
        "line": line, "step": step, "form": form, "below": kept, "revision": strategy.revision, "crumbs": crumbs(line)
    }  # fmt: skip


def connect_page(*, strategy: StrategyDraft, line: Line, step: str, form: ConnectForm) -> dict[str, Any]:
    """Where the ways out of a step lead."""
    return {"line": line, "step": step, "form": form, "revision": strategy.revision, "crumbs": crumbs(line)}


def crumbs(line: Line) -> list[tuple[str, str]]:
    """The way back to the list of steps."""
    return [(line.draft_address, line.title)]
