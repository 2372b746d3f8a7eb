"""`{% load portal_ui %}`: what debtors' pages need beside `ui`."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token, render_value_in_context, token_kwargs
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


class Kept(Node):
    """What stands between `kept` and `endkept`, printed once for each language and each value named.

    Of what is printed the pieces between the holes are kept: words and numbers, in turn.
    """

    # A few creditors in a few languages; what is not among them is printed anew.
    MOST = 500
    # No block stands in it: who looks for blocks, on every page, need not look here.
    child_nodelists = ()

    def __init__(
        self, nodelist: NodeList, values: Sequence[FilterExpression], filled: Mapping[str, FilterExpression]
    ) -> None:
        self.nodelist, self._values = nodelist, values
        self._filled = tuple(filled.values())
        self._holes = {name: _Hole(number) for number, name in enumerate(filled)}
        self._printed: dict[tuple[Hashable, ...], tuple[str | int, ...]] = {}

    def render(self, context: Context) -> SafeString:
        """Print it, or give what was printed before, with what is filled in each time."""
        key = (get_language(), *[value.resolve(context) for value in self._values])
        pieces = self._printed.get(key)
        if pieces is None:
            if len(self._printed) >= self.MOST:
                self._printed.clear()
            pieces = self._printed[key] = self._print(context)
        if len(pieces) == 1:
            return SafeString(pieces[0])
        printed = [
            each if isinstance(each, str) else render_value_in_context(self._filled[each].resolve(context), context)
            for each in pieces
        ]
        return SafeString("".join(printed))

    def _print(self, context: Context) -> tuple[str | int, ...]:
        with context.push(**self._holes):
            pieces: list[str] = _HOLE.split(self.nodelist.render(context))
        return tuple(int(piece) if at % 2 else piece for at, piece in enumerate(pieces))


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """`{% kept creditor %} … {% endkept %}`: for parts that say the same to everybody.

    What stands between must follow from the language and the values named, which must be hashable, and from nothing
    else: no personal data, no form, no `{% block %}`, and no variable that is set for what comes after.

    `{% kept creditor with name=page.hello %}Hello, {{ name }}{% endkept %}`: what follows `with` is filled in each
    time and never kept. It can be printed, also in a sentence to translate; conditions on it belong before the `with`.
    """
    words = token.split_contents()[1:]
    at = words.index("with") if "with" in words else len(words)
    values = [parser.compile_filter(word) for word in words[:at]]
    filled = token_kwargs(words[at + 1 :], parser)
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodelist, values, filled)
