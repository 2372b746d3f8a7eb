"""Saying that the debt is not one's own or the amount is wrong, on the page itself."""

from typing import Any

from acuerdo.content.rules.blocks.base import BlockKind, Desk, Props, Runs, ask, runs_of
from acuerdo.content.rules.blocks.forms import choices, form, named, own_words, submit
from acuerdo.content.rules.skeleton import escape
from acuerdo.kernel.facts import Words

# The reasons the portal's own page takes.
REASONS = {
    "not_mine": Words("Esta deuda no es mía", "This debt is not mine"),
    "wrong_amount": Words("El importe no es correcto", "The amount is wrong"),
    "already_paid": Words("Ya la he pagado", "I have already paid it"),
    "other": Words("Otra cosa", "Something else"),
}
_WHAT = Words("¿Qué no es correcto?", "What is wrong?")
_SEND = Words("Enviar", "Send")


class Dispute(Props):
    """`title` opens the form, `text` says what happens then."""

    title: Runs = ask("Título", "Title")
    text: Runs = ask("Explicación", "Note", default=())


def _html(props: Dispute, desk: Desk) -> str:
    note = f"<p>{desk.html(props.text)}</p>" if props.text else ""
    inner = (
        choices("reason", escape(desk.words(_WHAT)), named(REASONS, desk))
        + own_words(desk)
        + submit(escape(desk.words(_SEND)))
    )
    body = f"<div>{note}{form(desk, 'link.dispute', inner)}</div>"
    summary = f'<summary><span class="grow">{desk.bare(props.title)}</span></summary>'
    return f'<div class="rows"><details>{summary}{body}</details></div>'


def _start(language: str) -> dict[str, Any]:
    title = Words("La deuda no es mía o el importe no es correcto", "This isn't my debt, or the amount is wrong")
    text = Words(
        "Díganoslo y dejaremos de pedirle el pago hasta haberlo comprobado.",
        "Tell us, and we stop asking until we have checked it.",
    )
    return {"title": runs_of(title.in_language(language)), "text": runs_of(text.in_language(language))}


KIND = BlockKind(
    "dispute", Words("Reclamar", "Dispute"), "message-square-warning", Dispute, to_html=_html,
    texts=("title", "text"), start=_start,
)  # fmt: skip
