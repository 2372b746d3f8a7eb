"""An offer in one sentence, for pages that designers write."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from acuerdo.kernel.money import Money
from acuerdo.portal.offers.pages import OfferCard


def plan_in_words(card: OfferCard) -> str:
    """A plan on offer, or agreed to: how many payments, and what they come to."""
    line = card.line
    told = {
        "count": line.count,
        "sum": Money(line.amount_cents, line.currency).format(translation.get_language() or "en"),
    }
    if line.is_accepted:
        return _("We have agreed on %(count)s monthly payments, %(sum)s in all.") % told
    return _("We can offer you %(count)s monthly payments, %(sum)s in all. You see every one before you agree.") % told
