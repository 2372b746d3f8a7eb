"""Faults of single blocks: images without words, buttons without a label, links that lead nowhere."""

from collections.abc import Iterator, Sequence

from acuerdo.content.rules.blocks.base import Block, every_block
from acuerdo.content.rules.blocks.documents import Documents
from acuerdo.content.rules.blocks.hero import Hero
from acuerdo.content.rules.blocks.image import Image
from acuerdo.content.rules.blocks.qr import PaymentQr
from acuerdo.content.rules.blocks.video_link import VideoLink
from acuerdo.content.rules.faults import Fault, fault
from acuerdo.content.rules.runs import Run, Text

# Texts that a block cannot do without: what people press, and what opens a form.
_NEEDED = {
    "button": ("label",),
    "pay_button": ("label",),
    "plan_calculator": ("label",),
    "pay_now": ("label",),
    "plan_choices": ("title", "label"),
    "video_link": ("label",),
    "dispute": ("title",),
    "hardship": ("title",),
    "heading": ("text",),
    "hero": ("title",),
}


def check_blocks(blocks: Sequence[Block], *, where: str, assets: frozenset[str] | None) -> Iterator[Fault]:
    """Every fault of blocks by themselves. `assets` are the images there are; None: not known here."""
    for block in every_block(blocks):
        place = f"{where}.{block.id}"
        yield from _check_words(block, place)
        yield from _check_picture(block, place, assets)
        yield from _check_addresses(block, place)


def _check_words(block: Block, place: str) -> Iterator[Fault]:
    for name in _NEEDED.get(block.type, ()):
        if _is_blank(getattr(block.props, name)):
            yield fault("no_label", f"{place}.{name}", es="falta el texto", en="the text is missing")


def _check_picture(block: Block, place: str, assets: frozenset[str] | None) -> Iterator[Fault]:
    props = block.props
    if isinstance(props, PaymentQr) and _is_blank(props.alt):
        yield _no_alt(place)
    if not isinstance(props, Image | Hero):
        return
    if props.asset and _is_blank(props.alt):
        yield _no_alt(place)
    if isinstance(props, Image) and not props.asset:
        yield fault("no_image", f"{place}.asset", es="elija una imagen", en="choose an image")
    if props.asset and assets is not None and props.asset not in assets:
        yield fault("unknown_image", f"{place}.asset", es="esta imagen ya no existe", en="this image is gone")


def _no_alt(place: str) -> Fault:
    return fault(
        "no_alt",
        f"{place}.alt",
        es="diga con palabras qué muestra la imagen",
        en="say in words what the image shows",
    )


def _check_addresses(block: Block, place: str) -> Iterator[Fault]:
    if isinstance(block.props, VideoLink) and not block.props.address:
        yield _no_address(f"{place}.address")
    if isinstance(block.props, Documents):
        for number, item in enumerate(block.props.items, 1):
            if not item.address:
                yield _no_address(f"{place}.items.{number}.address")
            if _is_blank(item.label):
                yield fault("no_label", f"{place}.items.{number}.label", es="falta el texto", en="the text is missing")


def _no_address(place: str) -> Fault:
    return fault("no_address", place, es="falta la dirección (https://…)", en="the address is missing (https://…)")


def _is_blank(runs: Sequence[Run]) -> bool:
    return all(isinstance(run, Text) and not run.t.strip() for run in runs)
