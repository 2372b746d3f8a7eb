"""A QR of the payment page, for those who read on a computer and pay with the phone."""

from typing import Any

from acuerdo.content.rules.blocks.base import SOFT, BlockKind, Desk, Props, Runs, ask, runs_of
from acuerdo.content.rules.skeleton import Gap
from acuerdo.kernel.facts import Words

# The image is served by this site and drawn from the link: nothing is stored, no other host learns of it.
QR = "message.qr"
_SIDE = 160


class PaymentQr(Props):
    """`alt` says where it leads; the image is a link there, too."""

    alt: Runs = ask("Texto alternativo", "Alternative text")
    note: Runs = ask("Explicación", "Note", default=())


def _mjml(props: PaymentQr, desk: Desk) -> str:
    source = desk.pen.mark(Gap(QR, "url", None, ""))
    note = f'<br /><span style="font-size:14px;">{desk.html(props.note)}</span>' if props.note else ""
    return (
        f'<mj-text color="{SOFT}" padding="8px 24px"><a href="{desk.url("link.pay")}"><img src="{source}" '
        f'alt="{desk.bare(props.alt)}" width="{_SIDE}" height="{_SIDE}" style="border:0;" /></a>{note}</mj-text>'
    )


def _plain(props: PaymentQr, desk: Desk) -> str:
    return f"{desk.plain(props.alt)}: {desk.plain_link('link.pay')}"


def _start(language: str) -> dict[str, Any]:
    alt = Words("Código QR que abre la página de pago", "QR code that opens the payment page")
    note = Words("Escanéelo con el móvil para pagar.", "Scan it with your phone to pay.")
    return {"alt": runs_of(alt.in_language(language)), "note": runs_of(note.in_language(language))}


KIND = BlockKind(
    "qr", Words("QR de pago", "Payment QR"), "qr-code", PaymentQr, _mjml, _plain, texts=("alt", "note"), start=_start
)
