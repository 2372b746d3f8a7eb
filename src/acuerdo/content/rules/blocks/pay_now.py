"""Paying on the page itself: everything with one press, or an amount of one's own."""

from typing import Any, Literal

from acuerdo.content.rules.blocks.base import BlockKind, Desk, Props, Runs, ask
from acuerdo.content.rules.blocks.forms import PAY_KEY, Part
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
    everything = _paying("all", desk.bare(props.label), desk)
    less = _paying("other", escape(desk.words(_PAY_IT)), desk, look="btn") if props.own_amount else ""
    return f'<section class="sheet">{everything}{less}<p class="muted">{escape(desk.words(_SAFE))}</p></section>'


def _paying(how_much: Literal["all", "other"], label: str, desk: Desk, *, look: str = "btn btn-primary") -> str:
    part = Part(desk, f"{desk.block}.{how_much}")
    asked = part.amount(escape(desk.words(_AMOUNT))) if how_much == "other" else ""
    brought = part.hidden("key", desk.pen.mark(Gap(PAY_KEY, "html"))) + part.hidden("how_much", how_much)
    return f'<div class="actions">{brought}{asked}{part.submit("link.pay", label, look=look)}</div>'


def _start(language: str) -> dict[str, Any]:
    text = Words("Pagar ", "Pay ").in_language(language)
    after = Words(" ahora", " now").in_language(language)
    return {"label": [{"t": text}, {"tok": "debt.balance"}, {"t": after}], "own_amount": True}


KIND = BlockKind(
    "pay_now", Words("Pagar ahora", "Pay now"), "credit-card", PayNow, to_html=_html, texts=("label",), start=_start
)
