"""Stacked columns as plain shapes; the template prints them beside a table of the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from acuerdo.console.parts.charts import column_width

WIDTH, HEIGHT = 640, 160
# Fills in the order of the layers; the largest layer takes the product's own colour.
TONES = ("primary", "accent", "info", "warning", "success", "error")


@dataclass(frozen=True, slots=True)
class Block:
    """One layer of one column, in the chart's own units."""

    x: float
    y: float
    width: float
    height: float
    tone: str


@dataclass(frozen=True, slots=True)
class Stack:
    """One column: its blocks from below, and the numbers in words."""

    label: str
    text: str
    blocks: Sequence[Block]
    values: Sequence[int]
    total: int


@dataclass(frozen=True, slots=True)
class Layer:
    """What a colour means, with its sum."""

    label: str
    tone: str
    total: int


@dataclass(frozen=True, slots=True)
class Stacks:
    """A chart of stacked columns; `top` is the value of the upper grid line."""

    columns: Sequence[Stack]
    layers: Sequence[Layer]
    top: int

    @property
    def total(self) -> int:
        return sum(layer.total for layer in self.layers)


def stacks(*, labels: Sequence[str], layers: Sequence[tuple[str, Sequence[int]]]) -> Stacks:
    """Lay columns out from left to right, layers from below upwards in the order given."""
    totals = [sum(values[index] for _, values in layers) for index in range(len(labels))]
    highest = max(totals, default=0)
    step = WIDTH / max(len(labels), 1)
    wide = column_width(step)
    columns = []
    for index, label in enumerate(labels):
        values = [values[index] for _, values in layers]
        columns.append(
            Stack(
                label=label,
                text=", ".join(f"{name} {value}" for (name, _), value in zip(layers, values, strict=True)),
                blocks=_blocks(values, x=index * step + (step - wide) / 2, width=wide, highest=highest or 1),
                values=values,
                total=totals[index],
            )
        )
    return Stacks(
        columns=columns,
        layers=[Layer(name, TONES[at % len(TONES)], sum(values)) for at, (name, values) in enumerate(layers)],
        top=highest,
    )


def _blocks(values: Sequence[int], *, x: float, width: float, highest: int) -> list[Block]:
    found, base = [], float(HEIGHT)
    for at, value in enumerate(values):
        tall = HEIGHT * value / highest
        base -= tall
        if value:
            found.append(Block(round(x, 1), round(base, 1), round(width, 1), round(tall, 1), TONES[at % len(TONES)]))
    return found
