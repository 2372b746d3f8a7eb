"""The top of a landing page: what it is about, in one line, and why it is worth reading on."""

from typing import Any

from acuerdo.content.rules.blocks.base import AssetName, BlockKind, Desk, Props, Runs, ask, runs_of
from acuerdo.kernel.facts import Words


class Hero(Props):
    """`title` is the page's only first-level heading."""

    title: Runs = ask("Título", "Title")
    lead: Runs = ask("Entrada", "Lead", default=())
    asset: AssetName = ask("Imagen", "Image", default="")
    alt: Runs = ask("Texto alternativo", "Alternative text", default=())


def _html(props: Hero, desk: Desk) -> str:
    picture = ""
    if props.asset:
        picture = f'<img class="pic" src="{desk.asset_url(props.asset)}" alt="{desk.bare(props.alt)}">'
    lead = f'<p class="lead">{desk.html(props.lead)}</p>' if props.lead else ""
    return f'<section class="hero">{picture}<h1>{desk.html(props.title)}</h1>{lead}</section>'


def _start(language: str) -> dict[str, Any]:
    name = {"tok": "debtor.given_name", "fallback": Words("buenos días", "good day").in_language(language)}
    title = [{"t": Words("Hola, ", "Hello, ").in_language(language)}, name]
    lead = Words("Vea lo pendiente y elija cómo resolverlo.", "See what is open and choose how to settle it.")
    return {"title": title, "lead": runs_of(lead.in_language(language)), "asset": "", "alt": []}


KIND = BlockKind(
    "hero", Words("Cabecera", "Hero"), "megaphone", Hero, to_html=_html, texts=("title", "lead", "alt"), start=_start
)
