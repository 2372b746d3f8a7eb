"""Paragraphs."""

from typing import Any

from acuerdo.content.rules.blocks.base import INK, BlockKind, Desk, Props, Runs, ask, runs_of
from acuerdo.kernel.facts import Words


class Paragraph(Props):
    """Words and tokens; line breaks are kept."""

    text: Runs = ask("Texto", "Text")


def _mjml(props: Paragraph, desk: Desk) -> str:
    return f'<mj-text color="{INK}" padding="8px 24px">{desk.html(props.text)}</mj-text>'


def _plain(props: Paragraph, desk: Desk) -> str:
    return desk.plain(props.text)


def _html(props: Paragraph, desk: Desk) -> str:
    return f"<p>{desk.html(props.text)}</p>"


def _start(language: str) -> dict[str, Any]:
    return {"text": runs_of(Words("Escriba aquí.", "Write here.").in_language(language))}


KIND = BlockKind("text", Words("Texto", "Text"), "type", Paragraph, _mjml, _plain, _html, texts=("text",), start=_start)
