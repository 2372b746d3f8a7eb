"""Paragraphs."""

from acuerdo.content.rules.blocks.base import INK, BlockKind, Desk, Props, Runs
from acuerdo.kernel.facts import Words


class Paragraph(Props):
    """Words and tokens; line breaks are kept."""

    text: Runs


def _mjml(props: Paragraph, desk: Desk) -> str:
    return f'<mj-text color="{INK}" padding="8px 24px">{desk.html(props.text)}</mj-text>'


def _plain(props: Paragraph, desk: Desk) -> str:
    return desk.plain(props.text)


KIND = BlockKind("text", Words("Texto", "Text"), Paragraph, _mjml, _plain, ("text",))
