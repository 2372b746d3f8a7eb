"""How to reach a person."""

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from acuerdo.content.rules.blocks.base import BlockKind, Desk, Props, Runs, ask, runs_of
from acuerdo.content.rules.skeleton import Gap, escape
from acuerdo.kernel.facts import Words

Way = Literal["phone", "call_back", "website", "letter"]
_WAYS = {
    "phone": Words("Teléfono", "Phone"),
    "call_back": Words("Que le llamen", "Ask for a call"),
    "website": Words("Web", "Website"),
    "letter": Words("Dirección postal", "Postal address"),
}
_CALL_ME = Words("Pida que le llamemos", "Ask us to call you")
_NOT_KNOWN = Words("no disponible", "not available")
_VALUES = {"phone": "creditor.phone", "website": "creditor.website", "letter": "creditor.postal_address"}


class ContactWays(Props):
    """`ways` in the order shown; phone, website and address are the creditor's."""

    title: Runs = ask("Título", "Title")
    ways: Annotated[
        tuple[Way, ...],
        Field(min_length=1, max_length=4, json_schema_extra={"x-title": {"es": "Vías", "en": "Ways"}}),
        WithJsonSchema({
            "type": "array", "x-as": "choices", "items": {"enum": list(_WAYS)},
            "x-options": {name: {"es": words.es, "en": words.en} for name, words in _WAYS.items()},
        }),
    ] = ("phone", "call_back")  # fmt: skip


def _html(props: ContactWays, desk: Desk) -> str:
    rows = "".join(_way(way, desk) for way in props.ways)
    return f'<section class="ways"><h2>{desk.html(props.title)}</h2><div class="rows">{rows}</div></section>'


def _way(way: Way, desk: Desk) -> str:
    if way == "call_back":
        return f'<a href="{desk.url("link.call")}"><span class="grow">{escape(desk.words(_CALL_ME))}</span></a>'
    value = desk.pen.mark(Gap(_VALUES[way], "phone_page" if way == "phone" else "html", None, desk.words(_NOT_KNOWN)))
    return f"<div><span>{escape(desk.words(_WAYS[way]))}</span><span>{value}</span></div>"


def _start(language: str) -> dict[str, Any]:
    title = Words("Hable con una persona", "Talk to a person")
    return {"title": runs_of(title.in_language(language)), "ways": ["phone", "call_back"]}


KIND = BlockKind(
    "contact_ways", Words("Contacto", "Contact ways"), "phone", ContactWays, to_html=_html,
    texts=("title",), start=_start,
)  # fmt: skip
