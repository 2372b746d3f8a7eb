"""Two or three columns side by side; on a phone one under the other."""

from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema, model_validator

from acuerdo.content.rules.blocks.base import KINDS, Block, BlockKind, Desk, Props, Write
from acuerdo.kernel.facts import Words

# What may stand in a column: nothing that is a section of its own, and no form.
INSIDE = ("heading", "text", "image", "button", "pay_button", "divider", "spacer")
Column = tuple[Block, ...]


class Columns(Props):
    """`columns` are lists of blocks, left to right; their ids are unique in the whole text."""

    columns: Annotated[
        tuple[Column, ...],
        Field(min_length=2, max_length=3, json_schema_extra={"x-title": {"es": "Columnas", "en": "Columns"}}),
        WithJsonSchema({"type": "array", "x-as": "columns", "x-inside": list(INSIDE), "minItems": 2, "maxItems": 3}),
    ]

    @model_validator(mode="after")
    def _simple_blocks(self) -> "Columns":
        wrong = sorted({block.type for block in self.children()} - set(INSIDE))
        if wrong:
            raise ValueError(f"a column holds {', '.join(INSIDE)}, not {', '.join(wrong)}")
        return self

    def children(self) -> tuple[Block, ...]:
        return tuple(block for column in self.columns for block in column)


def _mjml(props: Columns, desk: Desk) -> str:
    # 600 px less 24 on either side of each column.
    narrow = replace(desk, width=600 // len(props.columns) - 48)
    columns = "".join(f"<mj-column>{_written(column, narrow, 'to_mjml')}</mj-column>" for column in props.columns)
    return f'<mj-section background-color="#ffffff" padding="0">{columns}</mj-section>'


def _plain(props: Columns, desk: Desk) -> str:
    plain = replace(desk, marks=False)
    columns = (_written(column, plain, "to_plain", "\n\n") for column in props.columns)
    return "\n\n".join(column for column in columns if column)


def _html(props: Columns, desk: Desk) -> str:
    columns = "".join(f"<div>{_written(column, desk, 'to_html')}</div>" for column in props.columns)
    return f'<div class="cols cols-{len(props.columns)}">{columns}</div>'


def _written(column: Column, desk: Desk, how: str, between: str = "") -> str:
    writers: list[tuple[Write | None, Block]] = [(getattr(KINDS[block.type], how), block) for block in column]
    parts = [desk.marked(write(block.props, desk), block.id) for write, block in writers if write]
    return between.join(part for part in parts if part)


def _start(language: str) -> dict[str, Any]:
    text = KINDS["text"].start(language)
    # The builder gives blocks ids of its own when it puts them in.
    return {"columns": [[{"id": f"side-{side}", "type": "text", "props": text}] for side in (1, 2)]}


KIND = BlockKind(
    "columns", Words("Columnas", "Columns"), "columns-2", Columns, _mjml, _plain, _html, start=_start, is_row=True
)
