"""Papers to read: the contract, terms, a leaflet; each a link to an encrypted page."""

from typing import Annotated, Any

from pydantic import Field

from acuerdo.content.rules.blocks.base import BlockKind, Desk, Props, Runs, WebAddress, ask, runs_of
from acuerdo.content.rules.skeleton import escape
from acuerdo.kernel.facts import Words


class Paper(Props):
    """One document: what it is called, where it is."""

    label: Runs = ask("Nombre", "Name")
    address: WebAddress = ask("Dirección (https)", "Address (https)", default="")


class Documents(Props):
    """`items` in the order shown."""

    title: Runs = ask("Título", "Title")
    items: Annotated[
        tuple[Paper, ...],
        Field(min_length=1, max_length=12, json_schema_extra={"x-title": {"es": "Documentos", "en": "Documents"}}),
    ]


def _html(props: Documents, desk: Desk) -> str:
    rows = "".join(
        f'<a href="{escape(item.address)}" rel="noopener noreferrer">'
        f'<span class="grow">{desk.bare(item.label)}</span></a>'
        for item in props.items
        if item.address
    )
    return f'<section class="papers"><h2>{desk.html(props.title)}</h2><div class="rows">{rows}</div></section>'


def _start(language: str) -> dict[str, Any]:
    title = Words("Documentos", "Documents").in_language(language)
    label = Words("Condiciones del contrato", "Terms of the contract").in_language(language)
    return {"title": runs_of(title), "items": [{"label": runs_of(label), "address": ""}]}


KIND = BlockKind(
    "documents", Words("Documentos", "Documents"), "files", Documents, to_html=_html,
    texts=("title",), items={"items": ("label",)}, start=_start,
)  # fmt: skip
