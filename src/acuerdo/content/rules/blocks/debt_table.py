"""The debts of the case: reference, due date, amount, and their sum."""

from acuerdo.content.rules.blocks.base import INK, SOFT, BlockKind, Desk, Props
from acuerdo.content.rules.skeleton import CELL, Gap
from acuerdo.kernel.facts import Words


class DebtTable(Props):
    """No properties; the rows come with each message."""


_HEAD = (Words("Referencia", "Reference"), Words("Vencimiento", "Due"), Words("Importe", "Amount"))
_TOTAL = Words("Total pendiente", "Total outstanding")


def _mjml(_props: DebtTable, desk: Desk) -> str:
    reference, due, amount = (desk.words(words) for words in _HEAD)
    head = (
        f'<tr style="text-align:left;color:{SOFT};"><th style="{CELL}font-weight:normal;">{reference}</th>'
        f'<th style="{CELL}font-weight:normal;">{due}</th>'
        f'<th style="{CELL}font-weight:normal;text-align:right;">{amount}</th></tr>'
    )
    total = desk.pen.mark(Gap("debt.balance", "html", None, None))
    foot = (
        f'<tr style="font-weight:bold;"><td colspan="2" style="padding:8px 0;">{desk.words(_TOTAL)}</td>'
        f'<td style="padding:8px 0;text-align:right;white-space:nowrap;">{total}</td></tr>'
    )
    rows = desk.pen.mark(Gap("debts", "rows_html", None, None))
    return f'<mj-table color="{INK}" padding="8px 24px">{head}{rows}{foot}</mj-table>'


def _plain(_props: DebtTable, desk: Desk) -> str:
    rows = desk.pen.mark(Gap("debts", "rows_text", None, None))
    total = desk.pen.mark(Gap("debt.balance", "text", None, None))
    return f"{rows}\n{desk.words(_TOTAL)}: {total}"


KIND = BlockKind("debt_table", Words("Tabla de deudas", "Debt table"), "table", DebtTable, _mjml, _plain)
