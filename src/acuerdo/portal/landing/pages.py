"""What a landing page says to one person: the values of their case, put into the published page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

import polars as pl
from django.urls import reverse

from acuerdo.cases.queries import fact_frame
from acuerdo.content.queries import LandingPage, landing_page, page_facts, page_variant
from acuerdo.kernel.facts import Fact
from acuerdo.portal.offers.pages import OfferCard
from acuerdo.portal.offers.words import plan_in_words
from acuerdo.portal.queries import Account
from acuerdo.portal.session import Visitor
from acuerdo.portfolio.queries import custom_facts, recipients

# Where the links and forms of a page lead: the portal's own pages, which check what they are sent.
_LINKS = {
    "link.pay": "portal:paying:pay",
    "link.plan": "portal:asking:promise",
    "link.help": "portal:asking:hardship",
    "link.dispute": "portal:asking:dispute",
    "link.preferences": "portal:account:preferences",
    "link.why": "portal:account:contacts",
    "message.unsubscribe": "portal:account:preferences",
}


def landing_of(
    *,
    account: Account,
    visitor: Visitor,
    language: str,
    offers: Sequence[OfferCard] = (),
    typed: Mapping[str, str] | None = None,
    now: datetime,
) -> LandingPage | None:
    """The page of the message a person came by; None if it has none, or if nothing is owed any more.

    `typed` is what stood in its fields before.
    """
    if not visitor.landing_version_id or not account.debts or account.case_id is None:
        return None
    version_id = visitor.landing_version_id
    variant = page_variant(version_id, language=language, tone=visitor.tone)
    custom = tuple(custom_facts(creditor_id=account.creditor_id))
    links = {name: reverse(address) for name, address in _LINKS.items()}
    links["link.call"] = f"{links['link.help']}?person=1"
    return landing_page(
        version_id=version_id,
        variant=variant,
        case=_case(account, account.case_id, page_facts(version_id, variant).keys, custom, now),
        balance_cents=account.balance_cents,
        links={**links, **_plan_on(offers), "page.key": str(uuid4())},
        typed=typed or {},
        custom=custom,
    )


def _plan_on(offers: Sequence[OfferCard]) -> dict[str, str]:
    """What a page says of the plan that is on offer, or was agreed to; nothing if there is none."""
    plan = next((card for card in offers if card.is_plan), None)
    if plan is None:
        return {}
    return {
        "page.plan_asked": "hidden",
        "page.plan_offered": "data-shown",
        "page.plan_offer": plan_in_words(plan),
        "link.offer": reverse("portal:offers:offer", args=[plan.line.id]),
    }


def _case(
    account: Account, case_id: int, keys: frozenset[str], custom: tuple[Fact, ...], now: datetime
) -> pl.DataFrame:
    person = pl.DataFrame(
        {
            "case_id": [case_id],
            "debtor_id": [account.debtor_id],
            "creditor_id": [account.creditor_id],
            "channel": ["landing"],
            "contact_point_id": pl.Series([None], dtype=pl.Int64),
        }
    )
    if keys:
        facts = fact_frame([case_id], keys, now=now, custom=custom).drop("debtor_id", "creditor_id")
        person = person.join(facts, on="case_id", how="left")
    known = recipients(person)
    if "debt.currency" in known.columns:
        return known
    return known.with_columns(pl.lit(account.currency).alias("debt.currency"))
