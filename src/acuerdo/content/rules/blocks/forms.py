"""What is asked on landing pages: plain POSTs to pages of the portal, which check and confirm what was sent.

All fields of a page belong to one form, so that what was typed anywhere stays when the reader changes the language.
Each part of it has a button that names where the part goes; its fields are called `part.field`, so that two blocks of
one kind do not mix.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from acuerdo.content.rules.blocks.base import Desk
from acuerdo.content.rules.skeleton import Gap, escape
from acuerdo.kernel.facts import Words

# The form that the page around has; the buttons that change the language send it too.
PAGE_FORM = "page"
# What a button calls itself: the part that is sent.
SENT_BY = "sent_by"
# Filled in when the page is shown: what makes pressing twice pay once.
PAY_KEY = "page.key"
# What stood in the fields before: `typed.b5.text` is what somebody wrote; `chosen.b5.wish.pause` (a choice by the first
# word of its value) and `open.b5` (a part with anything in it) are attributes, which nobody's words may become.
TYPED, CHOSEN, OPEN = "typed.", "chosen.", "open."
FILLED = (TYPED, CHOSEN, OPEN)
_YOUR_WORDS = Words("Cuéntenoslo con sus palabras, si quiere", "Tell us in your own words, if you like")


@dataclass(frozen=True, slots=True)
class Part:
    """The fields that are sent by one button. Labels and values are safe as they are."""

    desk: Desk
    key: str

    def hidden(self, name: str, value: str) -> str:
        """A field nobody sees."""
        return f'<input type="hidden" {self._named(name)} value="{value}">'

    def amount(self, label: str) -> str:
        """A field for an amount of money."""
        return (
            f'<label class="field"><span>{label}</span><input class="input" {self._named("amount")} '
            f'value="{self._filled(TYPED, "amount")}" inputmode="decimal" autocomplete="off" maxlength="20" '
            "required></label>"
        )

    def choices(self, name: str, legend: str, options: Iterable[tuple[str, str]], *, is_shown: bool = True) -> str:
        """Radios as cards, one of which has to be chosen: values and labels."""
        cards = "".join(
            f'<label class="choice"><input class="radio" type="radio" {self._named(name)} value="{value}" required '
            f"{self._filled(CHOSEN, f'{name}.{_first_word(value)}')}><span>{label}</span></label>"
            for value, label in options
        )
        hide = "" if is_shown else ' class="sr-only"'
        return f'<fieldset class="choices"><legend{hide}>{legend}</legend>{cards}</fieldset>'

    def own_words(self) -> str:
        """Room for what people want to add."""
        label = escape(self.desk.words(_YOUR_WORDS))
        return (
            f'<label class="field"><span>{label}</span><textarea class="textarea" {self._named("text")} rows="4" '
            f'maxlength="2000" autocomplete="off">{self._filled(TYPED, "text")}</textarea></label>'
        )

    def submit(self, link: str, label: str, *, look: str = "btn btn-primary") -> str:
        """The button that sends the part to the page a link leads to.

        The browser does not judge: it would ask for the fields of all parts.
        """
        return (
            f'<button class="{look}" form="{PAGE_FORM}" formaction="{self.desk.url(link)}" formnovalidate '
            f'name="{SENT_BY}" value="{self.key}">{label}</button>'
        )

    def open_if_typed(self) -> str:
        """The attribute of what has to be unfolded when something in it was typed before."""
        return self.desk.pen.mark(Gap(f"{OPEN}{self.key}", "html", None, ""))

    def _named(self, name: str) -> str:
        return f'form="{PAGE_FORM}" name="{self.key}.{name}"'

    def _filled(self, how: str, place: str) -> str:
        return self.desk.pen.mark(Gap(f"{how}{self.key}.{place}", "html", None, ""))


def _first_word(value: str) -> str:
    return value.partition(" ")[0]


def typed_values(typed: Mapping[str, str]) -> dict[str, str]:
    """What goes into the gaps of a page of what stood in its form, by the names of its fields."""
    values: dict[str, str] = {}
    for name, value in typed.items():
        part = name.rpartition(".")[0]
        if part and value:
            values |= {
                f"{TYPED}{name}": value,
                f"{CHOSEN}{name}.{_first_word(value)}": "checked",
                f"{OPEN}{part}": "open",
            }
    return values


def asked_by(gaps: Iterable[str]) -> frozenset[str]:
    """The questions with choices among the gaps of a page: "wish" (hardship), "reason" (dispute)."""
    return frozenset(gap.split(".")[-2] for gap in gaps if gap.startswith(CHOSEN))


def named(options: Mapping[str, Words], desk: Desk) -> list[tuple[str, str]]:
    """Options with their labels in the page's language."""
    return [(value, escape(desk.words(words))) for value, words in options.items()]
