"""What differs between two states of a template, text by text and block by block."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from acuerdo.content.rules.blocks import BLOCKS
from acuerdo.content.rules.blocks.base import Block, every_block
from acuerdo.content.rules.documents import EmailDocument, LandingDocument, TemplateDocument, VariantDocument
from acuerdo.content.rules.runs import Run, write_text
from acuerdo.kernel.facts import Words

What = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `place` is empty for a whole variant, `subject`, or block id and property (`b2.text`).

    `name` says what it is in words (the block's kind, Subject); texts come in the plain syntax.
    """

    variant: str
    what: What
    place: str
    name: Words
    before: str = ""
    after: str = ""


_TEXT = Words("Texto", "Text")
_NAMES = {
    "subject": Words("Asunto", "Subject"),
    "preheader": Words("Entradilla", "Preheader"),
    "plain": Words("Texto sin formato", "Plain text"),
    "title": Words("Título de la página", "Page title"),
    "text": _TEXT,
}


def compare(older: TemplateDocument, newer: TemplateDocument) -> list[Change]:
    """Every difference, in the order of variants and blocks; none if they say the same."""
    changes: list[Change] = []
    for key in sorted(older.variants.keys() | newer.variants.keys()):
        before, after = older.variants.get(key), newer.variants.get(key)
        if before is None:
            changes.append(Change(key, "added", "", _TEXT))
        elif after is None:
            changes.append(Change(key, "removed", "", _TEXT))
        else:
            changes += _variants(key, before, after)
    return changes


def _variants(key: str, before: VariantDocument, after: VariantDocument) -> Iterator[Change]:
    old, new = _own_texts(before), _own_texts(after)
    for place in _NAMES:
        was, now = old.get(place, ""), new.get(place, "")
        if was != now:
            yield Change(key, "changed", place, _NAMES[place], was, now)
    blocks = (EmailDocument, LandingDocument)
    if isinstance(before, blocks) and isinstance(after, blocks):
        yield from _blocks(key, tuple(every_block(before.blocks)), tuple(every_block(after.blocks)))


def _own_texts(document: VariantDocument) -> dict[str, str]:
    """Texts of the variant itself, not of its blocks."""
    texts: dict[str, tuple[Run, ...]] = dict(document.texts())
    return {place: write_text(texts[place]) for place in _NAMES if place in texts}


def _blocks(key: str, before: tuple[Block, ...], after: tuple[Block, ...]) -> Iterator[Change]:
    old, new = {block.id: block for block in before}, {block.id: block for block in after}
    for block in before:
        if block.id not in new or new[block.id].type != block.type:
            yield Change(key, "removed", block.id, BLOCKS[block.type].title, before=_said(block))
    for block in after:
        if block.id not in old or old[block.id].type != block.type:
            yield Change(key, "added", block.id, BLOCKS[block.type].title, after=_said(block))
        else:
            yield from _props(key, old[block.id], block)
    kept = [block.id for block in before if block.id in new]
    for one in sorted(_moved(kept, [block.id for block in after if block.id in old])):
        yield Change(key, "moved", one, BLOCKS[new[one].type].title)


def _said(block: Block) -> str:
    return " · ".join(text for _place, runs in block.texts() if (text := write_text(runs)))


def _props(key: str, before: Block, after: Block) -> Iterator[Change]:
    old, new = _flat(before), _flat(after)
    for place in dict.fromkeys((*old, *new)):
        was, now = old.get(place, ""), new.get(place, "")
        if was != now:
            yield Change(key, "changed", f"{after.id}.{place}", BLOCKS[after.type].title, was, now)


def _flat(block: Block) -> dict[str, str]:
    """Properties by place: texts as people type them, the rest as it is written."""
    kind = BLOCKS[block.type]
    texts = {place: write_text(runs) for place, runs in block.texts()}
    aside = {*kind.texts, *kind.items, "columns"}
    rest: Mapping[str, Any] = block.props.model_dump(mode="json", exclude=aside)
    listed: dict[str, str] = {}
    for name, inner in kind.items.items():
        for number, item in enumerate(getattr(block.props, name), 1):
            others = item.model_dump(mode="json", exclude=set(inner))
            listed |= {f"{name}.{number}.{field}": str(value) for field, value in others.items()}
    return {**texts, **{name: str(value) for name, value in rest.items()}, **listed}


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Blocks that stand after another one than before; of two that changed places both are named."""
    old, new = set(pairwise(["", *before])), set(pairwise(["", *after]))
    return {one for _previous, one in new - old} if before != after else set()
