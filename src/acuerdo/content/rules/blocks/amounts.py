"""What is owed: the sum, and each debt if wanted."""

from typing import Any

from acuerdo.content.rules.blocks.base import BlockKind, Desk, Props, Runs, ask
from acuerdo.content.rules.skeleton import Gap
from acuerdo.kernel.facts import Words


class Amounts(Props):
    """`label` stands over the sum; `details` lists the debts under it."""

    label: Runs = ask("Encima del importe", "Above the amount")
    details: bool = ask("Mostrar cada deuda", "Show each debt", default=True)


def _html(props: Amounts, desk: Desk) -> str:
    total = desk.pen.mark(Gap("debt.balance", "html"))
    head = f'<div><h2 class="lead">{desk.html(props.label)}</h2><p class="amount">{total}</p></div>'
    rows = ""
    if props.details:
        rows = f'<dl class="kv">{desk.pen.mark(Gap("debts", "rows_page"))}</dl>'
    return f'<section class="sheet">{head}{rows}</section>'


def _start(language: str) -> dict[str, Any]:
    text = Words("Pendiente con ", "Outstanding with ").in_language(language)
    return {"label": [{"t": text}, {"tok": "creditor.name"}], "details": True}


KIND = BlockKind(
    "amounts", Words("Importes", "Amounts"), "banknote", Amounts, to_html=_html, texts=("label",), start=_start
)
