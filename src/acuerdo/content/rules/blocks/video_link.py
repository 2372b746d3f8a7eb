"""A link to a video: nothing of another host is loaded into the page."""

from typing import Any

from acuerdo.content.rules.blocks.base import BlockKind, Desk, Props, Runs, WebAddress, ask, runs_of
from acuerdo.content.rules.skeleton import escape
from acuerdo.kernel.facts import Words

_MINUTES = Words("min", "min")


class VideoLink(Props):
    """`minutes` is how long it takes; 0 leaves it out."""

    label: Runs = ask("Texto", "Label")
    address: WebAddress = ask("Dirección (https)", "Address (https)", default="")
    minutes: int = ask("Duración en minutos", "Length in minutes", default=0)


def _html(props: VideoLink, desk: Desk) -> str:
    if not props.address:
        return ""
    length = f'<span class="sub">{props.minutes} {desk.words(_MINUTES)}</span>' if props.minutes > 0 else ""
    return (
        f'<div class="rows"><a href="{escape(props.address)}" rel="noopener noreferrer">'
        f'<span class="grow">{desk.bare(props.label)}{length}</span></a></div>'
    )


def _start(language: str) -> dict[str, Any]:
    label = Words("Cómo funciona un plan de pagos, en vídeo", "How a payment plan works: a video")
    return {"label": runs_of(label.in_language(language)), "address": "", "minutes": 2}


KIND = BlockKind(
    "video_link", Words("Vídeo", "Video link"), "video", VideoLink, to_html=_html, texts=("label",), start=_start
)
