"""Many messages of one variant at once: what is the same in all of them is written and laid in only once.

Most gaps of a batch hold the same value (the creditor's name, its colours), or an address that differs by the message's
token alone. Those become part of the fixed text, and a message costs a look-up for each gap that differs otherwise. The
result is, byte for byte, that of `Renderer.encoded`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from acuerdo.content.rules.compiling import CompiledEmail, CompiledSms
from acuerdo.content.rules.encoding import encoded_parts, encoded_value, encoded_values
from acuerdo.content.rules.rendering import Encoded, Renderer
from acuerdo.content.rules.skeleton import MissingValue, Skeleton, lay, spread, write_all

Rows = Sequence[Mapping[str, Any]]
LinkForms = Mapping[str, tuple[str, str | None]]
_Write = Callable[[Any], str]
_LONGEST = 24
_T = TypeVar("_T")


class Links(NamedTuple):
    """Addresses by name: what stands before and after the token (nothing after: it has none); the token of each row.

    Tokens are letters and digits, 24 at the most.
    """

    forms: LinkForms
    tokens: list[str]

    def of_row(self, place: int) -> dict[str, str]:
        """The addresses of one row."""
        token = self.tokens[place] if self.forms else ""
        return {key: before if after is None else before + token + after for key, (before, after) in self.forms.items()}


NO_LINKS = Links({}, [])


class _Around(NamedTuple):
    """The row's token with the same text around it in all rows."""

    before: str
    after: str

    def each(self, tokens: list[str]) -> list[str]:
        return [self.before + token + self.after for token in tokens]


# What goes into a gap: one text for all rows, one around their tokens, or one for each.
_Column = str | _Around | list[str]


def encode_many(renderer: Renderer, rows: Rows, links: Links = NO_LINKS) -> list[Encoded | MissingValue]:
    """Messages for a transport, in the order of their values; what cannot be made comes back as its fault."""
    try:
        return list(_together(renderer, rows, links))
    except MissingValue:
        return [_alone(renderer, {**values, **links.of_row(place)}) for place, values in enumerate(rows)]


def _alone(renderer: Renderer, values: Mapping[str, Any]) -> Encoded | MissingValue:
    try:
        return renderer.encoded(values)
    except MissingValue as fault:
        return fault


def _together(renderer: Renderer, rows: Rows, links: Links) -> Iterator[Encoded]:
    compiled = renderer.compiled
    if isinstance(compiled, CompiledSms):
        for words in fill_many(compiled.text, rows, links):
            yield Encoded("", b"", words.encode())
    elif isinstance(compiled, CompiledEmail):
        subjects = fill_many(compiled.subject, rows, links)
        for subject, html, text in zip(
            subjects, _quoted(compiled.html, rows, links), _quoted(compiled.text, rows, links), strict=True
        ):
            yield Encoded(subject, html, text)
    else:
        raise TypeError("only e-mails and short texts are sent")


def fill_many(skeleton: Skeleton, rows: Rows, links: Links = NO_LINKS) -> Iterator[str]:
    """The text with the values of each row, in their order. Raises `MissingValue` at once if any row lacks one."""
    columns = [_column(rows, links, *gap) for gap in skeleton.once]
    fixed, differing = _split(skeleton, skeleton.parts, columns, links.tokens)
    form = spread(fixed)
    return (lay(form, values) for values in _beside(differing, len(rows)))


def _quoted(skeleton: Skeleton, rows: Rows, links: Links) -> Iterator[bytes]:
    columns = [_encoded(_column(rows, links, *gap), links.tokens) for gap in skeleton.once]
    fixed, differing = _split(skeleton, encoded_parts(skeleton), columns, links.tokens)
    # As bytes from here on: to join long texts and to encode them then would copy each of them twice.
    different = {id(column): column for column in differing}
    known = {key: [value.encode("ascii") for value in column] for key, column in different.items()}
    form = [b""] * (2 * len(fixed) - 1)
    form[::2] = [part.encode("ascii") for part in fixed]
    return _joined(form, _beside([known[id(column)] for column in differing], len(rows)))


def _joined(form: list[bytes], rows: Iterable[tuple[bytes, ...]]) -> Iterator[bytes]:
    for values in rows:
        out = form.copy()
        out[1::2] = values
        yield b"".join(out)


def _beside(columns: Sequence[list[_T]], count: int) -> Iterable[tuple[_T, ...]]:
    return zip(*columns, strict=True) if columns else [()] * count


def _column(rows: Rows, links: Links, key: str, fallback: str | None, write: _Write | None) -> _Column:
    if key in links.forms:
        return _link(links, key, write)
    values: list[Any] = [row.get(key) or fallback for row in rows]
    if values.count(values[0]) == len(values):
        del values[1:]
    if None in values:
        raise MissingValue(key)
    written: list[str] = values if write is None else write_all(write, values)
    return written[0] if len(written) == 1 else written


def _link(links: Links, key: str, write: _Write | None) -> _Column:
    before, after = links.forms[key]
    if after is None:
        return before if write is None else write(before)
    around = _Around(before, after)
    if write is None or _is_kept(around, write):
        return around
    return [write(text) for text in around.each(links.tokens)]


def _is_kept(around: _Around, write: Callable[[str], str]) -> bool:
    """Whether the text around stays as it is with any token, even the longest."""
    (text,) = around.each(["z" * _LONGEST])
    return write(text) == text


def _encoded(column: _Column, tokens: list[str]) -> _Column:
    if isinstance(column, str):
        return encoded_value(column)
    if isinstance(column, _Around):
        return column if _is_kept(column, encoded_value) else encoded_values(column.each(tokens))
    return encoded_values(column)


def _split(
    skeleton: Skeleton, parts: Sequence[str], columns: Sequence[_Column], tokens: list[str]
) -> tuple[list[str], list[list[str]]]:
    """The text that is the same in all rows, in pieces, and the columns that stand between them."""
    fixed, differing = [parts[0]], []
    for place, part in zip(skeleton.place(range(len(columns))), parts[1:], strict=True):
        column = columns[place]
        if isinstance(column, str):
            fixed[-1] += column + part
        elif isinstance(column, _Around):
            fixed[-1] += column.before
            differing.append(tokens)
            fixed.append(column.after + part)
        else:
            differing.append(column)
            fixed.append(part)
    return fixed, differing
