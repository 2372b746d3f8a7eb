"""Many messages of one variant at once: what is the same in all of them is written and laid in only once.

Most gaps of a batch hold the same value (the creditor's name, its colours). Those become part of the fixed text, and a
message costs a look-up for each gap that differs. The result is, byte for byte, that of `Renderer.encoded`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from acuerdo.content.rules.compiling import CompiledEmail, CompiledSms
from acuerdo.content.rules.encoding import encoded_parts, encoded_value, encoded_values
from acuerdo.content.rules.rendering import Encoded, Renderer
from acuerdo.content.rules.skeleton import MissingValue, Skeleton, lay, spread, write_all

Rows = Sequence[Mapping[str, Any]]
# What goes into a gap: one text for all rows, or one for each.
_Column = str | list[str]


def encode_many(renderer: Renderer, rows: Rows) -> list[Encoded | MissingValue]:
    """Messages for a transport, in the order of their values; what cannot be made comes back as its fault."""
    try:
        return list(_together(renderer, rows))
    except MissingValue:
        return [_alone(renderer, values) for values in rows]


def _alone(renderer: Renderer, values: Mapping[str, Any]) -> Encoded | MissingValue:
    try:
        return renderer.encoded(values)
    except MissingValue as fault:
        return fault


def _together(renderer: Renderer, rows: Rows) -> Iterator[Encoded]:
    compiled = renderer.compiled
    if isinstance(compiled, CompiledSms):
        for text in fill_many(compiled.text, rows):
            yield Encoded("", b"", text.encode())
    elif isinstance(compiled, CompiledEmail):
        subjects = fill_many(compiled.subject, rows)
        for subject, html, text in zip(
            subjects, _quoted(compiled.html, rows), _quoted(compiled.text, rows), strict=True
        ):
            yield Encoded(subject, html.encode("ascii"), text.encode("ascii"))
    else:
        raise TypeError("only e-mails and short texts are sent")


def fill_many(skeleton: Skeleton, rows: Rows) -> Iterator[str]:
    """The text with the values of each row, in their order. Raises `MissingValue` at once if any row lacks one."""
    return _laid(skeleton, skeleton.parts, [_column(rows, *gap) for gap in skeleton.once], len(rows))


def _quoted(skeleton: Skeleton, rows: Rows) -> Iterator[str]:
    columns = [_encoded(_column(rows, *gap)) for gap in skeleton.once]
    return _laid(skeleton, encoded_parts(skeleton), columns, len(rows))


def _column(rows: Rows, key: str, fallback: str | None, write: Callable[[Any], str] | None) -> _Column:
    values: list[Any] = [row.get(key) or fallback for row in rows]
    if values.count(values[0]) == len(values):
        del values[1:]
    if None in values:
        raise MissingValue(key)
    written: list[str] = values if write is None else write_all(write, values)
    return written[0] if len(written) == 1 else written


def _encoded(column: _Column) -> _Column:
    return encoded_value(column) if isinstance(column, str) else encoded_values(column)


def _laid(skeleton: Skeleton, parts: Sequence[str], columns: Sequence[_Column], count: int) -> Iterator[str]:
    fixed, differing = [parts[0]], []
    for place, part in zip(skeleton.place(range(len(columns))), parts[1:], strict=True):
        column = columns[place]
        if isinstance(column, str):
            fixed[-1] += column + part
        else:
            differing.append(column)
            fixed.append(part)
    form = spread(fixed)
    for values in zip(*differing, strict=True) if differing else [()] * count:
        yield lay(form, values)
