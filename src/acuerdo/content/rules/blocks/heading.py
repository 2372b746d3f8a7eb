"""A heading."""

from typing import Literal

from acuerdo.content.rules.blocks.base import INK, BlockKind, Desk, Props, Runs
from acuerdo.kernel.facts import Words


class Heading(Props):
    """`level` 1 is the title of the mail, 2 a part of it."""

    text: Runs
    level: Literal[1, 2] = 1


def _mjml(props: Heading, desk: Desk) -> str:
    size = "22px" if props.level == 1 else "17px"
    inner = (
        f'<h{props.level} style="margin:0;font-size:{size};line-height:1.3;">{desk.html(props.text)}</h{props.level}>'
    )
    return f'<mj-text color="{INK}" padding="8px 24px">{inner}</mj-text>'


def _plain(props: Heading, desk: Desk) -> str:
    return desk.plain(props.text)


KIND = BlockKind("heading", Words("Título", "Heading"), Heading, _mjml, _plain, ("text",))
