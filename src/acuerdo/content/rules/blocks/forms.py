"""Forms on landing pages: plain POSTs to pages of the portal, which check and confirm what was sent."""

from collections.abc import Iterable, Mapping

from acuerdo.content.rules.blocks.base import Desk
from acuerdo.content.rules.skeleton import Gap, escape
from acuerdo.kernel.facts import Words

# Filled in when the page is shown: Django's token against forged requests, and what makes pressing twice pay once.
CSRF, PAY_KEY = "page.csrf", "page.key"
# What stood in the amount field when the reader changed the language; the buttons that change it send this form.
AMOUNT, AMOUNT_FORM = "page.amount", "amount-form"
PAGE_GAPS = (CSRF, PAY_KEY, AMOUNT)
_YOUR_WORDS = Words("Cuéntenoslo con sus palabras, si quiere", "Tell us in your own words, if you like")


def form(desk: Desk, action: str, inner: str, *, look: str = "actions", key: str = "") -> str:
    """A form that posts to the page a link leads to; `key` names it on the page."""
    token = desk.pen.mark(Gap(CSRF, "html"))
    hidden = f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
    name = f' id="{key}"' if key else ""
    return f'<form{name} class="{look}" method="post" action="{desk.url(action)}">{hidden}{inner}</form>'


def hidden(name: str, value: str) -> str:
    """A field nobody sees; the value is safe as it is."""
    return f'<input type="hidden" name="{name}" value="{value}">'


def submit(label: str, *, look: str = "btn btn-primary") -> str:
    """The button that sends; the label is safe as it is."""
    return f'<button class="{look}" type="submit">{label}</button>'


def choices(name: str, legend: str, options: Iterable[tuple[str, str]], *, is_shown: bool = True) -> str:
    """Radios as cards, one of which has to be chosen; values and labels are safe as they are."""
    cards = "".join(
        f'<label class="choice"><input class="radio" type="radio" name="{name}" value="{value}" required>'
        f"<span>{label}</span></label>"
        for value, label in options
    )
    hide = "" if is_shown else ' class="sr-only"'
    return f'<fieldset class="choices"><legend{hide}>{legend}</legend>{cards}</fieldset>'


def named(options: Mapping[str, Words], desk: Desk) -> list[tuple[str, str]]:
    """Options with their labels in the page's language."""
    return [(value, escape(desk.words(words))) for value, words in options.items()]


def own_words(desk: Desk) -> str:
    """Room for what people want to add."""
    label = escape(desk.words(_YOUR_WORDS))
    area = '<textarea class="textarea" name="text" rows="4" maxlength="2000" autocomplete="off"></textarea>'
    return f'<label class="field"><span>{label}</span>{area}</label>'
