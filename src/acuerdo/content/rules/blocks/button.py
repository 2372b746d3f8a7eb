"""A button to a page of the portal."""

from typing import Any

from acuerdo.content.rules.blocks.base import LINK_NAMES, BlockKind, Desk, LinkName, Props, Runs, ask, runs_of
from acuerdo.kernel.facts import Words


class Button(Props):
    """A quiet button: outlined, so that the pay button stays the first thing to see."""

    label: Runs = ask("Texto del botón", "Label")
    link: LinkName = ask("Lleva a", "Leads to", options=LINK_NAMES)


def _mjml(props: Button, desk: Desk) -> str:
    return (
        f'<mj-button href="{desk.url(props.link)}" background-color="#ffffff" color="{desk.accent_ink()}" '
        f'border="1px solid {desk.accent_ink()}" padding="6px 24px">{desk.html(props.label)}</mj-button>'
    )


def _plain(props: Button, desk: Desk) -> str:
    return f"{desk.plain(props.label)}: {desk.plain_link(props.link)}"


def _html(props: Button, desk: Desk) -> str:
    return f'<a class="btn" href="{desk.url(props.link)}">{desk.bare(props.label)}</a>'


def _start(language: str) -> dict[str, Any]:
    return {"label": runs_of(Words("Ver opciones", "See my options").in_language(language)), "link": "link.help"}


KIND = BlockKind(
    "button", Words("Botón", "Button"), "mouse-pointer-click", Button, _mjml, _plain, _html,
    texts=("label",), start=_start,
)  # fmt: skip
