"""Room between parts."""

from typing import Literal

from acuerdo.content.rules.blocks.base import BlockKind, Desk, Props, ask
from acuerdo.kernel.facts import Words

_SIZES = {"small": Words("Pequeño", "Small"), "medium": Words("Mediano", "Medium"), "large": Words("Grande", "Large")}
_PIXELS = {"small": 8, "medium": 20, "large": 40}


class Spacer(Props):
    """`size` is how much room."""

    size: Literal["small", "medium", "large"] = ask("Tamaño", "Size", options=_SIZES, default="medium")


def _mjml(props: Spacer, _desk: Desk) -> str:
    return f'<mj-spacer height="{_PIXELS[props.size]}px" />'


def _plain(_props: Spacer, _desk: Desk) -> str:
    return ""


def _html(props: Spacer, _desk: Desk) -> str:
    return f'<div class="space space-{props.size}"></div>'


KIND = BlockKind("spacer", Words("Espacio", "Space"), "move-vertical", Spacer, _mjml, _plain, _html)
