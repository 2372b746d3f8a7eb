"""Landing pages for the person they are shown to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from acuerdo.content.queries.composing import FactsNeeded
from acuerdo.content.queries.rendering import renderer
from acuerdo.content.queries.templates import tokens, variants_of
from acuerdo.content.rules.blocks.forms import FILLED, PAGE_FORM, asked_by, typed_values
from acuerdo.content.rules.choice import choose_variant
from acuerdo.content.rules.compiling import value_tokens
from acuerdo.content.rules.composing import compose
from acuerdo.content.rules.formats import part_values
from acuerdo.content.rules.skeleton import MissingValue
from acuerdo.content.rules.tokens import MESSAGE_TOKENS
from acuerdo.kernel.facts import Fact

_BROUGHT = frozenset(spec.key for spec in MESSAGE_TOKENS)


@dataclass(frozen=True, slots=True)
class LandingPage:
    """A page ready to be shown: `body` is escaped HTML that goes into a page of the portal."""

    title: str
    body: str
    language: str
    # The form that its fields belong to; "" if it has none.
    form: str = ""
    # The questions it asks itself, so that the page around it need not lead to them.
    asks: frozenset[str] = frozenset()


def page_variant(version_id: int, *, language: str, tone: str) -> str:
    """The variant of a landing page that a person is shown."""
    return choose_variant(variants_of(version_id), language=language, tone=tone)


def page_facts(version_id: int, variant: str) -> FactsNeeded:
    """What a page says of a case: the facts to hand in to `landing_page`."""
    named = {gap.tok for gap in value_tokens(renderer(version_id, variant).compiled)}
    return FactsNeeded(frozenset(named - _BROUGHT), "debts" in named)


def landing_page(
    *,
    version_id: int,
    variant: str,
    case: pl.DataFrame,
    balance_cents: int,
    links: Mapping[str, str],
    typed: Mapping[str, str],
    custom: Iterable[Fact] = (),
) -> LandingPage | None:
    """Make a page for one person; None if a value it cannot do without is missing.

    `case` is one row with a column per token, as for `compose_messages`. `links` are the addresses its links and
    forms lead to (`link.pay` …), and what paying needs: `page.key`. A plan on offer is told by `link.offer`,
    `page.plan_offer` (in words), `page.plan_asked` ("hidden") and `page.plan_offered` ("data-shown"). `typed` is what
    stood in its fields before, by their names.
    """
    language = variant.partition(".")[0]
    own = renderer(version_id, variant)
    values = compose(case, own.compiled, tokens(custom=custom), language=language).values[0]
    currency = case["debt.currency"][0] if "debt.currency" in case.columns else "EUR"
    parts = part_values(balance_cents, language=language, currency=currency)
    try:
        made = own.rendered({**values, **parts, **links, **typed_values(typed)})
    except MissingValue:
        return None
    filled = [gap.tok for part in own.compiled.skeletons() for gap in part.gaps if gap.tok.startswith(FILLED)]
    return LandingPage(made.subject, made.html, language, PAGE_FORM if filled else "", asked_by(filled))
