"""`{% load portal_ui %}`: what debtors' pages need beside `ui`."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
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


class Kept(Node):
    """What stands between `kept` and `endkept`, printed once for each language and each value named."""

    # A few creditors in a few languages; what is not among them is printed anew.
    MOST = 500

    def __init__(self, nodelist: NodeList, values: Sequence[FilterExpression]) -> None:
        self.nodelist, self._values = nodelist, values
        self._printed: dict[tuple[Hashable, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Print it, or give what was printed before."""
        key = (get_language(), *(value.resolve(context) for value in self._values))
        printed = self._printed.get(key)
        if printed is None:
            if len(self._printed) >= self.MOST:
                self._printed.clear()
            printed = self._printed[key] = self.nodelist.render(context)
        return printed


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """`{% kept creditor %} … {% endkept %}`: for parts that say the same to everybody.

    What stands between must follow from the language and the values named, which must be hashable, and from nothing
    else: no personal data, no form, no `{% block %}`, and no variable that is set for what comes after.
    """
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(nodelist, values)
