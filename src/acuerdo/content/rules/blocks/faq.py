"""Questions people have, each opening its answer."""

from typing import Annotated, Any

from pydantic import Field

from acuerdo.content.rules.blocks.base import BlockKind, Desk, Props, Runs, ask, runs_of
from acuerdo.kernel.facts import Words


class Question(Props):
    """One question and its answer."""

    question: Runs = ask("Pregunta", "Question")
    answer: Runs = ask("Respuesta", "Answer")


class Faq(Props):
    """`items` in the order shown."""

    title: Runs = ask("Título", "Title", default=())
    items: Annotated[
        tuple[Question, ...],
        Field(min_length=1, max_length=20, json_schema_extra={"x-title": {"es": "Preguntas", "en": "Questions"}}),
    ]


def _html(props: Faq, desk: Desk) -> str:
    title = f"<h2>{desk.html(props.title)}</h2>" if props.title else ""
    rows = "".join(
        f'<details><summary><span class="grow">{desk.bare(item.question)}</span></summary>'
        f"<div>{desk.html(item.answer)}</div></details>"
        for item in props.items
    )
    return f'<section class="faq">{title}<div class="rows">{rows}</div></section>'


def _start(language: str) -> dict[str, Any]:
    title = Words("Preguntas frecuentes", "Questions people ask")
    question = Words("¿Puedo pagar solo una parte?", "Can I pay only a part?")
    answer = Words("Sí. Elija otro importe y páguelo ahora.", "Yes. Choose another amount and pay it now.")
    return {
        "title": runs_of(title.in_language(language)),
        "items": [
            {"question": runs_of(question.in_language(language)), "answer": runs_of(answer.in_language(language))}
        ],
    }


KIND = BlockKind(
    "faq", Words("Preguntas", "FAQ"), "circle-help", Faq, to_html=_html,
    texts=("title",), items={"items": ("question", "answer")}, start=_start,
)  # fmt: skip
