"""An image that was uploaded here; pictures of other hosts would tell them who opened the mail."""

from typing import Any, Literal

from acuerdo.content.rules.blocks.base import AssetName, BlockKind, Desk, Props, Runs, ask
from acuerdo.kernel.facts import Words

_SIZES = {
    "full": Words("Todo el ancho", "Full width"),
    "half": Words("Mitad", "Half"),
    "small": Words("Un cuarto", "A quarter"),
}
_SHARES = {"full": 1, "half": 2, "small": 4}


class Image(Props):
    """`asset` is the name of an uploaded image, `alt` what it says to whoever does not see it."""

    asset: AssetName = ask("Imagen", "Image", default="")
    alt: Runs = ask(
        "Texto alternativo", "Alternative text", default=(),
        help_es="Lo leen quienes no ven la imagen, y los correos que no la cargan.",
        help_en="Read by people who do not see the image, and shown where images are blocked.",
    )  # fmt: skip
    size: Literal["full", "half", "small"] = ask("Tamaño", "Size", options=_SIZES, default="full")


def _mjml(props: Image, desk: Desk) -> str:
    if not props.asset:
        return ""
    width = desk.width // _SHARES[props.size]
    return (
        f'<mj-text padding="8px 24px"><img src="{desk.asset_url(props.asset)}" alt="{desk.bare(props.alt)}" '
        f'width="{width}" style="display:block;width:100%;max-width:{width}px;height:auto;border:0;" /></mj-text>'
    )


def _plain(props: Image, desk: Desk) -> str:
    return f"[{desk.plain(props.alt)}]" if props.alt else ""


def _html(props: Image, desk: Desk) -> str:
    if not props.asset:
        return ""
    return f'<img class="pic pic-{props.size}" src="{desk.asset_url(props.asset)}" alt="{desk.bare(props.alt)}">'


def _start(_language: str) -> dict[str, Any]:
    return {"asset": "", "alt": [], "size": "full"}


KIND = BlockKind("image", Words("Imagen", "Image"), "image", Image, _mjml, _plain, _html, texts=("alt",), start=_start)
