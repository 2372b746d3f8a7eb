"""A heading."""

from typing import Any, Literal

from acuerdo.content.rules.blocks.base import INK, BlockKind, Desk, Props, Runs, ask, runs_of
from acuerdo.kernel.facts import Words

_LEVELS = {"1": Words("Título", "Title"), "2": Words("Apartado", "Part")}


class Heading(Props):
    """`level` 1 is the title of the mail, 2 a part of it."""

    text: Runs = ask("Texto", "Text")
    level: Literal[1, 2] = ask("Nivel", "Level", options=_LEVELS, default=1)


def _mjml(props: Heading, desk: Desk) -> str:
    size = "22px" if props.level == 1 else "17px"
    inner = (
        f'<h{props.level} style="margin:0;font-size:{size};line-height:1.3;">{desk.html(props.text)}</h{props.level}>'
    )
    return f'<mj-text color="{INK}" padding="8px 24px">{inner}</mj-text>'


def _plain(props: Heading, desk: Desk) -> str:
    return desk.plain(props.text)


def _html(props: Heading, desk: Desk) -> str:
    return f"<h{props.level}>{desk.html(props.text)}</h{props.level}>"


def _start(language: str) -> dict[str, Any]:
    return {"text": runs_of(Words("Un título", "A heading").in_language(language)), "level": 2}


KIND = BlockKind(
    "heading", Words("Título", "Heading"), "heading", Heading, _mjml, _plain, _html, texts=("text",), start=_start
)
