"""The button that leads to paying in parts."""

from typing import Any

from acuerdo.content.rules.blocks.base import INK, SOFT, BlockKind, Desk, Props, Runs, ask, runs_of
from acuerdo.kernel.facts import Words


class PlanCalculator(Props):
    """A button to the page where people choose how to pay in parts, with a line that says so."""

    label: Runs = ask("Texto del botón", "Label")
    note: Runs = ask("Explicación", "Note", default=())


def _mjml(props: PlanCalculator, desk: Desk) -> str:
    note = f'<mj-text color="{SOFT}" font-size="14px" padding="0 24px 8px">{desk.html(props.note)}</mj-text>'
    return (
        f'<mj-button href="{desk.url("link.plan")}" background-color="#ffffff" color="{INK}" '
        f'border="1px solid {INK}" padding="6px 24px">{desk.html(props.label)}</mj-button>'
        f"{note if props.note else ''}"
    )


def _plain(props: PlanCalculator, desk: Desk) -> str:
    note = f"\n{desk.plain(props.note)}" if props.note else ""
    return f"{desk.plain(props.label)}: {desk.plain_link('link.plan')}{note}"


def _start(language: str) -> dict[str, Any]:
    label = Words("Calcular un plan de pagos", "Work out a payment plan")
    note = Words("Elija cuánto y cuándo: verlo no compromete.", "Choose how much and when: looking binds to nothing.")
    return {"label": runs_of(label.in_language(language)), "note": runs_of(note.in_language(language))}


KIND = BlockKind(
    "plan_calculator", Words("Plan de pagos", "Plan calculator"), "calendar-days", PlanCalculator, _mjml, _plain,
    texts=("label", "note"), start=_start,
)  # fmt: skip
