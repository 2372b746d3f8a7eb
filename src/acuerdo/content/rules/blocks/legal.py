"""A text of the house that templates refer to and cannot change."""

from typing import Any, Literal

from acuerdo.content.rules.blocks.base import SOFT, BlockKind, Desk, Props, ask
from acuerdo.content.rules.runs import parse_text
from acuerdo.kernel.facts import Words

LegalRef = Literal["sender", "rights", "opt_out"]

# Who writes and how to reach them (GDPR art. 13/14), what one may ask for, and how to end e-mails (RFC 8058).
LEGAL: dict[LegalRef, Words] = {
    "sender": Words(
        'Le escribe {{ creditor.name }} ({{ creditor.legal_name | "el acreedor" }}), a quien corresponde este importe. '
        'Teléfono: {{ creditor.phone | "en nuestra web" }}. Puede ver por qué recibe este mensaje en '
        '{{ link.why | "su página personal" }}.',
        'This message is from {{ creditor.name }} ({{ creditor.legal_name | "the creditor" }}), to whom this amount is '
        'owed. Phone: {{ creditor.phone | "on our website" }}. You can see why you received it on '
        '{{ link.why | "your personal page" }}.',
    ),
    "rights": Words(
        "Si cree que la deuda no es suya o que el importe no es correcto, "
        '{{ link.dispute | "díganoslo aquí" }} y lo revisaremos antes de volver a escribirle. '
        'Si ahora no puede pagar, {{ link.help | "cuéntenos su situación" }}: buscaremos una salida con usted.',
        "If you think this debt is not yours or the amount is wrong, "
        '{{ link.dispute | "tell us here" }} and we will look into it before writing again. '
        'If you cannot pay now, {{ link.help | "tell us how things stand" }}: we will look for a way with you.',
    ),
    "opt_out": Words(
        'Si prefiere no recibir más correos sobre este asunto, puede {{ message.unsubscribe | "darse de baja aquí" }}. '
        'También puede {{ link.preferences | "elegir cómo y a qué horas" }} le escribimos.',
        'If you would rather not receive e-mails about this, you can {{ message.unsubscribe | "unsubscribe here" }}. '
        'You can also {{ link.preferences | "choose how and when" }} we write to you.',
    ),
}
_REFS = {
    "sender": Words("Quién escribe", "Who writes"),
    "rights": Words("Reclamar y pedir ayuda", "Dispute and help"),
    "opt_out": Words("Darse de baja", "Unsubscribe"),
}


class Legal(Props):
    """`ref` names the text; it comes in the mail's language."""

    ref: LegalRef = ask("Texto", "Text", options=_REFS)


def _mjml(props: Legal, desk: Desk) -> str:
    text = desk.html(parse_text(desk.words(LEGAL[props.ref])))
    return f'<mj-text color="{SOFT}" font-size="13px" padding="4px 24px">{text}</mj-text>'


def _plain(props: Legal, desk: Desk) -> str:
    return desk.plain(parse_text(desk.words(LEGAL[props.ref])))


def _html(props: Legal, desk: Desk) -> str:
    return f'<p class="muted">{desk.html(parse_text(desk.words(LEGAL[props.ref])))}</p>'


def _start(_language: str) -> dict[str, Any]:
    return {"ref": "sender"}


KIND = BlockKind("legal", Words("Texto legal", "Legal text"), "gavel", Legal, _mjml, _plain, _html, start=_start)
