"""States of payment intents, promises and offers."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IntentStatus(TextChoices):
    STARTED = "started", _("Started")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    ABANDONED = "abandoned", _("Abandoned")


class Method(TextChoices):
    CARD = "card", _("Card")
    TRANSFER = "transfer", _("Bank transfer")
    DIRECT_DEBIT = "direct_debit", _("Direct debit")
    WALLET = "wallet", _("Wallet")
    CASH = "cash", _("Cash")
    OTHER = "other", _("Other")


class PromiseStatus(TextChoices):
    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept")
    BROKEN = "broken", _("Broken")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class OfferKind(TextChoices):
    SETTLEMENT = "settlement", _("Settlement")
    PLAN = "plan", _("Payment plan")


class OfferState(TextChoices):
    """Made: the debtor may accept it. Accepted: its amount is fixed and awaited. Settled: that amount came in."""

    MADE = "made", _("On offer")
    ACCEPTED = "accepted", _("Accepted")
    SETTLED = "settled", _("Settled")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")
