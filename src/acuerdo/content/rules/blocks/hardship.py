"""Saying that paying is not possible now, and what would help."""

from typing import Any

from acuerdo.content.rules.blocks.base import BlockKind, Desk, Props, Runs, ask, runs_of
from acuerdo.content.rules.blocks.forms import choices, form, named, own_words, submit
from acuerdo.content.rules.skeleton import escape
from acuerdo.kernel.facts import Words

# What the portal's own page takes.
WISHES = {
    "pause": Words("Una pausa de dos semanas, sin mensajes", "A pause of two weeks, without messages"),
    "lower": Words("Pagos más pequeños que pueda asumir", "Smaller payments that I can manage"),
    "person": Words("Hablar con una persona", "To talk to a person"),
}
_WHAT = Words("¿Qué le ayudaría más?", "What would help you most?")
_SEND = Words("Enviar", "Send")


class Hardship(Props):
    """`title` opens the form, `text` says what happens then."""

    title: Runs = ask("Título", "Title")
    text: Runs = ask("Explicación", "Note", default=())


def _html(props: Hardship, desk: Desk) -> str:
    note = f"<p>{desk.html(props.text)}</p>" if props.text else ""
    inner = (
        choices("wish", escape(desk.words(_WHAT)), named(WISHES, desk))
        + own_words(desk)
        + submit(escape(desk.words(_SEND)))
    )
    body = f"<div>{note}{form(desk, 'link.help', inner)}</div>"
    summary = f'<summary><span class="grow">{desk.bare(props.title)}</span></summary>'
    return f'<div class="rows"><details>{summary}{body}</details></div>'


def _start(language: str) -> dict[str, Any]:
    title = Words("Ahora no puedo pagar", "I can't pay right now")
    text = Words(
        "Les pasa a muchas personas, y casi siempre hay una salida.",
        "It happens to many people, and there is nearly always a way.",
    )
    return {"title": runs_of(title.in_language(language)), "text": runs_of(text.in_language(language))}


KIND = BlockKind(
    "hardship", Words("No puedo pagar", "Hardship"), "life-buoy", Hardship, to_html=_html,
    texts=("title", "text"), start=_start,
)  # fmt: skip
