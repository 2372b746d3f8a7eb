"""What the canvas is handed: the document, the palette, its words and the addresses it may ask."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from acuerdo.console.parts.icons import drawing
from acuerdo.console.strategies import palette
from acuerdo.console.strategies.canvas_texts import canvas_texts
from acuerdo.console.strategies.lines import Line
from acuerdo.console.strategies.steps_shown import outlets_shown
from acuerdo.console.strategies.telling import Teller, teller_for
from acuerdo.console.strategies.words import outlet_words
from acuerdo.strategies.enums import ExitRule, KindGroup
from acuerdo.strategies.queries import StrategyDraft
from acuerdo.strategies.queries.step_log import StepDecision, last_decisions
from acuerdo.strategies.rules.document import Document, Node
from acuerdo.strategies.rules.editing import OPEN_END, outlets_of
from acuerdo.strategies.rules.kinds import all_kinds

# Drawings of the canvas itself; those of the kinds come with them.
ICONS = (
    "arrow-right", "circle", "circle-alert", "circle-check", "clipboard", "copy", "corner-down-right", "download",
    "eye", "grip-vertical", "history", "keyboard", "log-in", "maximize", "minus", "play", "plus", "redo-2",
    "refresh-cw", "save", "search", "trash-2", "undo-2", "unlink", "upload", "workflow", "x",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CanvasPage:
    line: Line
    revision: int
    text: str
    props: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LogLine:
    decision: StepDecision
    way: str


def canvas_page(*, strategy: StrategyDraft, line: Line, language: str, editable: bool, may_publish: bool) -> CanvasPage:
    """The draft on the canvas; readers see it, strategists change it."""
    document, kinds = strategy.document, _kinds()
    structure = document.to_json()
    props = {
        "id": strategy.id,
        "doc": structure,
        "revision": strategy.revision,
        "editable": editable,
        "language": language,
        "told": _told(document, teller_for(creditor_id=strategy.creditor_id, language=language)),
        "kinds": kinds,
        "exits": [{"name": str(rule), "label": str(rule.label)} for rule in ExitRule],
        "icons": {name: drawing(name) for name in {*ICONS, *(kind["icon"] for kind in kinds)}},
        "texts": canvas_texts(),
        "urls": _addresses(strategy.id, may_publish=may_publish),
    }
    return CanvasPage(line=line, revision=strategy.revision, text=json.dumps(structure), props=props)


def log_lines(*, strategy_id: int, step: str, creditor_ids: Sequence[int] | None) -> list[LogLine]:
    """The last cases that went through a step, of the reader's creditors."""
    found = last_decisions(strategy_id=strategy_id, step=step, creditor_ids=creditor_ids)
    return [LogLine(decision, outlet_words(decision.outlet)) for decision in found]


def _told(document: Document, teller: Teller) -> dict[str, dict[str, Any]]:
    """Each step's ways out and summary: what the drawing needs at once. Faults and counts are asked for afterwards."""
    return {
        node.id: {"outlets": _outlets(outlets_shown(node, document)), "summary": teller.summary(node)}
        for node in document.nodes
    }


def _outlets(found: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": out, "label": label} for out, label in found]


def _addresses(strategy_id: int, *, may_publish: bool) -> dict[str, str]:
    names = {
        "check": "check",
        "form": "step_form",
        "save": "save_draft",
        "yaml": "canvas_file",
        "log": "canvas_log",
        "test": "test",
        "publish": "publish",
    }
    found = {key: reverse(f"console:strategies:{name}", args=[strategy_id]) for key, name in names.items()}
    return found if may_publish else {**found, "publish": ""}


def _kinds() -> list[dict[str, Any]]:
    shelves = {str(group): str(group.label) for group in KindGroup}
    found = []
    for choice in [_entry(), *palette.choices()]:
        known = outlets_of(Node(id="new", kind=choice.name, data=choice.data))
        # A step that is not filled in yet has no known ways: one keeps its place until then. An end never has any.
        outlets = known or (() if choice.group == KindGroup.END else (OPEN_END,))
        told = asdict(choice) | {"group": shelves[choice.group]}
        found.append(told | {"outlets": _outlets((out, outlet_words(out)) for out in outlets)})
    return found


def _entry() -> palette.Choice:
    kind = all_kinds()["entry"]
    data = palette.beginning(kind.name)
    return palette.Choice(kind.name, gettext(kind.label), gettext(kind.help), kind.icon, str(kind.group), data)
