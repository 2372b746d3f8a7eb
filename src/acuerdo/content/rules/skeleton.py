"""Prepared texts with numbered gaps, and how gaps are filled.

A variant is compiled once; making one message is then a lookup per gap and one `%`. What goes into HTML is
escaped here and nowhere else, by the kind of the gap.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, Literal

from acuerdo.content.rules.colours import BLACK, WHITE, contrast, hex_of, rgb_of, until_readable

GapKind = Literal[
    "text",
    "sms",
    "html",
    "url",
    "colour",
    "on_colour",
    "ink_colour",
    "rows_html",
    "rows_text",
    "rows_page",
    "phone_page",
]
Values = Mapping[str, Any]

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
# An address that is not of this form is dropped: nothing typed or imported can become a script. A path of our own
# site begins with one slash: browsers read `//` and `/\` as another host.
_URL_START = r"(?:https?://|mailto:|tel:|/(?![/\\]))"
_URL = re.compile(rf"{_URL_START}[!#-&(-;=?-~]+\Z").match
NEUTRAL_COLOUR = "#3730a3"
# The common case, no sign to escape, costs one search; translating costs ten times that.
_PLAIN = re.compile(r"[ !#$%(-;=?-~\n]*\Z").match
_HTML: dict[int, str] = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
# Control characters show nothing, and browsers read references to 128…159 as other letters (HTML 13.2.5.84).
_HTML |= dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160)], "")
_MARKUP = re.compile(f"[{re.escape(''.join(map(chr, _HTML)))}]").search


class MissingValue(LookupError):
    """A token has neither value nor fallback: the message must not be made."""

    def __init__(self, token: str) -> None:
        super().__init__(f"no value for {token}")
        self.token = token


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a token stands: what is put in, how it is written, and what makes it safe there."""

    tok: str
    kind: GapKind
    form: str | None = None
    fallback: str | None = None

    @property
    def key(self) -> str:
        """The name of the written value among a message's values."""
        return value_key(self.tok, self.form)


def value_key(tok: str, form: str | None) -> str:
    """`debt.balance|money:whole`, or the bare token if it is written in its usual way."""
    return f"{tok}|{form}" if form else tok


@dataclass(frozen=True)
class Skeleton:
    """Fixed parts and the gaps between them: one part more than gaps."""

    parts: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @cached_property
    def once(self) -> list[tuple[str, str | None, Callable[[Any], str] | None]]:
        """Key, fallback and writer of each different gap; most links and names stand in several places."""
        return [(gap.key, gap.fallback, _WRITERS[gap.kind]) for gap in dict.fromkeys(self.gaps)]

    @cached_property
    def place(self) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
        """Repeats values of different gaps into the order of all gaps."""
        number = {gap: at for at, gap in enumerate(dict.fromkeys(self.gaps))}
        order = [number[gap] for gap in self.gaps]
        if len(order) > 1:
            return itemgetter(*order)
        return lambda values: tuple(values[at] for at in order)

    def written(self, values: Values) -> list[str]:
        """The escaped value of each different gap. Raises `MissingValue`."""
        get = values.get
        out: list[str] = []
        for key, fallback, write in self.once:
            value = get(key) or fallback
            if value is None:
                raise MissingValue(key)
            out.append(value if write is None else write(value))
        return out

    def fill(self, values: Values) -> str:
        """The text with these written values. Raises `MissingValue`."""
        return lay(self._laid, self.place(self.written(values)))

    @cached_property
    def _laid(self) -> list[str]:
        return spread(self.parts)

    def as_json(self) -> dict[str, Any]:
        gaps = [[gap.tok, gap.kind, gap.form, gap.fallback] for gap in self.gaps]
        return {"parts": list(self.parts), "gaps": gaps}

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Skeleton":
        return cls(tuple(stored["parts"]), tuple(Gap(*gap) for gap in stored["gaps"]))


def spread(parts: Sequence[str]) -> list[str]:
    """Fixed parts with a place after each but the last; `lay` fills the places."""
    laid = [""] * (2 * len(parts) - 1)
    laid[::2] = parts
    return laid


def lay(spread_parts: list[str], values: Sequence[str]) -> str:
    """The text of spread parts and their values. One copy and one join: `%` takes four times as long."""
    out = spread_parts.copy()
    out[1::2] = values
    return "".join(out)


def escape(text: str) -> str:
    """Text that is safe between tags and inside quoted attributes; letters beyond ASCII become references.

    So HTML is plain ASCII: no character set can be guessed wrong, and joining it is twice as fast.
    """
    return text if _PLAIN(text) else _escape_signs(text)


@lru_cache(maxsize=8192)
def _escape_signs(text: str) -> str:
    return _escaped(text)


def _escaped(text: str) -> str:
    # Letters with accents and signs of currencies are common; what must be translated is not.
    return ascii_html(text.translate(_HTML) if _MARKUP(text) else text)


def ascii_html(html: str) -> str:
    """The same HTML with every letter beyond ASCII as a reference."""
    return html.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _url(value: str) -> str:
    return escape(value) if _URL(value) else ""


@lru_cache(maxsize=1024)
def _colour(value: str) -> str:
    return value if _COLOUR.match(value) else NEUTRAL_COLOUR


@lru_cache(maxsize=1024)
def on_colour(colour: str) -> str:
    """Black or white, whichever reads better on a colour."""
    rgb = rgb_of(_colour(colour))
    return "#ffffff" if contrast(rgb, WHITE) >= contrast(rgb, BLACK) else "#111111"


@lru_cache(maxsize=1024)
def ink_colour(colour: str) -> str:
    """The colour, darkened as little as it takes to be read on white."""
    return hex_of(until_readable(rgb_of(_colour(colour)), towards=BLACK, on=WHITE))


def _sms(text: str) -> str:
    """Plain blanks: the unbreakable ones that locales put into amounts would double the price of an SMS."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


CELL = "padding:8px 0;border-bottom:1px solid #e5e5e5;"


def _rows_html(rows: Sequence[Sequence[str]]) -> str:
    return _tables_html([rows])[0]


def _tables_html(tables: Sequence[Sequence[Sequence[str]]]) -> list[str]:
    cells = write_all(escape, [cell for rows in tables for row in rows for cell in row])
    lines = iter(
        [
            f'<tr><td style="{CELL}">{reference}</td><td style="{CELL}">{due}</td>'
            f'<td style="{CELL}text-align:right;white-space:nowrap;">{amount}</td></tr>'
            for reference, due, amount in zip(cells[::3], cells[1::3], cells[2::3], strict=True)
        ]
    )
    return ["".join(islice(lines, len(rows))) for rows in tables]


def _rows_page(rows: Sequence[Sequence[str]]) -> str:
    return "".join(
        f'<dt>{escape(reference)} <span class="sub">{escape(due)}</span></dt><dd class="nowrap">{escape(amount)}</dd>'
        for reference, due, amount in rows
    )


_PHONE = re.compile(r"\+?\d[\d ()./-]{4,24}\Z").match


def _phone_page(value: str) -> str:
    if not _PHONE(value):
        return escape(value)
    bare = re.sub(r"[^\d+]", "", value)
    return f'<a class="link nowrap" href="tel:{bare}">{escape(value)}</a>'


def _rows_text(rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(" · ".join(cell for cell in row if cell) for row in rows)


_WRITERS: Mapping[GapKind, Callable[[Any], str] | None] = {
    "text": None,
    "sms": _sms,
    "html": escape,
    "url": _url,
    "colour": _colour,
    "on_colour": on_colour,
    "ink_colour": ink_colour,
    "rows_html": _rows_html,
    "rows_page": _rows_page,
    "phone_page": _phone_page,
    "rows_text": _rows_text,
}


_PLAIN_URLS = re.compile(rf"(?:{_URL_START}[!#-%(-;=?-~]+\n)*\Z").match


def write_all(write: Callable[[Any], str], values: list[Any]) -> list[str]:
    """What a writer makes of many values: texts, addresses and tables all together, a line each."""
    if write is _rows_html:
        return _tables_html(values)
    if write is escape or write is _url:
        together = "\n".join(values) + "\n"
        if together.count("\n") == len(values):
            if write is escape:
                return values if _PLAIN(together) else _escaped(together).split("\n")[:-1]
            if _PLAIN_URLS(together):
                return values
    return [write(value) for value in values]


class Pen:
    """Hands out marks for gaps while a document is written, and cuts the finished text at them."""

    def __init__(self, *, salt: str) -> None:
        self._salt = salt
        self._gaps: list[Gap] = []

    def mark(self, gap: Gap) -> str:
        self._gaps.append(gap)
        return f"{self._salt}{len(self._gaps) - 1}z"

    def cut(self, written: str) -> Skeleton:
        pieces = re.split(rf"{self._salt}(\d+)z", written)
        return Skeleton(tuple(pieces[::2]), tuple(self._gaps[int(number)] for number in pieces[1::2]))


def salt_for(everything: str) -> str:
    """Letters that do not occur in a document, to mark gaps by. The same document gets the same ones."""
    number = 0
    while f"acgap{number}x" in everything:
        number += 1
    return f"acgap{number}x"
