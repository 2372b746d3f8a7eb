"""`{% load portal_ui %}`: what debtors' pages need beside `ui`."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from html import escape
from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token, VariableNode, render_value_in_context, token_kwargs
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from acuerdo.portfolio.rules import printed_phone

register = template.Library()
register.filter("printed_phone", printed_phone)


@register.simple_tag
def brand_stylesheet(colour: str) -> SafeString:
    """`{% brand_stylesheet creditor.brand_colour %}` in the head, after our own styles."""
    address = reverse("portal:brand:stylesheet", args=[colour.removeprefix("#").lower()])
    return format_html('<link rel="stylesheet" href="{}">', address)


class _Hole(SafeString):
    """Stands for a value while a part is printed to be kept. A NUL comes neither from a template nor from the data."""

    def __new__(cls, number: int) -> _Hole:
        return super().__new__(cls, f"\0{number}\0")

    def __bool__(self) -> bool:
        raise TypeError("what is filled in each time can be printed, but nothing may depend on it")


_HOLE = re.compile("\0([0-9]+)\0")
# Where a part that is printed to be kept gathers what stands open in it. No variable of a template has such a name.
_OPEN = "\0open"
_Pieces = Sequence[str | Node | NodeList]


class _Filled(VariableNode):
    """A value that is filled in: printed as any other, and without detours if it is plain text."""

    def render(self, context: Context) -> str:
        value = self.filter_expression.resolve(context)
        if type(value) is str and context.autoescape:
            return escape(value)
        return render_value_in_context(value, context)


class Kept(Node):
    """What stands between `kept` and `endkept`, printed once for each language and each value named.

    Of what is printed the pieces between the holes are kept: words, and what is printed each time, in turn.
    """

    # A few creditors in a few languages; what is not among them is printed anew.
    MOST = 500
    # No block stands in it: who looks for blocks, on every page, need not look here.
    child_nodelists = ()

    def __init__(
        self, nodelist: NodeList, values: Sequence[FilterExpression], filled: Mapping[str, FilterExpression]
    ) -> None:
        self.nodelist, self._values = nodelist, values
        self._filled = [_Filled(value) for value in filled.values()]
        self._holes = {name: _Hole(number) for number, name in enumerate(filled)}
        self._printed: dict[tuple[Hashable, ...], _Pieces] = {}

    def render(self, context: Context) -> SafeString:
        """Print it, or give what was printed before, with what is filled in each time."""
        values = [value.resolve(context) for value in self._values]
        key = (get_language(), *values)
        pieces = self._printed.get(key)
        if pieces is None:
            if len(self._printed) >= self.MOST:
                self._printed.clear()
            pieces = self._printed[key] = self._pieces(context, values)
        around = context.get(_OPEN)
        printed = [
            each if isinstance(each, str) else each.render(context) if around is None else _left_open(around, each)
            for each in pieces
        ]
        return SafeString("".join(printed))

    def _pieces(self, context: Context, values: Sequence[Any]) -> _Pieces:
        found: list[Node | NodeList] = [*self._filled]
        printed = _HOLE.split(self._print(context, values, {**self._holes, _OPEN: found}))
        return tuple(found[int(piece)] if at % 2 else piece for at, piece in enumerate(printed))

    def _print(self, context: Context, values: Sequence[Any], own: Mapping[str, Any]) -> str:
        with context.push(**own):
            return self.nodelist.render(context)


class KeptPage(Kept):
    """A whole page that is kept. What is printed to be kept sees the values named, and nothing else of the request."""

    def __init__(
        self, template: FilterExpression, named: Mapping[str, FilterExpression], filled: Mapping[str, FilterExpression]
    ) -> None:
        super().__init__(NodeList(), tuple(named.values()), filled)
        self._template, self._names = template, tuple(named)

    def _print(self, context: Context, values: Sequence[Any], own: Mapping[str, Any]) -> str:
        engine = context.template.engine  # type: ignore[union-attr]  # known while it is printed
        page = engine.get_template(self._template.resolve(context))
        # The template that names the page ends its last line.
        return page.render(Context({**dict(zip(self._names, values, strict=True)), **own})).rstrip()


class Live(Node):
    """What stands between `live` and `endlive`: printed each time, also where the rest of it is kept."""

    child_nodelists = ()

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        """Print it; while a part around it is printed to be kept, leave it open there."""
        around = context.get(_OPEN)
        return self.nodelist.render(context) if around is None else _left_open(around, self.nodelist)


def _left_open(around: list[Node | NodeList], part: Node | NodeList) -> _Hole:
    around.append(part)
    return _Hole(len(around) - 1)


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """`{% kept creditor %} … {% endkept %}`: for parts that say the same to everybody.

    What stands between must follow from the language and the values named, which must be hashable, and from nothing
    else: no personal data, no form, no `{% block %}`, and no variable that is set for what comes after.

    `{% kept creditor with name=page.hello %}Hello, {{ name }}{% endkept %}`: what follows `with` is filled in each
    time and never kept. It can be printed, also in a sentence to translate; conditions on it belong before the `with`.
    """
    words, filled = _parted(parser, token.split_contents()[1:])
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodelist, [parser.compile_filter(word) for word in words], filled)


@register.tag
def kept_page(parser: Parser, token: Token) -> KeptPage:
    """`{% kept_page "portal/account/whole.html" creditor=creditor with name=page.hello %}`: a template kept whole.

    It is printed once for each language and each value named before the `with`, and knows nothing but these by name:
    what is personal is missing in it unless it is filled in, as in `kept`, or stands between `live` and `endlive`.
    """
    (name, *words), filled = _parted(parser, token.split_contents()[1:])
    return KeptPage(parser.compile_filter(name), token_kwargs(words, parser), filled)


@register.tag
def live(parser: Parser, token: Token) -> Live:
    """`{% live %} … {% endlive %}`: conditions and loops about the person, printed each time in a page that is kept.

    What stands between sees the variables of the view, none that its page sets around it, and holds no `{% block %}`.
    """
    nodelist = parser.parse(("endlive",))
    parser.delete_first_token()
    return Live(nodelist)


def _parted(parser: Parser, words: list[str]) -> tuple[list[str], dict[str, FilterExpression]]:
    at = words.index("with") if "with" in words else len(words)
    return words[:at], token_kwargs(words[at + 1 :], parser)
