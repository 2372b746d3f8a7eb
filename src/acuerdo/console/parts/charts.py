"""Small charts as SVG, drawn here: no script, no style attribute, and a table of the same numbers beside them.

Plain values in, shapes out; the templates print them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A sparkline: paths inside a box of `width` × `height`; `end` is the last point."""

    width: int
    height: int
    path: str
    area: str
    end: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `share` of the widest, 0 to 100."""

    label: str
    text: str
    share: float
    href: str = ""
    tone: str = ""


# Of a chart 640 wide: a single day does not become a wall.
WIDEST_COLUMN = 48


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a column chart, in the chart's own units."""

    label: str
    text: str
    x: float
    y: float
    width: float
    height: float


def sparkline(values: Sequence[float], *, width: int = 120, height: int = 32) -> Line:
    """Lay values out from left to right; a flat row lies on the middle, no value gives no path."""
    if not values:
        return Line(width, height, "", "", None)
    low, high = min(values), max(values)
    pad = 2
    span = (high - low) or 1

    def place(index: int, value: float) -> tuple[float, float]:
        x = pad + (width - 2 * pad) * (index / (len(values) - 1) if len(values) > 1 else 1)
        share = (value - low) / span if high != low else 0.5
        return round(x, 1), round(height - pad - (height - 2 * pad) * share, 1)

    points = [place(index, value) for index, value in enumerate(values)]
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    area = f"{path}L{points[-1][0]:g} {height}L{points[0][0]:g} {height}Z"
    return Line(width, height, path, area, points[-1])


def bars(rows: Sequence[tuple[str, float, str]], *, tones: Sequence[str] = ()) -> list[Bar]:
    """Horizontal bars of (label, value, printed value), in the order given."""
    widest = max((value for _, value, _ in rows), default=0) or 1
    return [
        Bar(label, text, round(100 * max(value, 0) / widest, 1), tone=tones[index] if index < len(tones) else "")
        for index, (label, value, text) in enumerate(rows)
    ]


def columns(rows: Sequence[tuple[str, float, str]], *, width: int = 640, height: int = 160) -> list[Column]:
    """Upright columns of (label, value, printed value) in a box of width × height."""
    highest = max((value for _, value, _ in rows), default=0) or 1
    step = width / max(len(rows), 1)
    wide = column_width(step)
    found = []
    for index, (label, value, text) in enumerate(rows):
        tall = round(height * max(value, 0) / highest, 1)
        left = index * step + (step - wide) / 2
        found.append(Column(label, text, round(left, 1), round(height - tall, 1), round(wide, 1), tall))
    return found


def column_width(step: float) -> float:
    """How wide a column is that has `step` for itself and its gap."""
    return min(step - min(step * 0.25, 6), WIDEST_COLUMN)
