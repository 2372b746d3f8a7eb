"""Ways to pay in parts, with what each part comes to; choosing one asks for it, and a person answers.

Where a plan is on offer to the reader already, the block leads to that plan instead: it can be agreed to at once.
"""

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from acuerdo.content.rules.blocks.base import BlockKind, Desk, Props, Runs, ask, runs_of
from acuerdo.content.rules.blocks.forms import Part
from acuerdo.content.rules.skeleton import Gap, escape
from acuerdo.kernel.facts import Words

# A gap for each number of parts: what one part comes to. `page.part_3` of 240.00 is 80.00.
MOST_PARTS = 24
PART_GAPS = tuple(f"page.part_{number}" for number in range(2, MOST_PARTS + 1))
# Whether what is asked for is seen, and what is offered; the offer in words, and where it is agreed to. As attributes,
# with what stands where nothing is said: no offer.
ASKED, OFFERED, OFFER, OFFER_LINK = "page.plan_asked", "page.plan_offered", "page.plan_offer", "link.offer"
OFFER_GAPS = (ASKED, OFFERED, OFFER, OFFER_LINK)
SHOWN, HIDDEN = "data-shown", "hidden"
_PAYMENTS = Words("pagos mensuales de", "monthly payments of")
_SEE_OFFER = Words("Ver todos los pagos", "See every payment")
_OR_DAY = Words("Elegir un día para pagar", "Choose a day to pay")

Parts = Annotated[
    tuple[Annotated[int, Field(ge=2, le=MOST_PARTS)], ...],
    Field(min_length=1, max_length=4, json_schema_extra={"x-title": {"es": "Números de pagos", "en": "Payments"}}),
    WithJsonSchema({"type": "array", "x-as": "numbers", "items": {"type": "integer", "minimum": 2, "maximum": 24}}),
]  # fmt: skip


class PlanChoices(Props):
    """`parts` are the numbers of monthly payments to choose from; `day` adds a way to name a day instead."""

    title: Runs = ask("Título", "Title")
    parts: Parts = (2, 3, 6)
    label: Runs = ask("Texto del botón", "Label")
    day: bool = ask("Ofrecer elegir un día", "Offer to choose a day", default=True)


def _html(props: PlanChoices, desk: Desk) -> str:
    payments = desk.words(_PAYMENTS)
    options = []
    for parts in props.parts:
        words = f"{parts} {escape(payments)} {desk.pen.mark(Gap(f'page.part_{parts}', 'html'))}"
        options.append((words, words))
    title = desk.html(props.title)
    part = Part(desk, desk.block)
    inner = part.hidden("wish", "lower") + part.choices("text", desk.bare(props.title), options, is_shown=False)
    asked = f'<div class="actions">{inner}{part.submit("link.help", desk.bare(props.label))}</div>'
    day = f'<a class="btn" href="{desk.url("link.plan")}">{escape(desk.words(_OR_DAY))}</a>' if props.day else ""
    mark = desk.pen.mark
    ask_for = f'<div class="actions" {mark(Gap(ASKED, "html", None, SHOWN))}>{asked}{day}</div>'
    leads = mark(Gap(OFFER_LINK, "url", None, ""))
    see = f'<a class="btn btn-primary" href="{leads}">{escape(desk.words(_SEE_OFFER))}</a>'
    words = f"<p>{mark(Gap(OFFER, 'html', None, ''))}</p>"
    offered = f'<div class="actions" {mark(Gap(OFFERED, "html", None, HIDDEN))}>{words}{see}</div>'
    return f'<section class="sheet"><h2>{title}</h2>{ask_for}{offered}</section>'


def _start(language: str) -> dict[str, Any]:
    title = Words("Pagar en varias veces", "Pay in parts")
    label = Words("Pedir este plan", "Ask for this plan")
    return {
        "title": runs_of(title.in_language(language)),
        "parts": [2, 3, 6],
        "label": runs_of(label.in_language(language)),
        "day": True,
    }


KIND = BlockKind(
    "plan_choices", Words("Opciones de plan", "Plan choices"), "calendar-days", PlanChoices, to_html=_html,
    texts=("title", "label"), start=_start,
)  # fmt: skip
