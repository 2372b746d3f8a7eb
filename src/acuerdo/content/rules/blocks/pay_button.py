"""The button that leads to paying."""

from typing import Any

from acuerdo.content.rules.blocks.base import BlockKind, Desk, Props, Runs, ask
from acuerdo.kernel.facts import Words


class PayButton(Props):
    """The one filled button of a mail; it opens the portal at paying."""

    label: Runs = ask("Texto del botón", "Label")


def _mjml(props: PayButton, desk: Desk) -> str:
    return (
        f'<mj-button href="{desk.url("link.pay")}" background-color="{desk.accent()}" '
        f'color="{desk.on_accent()}" padding="10px 24px">{desk.html(props.label)}</mj-button>'
    )


def _plain(props: PayButton, desk: Desk) -> str:
    return f"{desk.plain(props.label)}: {desk.plain_link('link.pay')}"


def _start(language: str) -> dict[str, Any]:
    return {"label": [{"t": Words("Pagar ", "Pay ").in_language(language)}, {"tok": "debt.balance"}]}


KIND = BlockKind(
    "pay_button", Words("Botón de pago", "Pay button"), "credit-card", PayButton, _mjml, _plain,
    texts=("label",), start=_start,
)  # fmt: skip
