"""What the forms share that open under their title: one question, answers to choose from, room for own words."""

from collections.abc import Mapping
from typing import Any

from acuerdo.content.rules.blocks.base import Desk, LinkName, Props, Runs, Start, Write, ask, runs_of
from acuerdo.content.rules.blocks.forms import Part, named
from acuerdo.content.rules.skeleton import escape
from acuerdo.kernel.facts import Words

TEXTS = ("title", "text")
_SEND = Words("Enviar", "Send")


class Saying(Props):
    """`title` opens the form, `text` says what happens then."""

    title: Runs = ask("Título", "Title")
    text: Runs = ask("Explicación", "Note", default=())


def opening_form(link: LinkName, field: str, question: Words, answers: Mapping[str, Words]) -> Write:
    """Write the form that posts the answer chosen in `field` to the page a link leads to."""

    def to_html(props: Saying, desk: Desk) -> str:
        note = f"<p>{desk.html(props.text)}</p>" if props.text else ""
        part = Part(desk, desk.block)
        asked = part.choices(field, escape(desk.words(question)), named(answers, desk)) + part.own_words()
        button = part.submit(link, escape(desk.words(_SEND)))
        summary = f'<summary><span class="grow">{desk.bare(props.title)}</span></summary>'
        body = f'<div>{note}<div class="actions">{asked}{button}</div></div>'
        return f'<div class="rows"><details {part.open_if_typed()}>{summary}{body}</details></div>'

    return to_html


def starting_with(title: Words, text: Words) -> Start:
    """A new block of this kind, with these words."""

    def start(language: str) -> dict[str, Any]:
        return {"title": runs_of(title.in_language(language)), "text": runs_of(text.in_language(language))}

    return start
