"""What the builder knows of blocks: their names, their fields, what a new one holds."""

from dataclasses import asdict, dataclass
from typing import Any

from acuerdo.content.rules.blocks import BLOCKS
from acuerdo.content.rules.documents import LANGUAGES

# The order of the palette: what people reach for first, first.
_ORDER = (
    "hero", "heading", "text", "amounts", "pay_now", "plan_choices", "pay_button", "button", "debt_table", "image",
    "columns", "divider", "spacer", "qr", "plan_calculator", "faq", "hardship", "dispute", "contact_ways", "documents",
    "video_link", "legal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BlockForm:
    """One kind of block for the builder.

    `schema` is the JSON schema of its properties: each has `x-title` {es, en}; `x-as` names a field that is no plain
    JSON type (runs, asset, url, columns, numbers, choices); `x-options` names the choices of an enum; `x-help` helps.
    `start` holds the properties of a new block by language. `texts` are properties that hold runs, `items` lists
    whose entries do.
    """

    name: str
    title: dict[str, str]
    icon: str
    schema: dict[str, Any]
    start: dict[str, dict[str, Any]]
    texts: tuple[str, ...]
    items: dict[str, tuple[str, ...]]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def block_kinds(kind: str) -> list[BlockForm]:
    """The blocks that go into documents of a kind (email, landing), in the order of the palette."""
    found = [block for block in BLOCKS.values() if kind in block.documents]
    return [
        BlockForm(
            name=block.name,
            title={"es": block.title.es, "en": block.title.en},
            icon=block.icon,
            schema=block.props.model_json_schema(),
            start={language: block.start(language) for language in LANGUAGES},
            texts=block.texts,
            items=dict(block.items),
        )
        for block in sorted(found, key=lambda block: _ORDER.index(block.name))
    ]
