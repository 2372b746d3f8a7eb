"""Paying on the page itself: everything with one press, or an amount of one's own."""

from typing import Any

from acuerdo.content.rules.blocks.base import BlockKind, Desk, Props, Runs, ask
from acuerdo.content.rules.blocks.forms import AMOUNT, AMOUNT_FORM, PAY_KEY, form, hidden, submit
from acuerdo.content.rules.skeleton import Gap, escape
from acuerdo.kernel.facts import Words

_AMOUNT = Words("Otro importe", "Another amount")
_PAY_IT = Words("Pagar ese importe", "Pay that amount")
_SAFE = Words(
    "Paga en la página del proveedor de pagos. Nunca vemos su tarjeta.",
    "You pay on the page of the payment provider. We never see your card.",
)


class PayNow(Props):
    """`label` is on the button that pays everything; `own_amount` adds a field for less."""

    label: Runs = ask("Texto del botón", "Label")
    own_amount: bool = ask("Permitir otro importe", "Allow another amount", default=True)


def _html(props: PayNow, desk: Desk) -> str:
    key = hidden("key", desk.pen.mark(Gap(PAY_KEY, "html")))
    everything = form(desk, "link.pay", key + hidden("how_much", "all") + submit(desk.bare(props.label)))
    less = ""
    if props.own_amount:
        typed = desk.pen.mark(Gap(AMOUNT, "html", None, ""))
        field = (
            f'<label class="field"><span>{escape(desk.words(_AMOUNT))}</span><input class="input" name="amount" '
            f'value="{typed}" inputmode="decimal" autocomplete="off" maxlength="20" required></label>'
        )
        button = submit(escape(desk.words(_PAY_IT)), look="btn")
        less = form(desk, "link.pay", key + hidden("how_much", "other") + field + button, key=AMOUNT_FORM)
    return f'<section class="sheet">{everything}{less}<p class="muted">{escape(desk.words(_SAFE))}</p></section>'


def _start(language: str) -> dict[str, Any]:
    text = Words("Pagar ", "Pay ").in_language(language)
    after = Words(" ahora", " now").in_language(language)
    return {"label": [{"t": text}, {"tok": "debt.balance"}, {"t": after}], "own_amount": True}


KIND = BlockKind(
    "pay_now", Words("Pagar ahora", "Pay now"), "credit-card", PayNow, to_html=_html, texts=("label",), start=_start
)
