"""Money coming in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from acuerdo.payments.enums import IntentStatus, Method, OfferKind, OfferState, PromiseStatus


class PaymentIntent(models.Model):
    """A debtor's wish to pay an amount now, handed to a provider. One per idempotency key."""

    key = models.UUIDField(unique=True)
    debtor = models.ForeignKey(
        "portfolio.Debtor",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    creditor = models.ForeignKey("portfolio.Creditor", on_delete=models.PROTECT, related_name="+")
    debt_ids = models.JSONField(default=list)
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    provider = models.CharField(max_length=30)
    provider_reference = models.CharField(max_length=120, default="")
    status = models.CharField(max_length=9, choices=IntentStatus.choices, default=IntentStatus.STARTED)
    message_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"intent {self.pk}"


class Payment(models.Model):
    """Money received, once per (provider, reference)."""

    provider = models.CharField(max_length=30)
    reference = models.CharField(max_length=120, db_collation="C")
    debtor = models.ForeignKey(
        "portfolio.Debtor",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    creditor = models.ForeignKey(
        "portfolio.Creditor",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    method = models.CharField(_("method"), max_length=12, choices=Method.choices, default=Method.OTHER)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    unallocated_cents = models.BigIntegerField(default=0)
    intent_id = models.BigIntegerField(null=True)
    import_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "reference"], name="payments_payment_once")]

    def __str__(self) -> str:
        return f"payment {self.provider} {self.reference}"


class Allocation(models.Model):
    """How much of a payment went to which component of which debt."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    debt = models.ForeignKey(
        "portfolio.Debt",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    component = models.CharField(max_length=10)
    amount_cents = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.amount_cents} of payment {self.payment_id}"


class Promise(models.Model):
    """A date and an amount that the debtor named."""

    debtor = models.ForeignKey(
        "portfolio.Debtor",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    creditor = models.ForeignKey("portfolio.Creditor", on_delete=models.PROTECT, related_name="+")
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    due_date = models.DateField()
    status = models.CharField(max_length=9, choices=PromiseStatus.choices, default=PromiseStatus.OPEN)
    made_at = models.DateTimeField()
    made_via = models.CharField(max_length=20)
    settled_at = models.DateTimeField(null=True)
    # An instalment of a plan: kept once it and those before it have come in together.
    offer_id = models.BigIntegerField(null=True)
    sum_cents = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_date"],
                name="payments_promise_due",
                condition=models.Q(status="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"promise {self.pk}"


class Offer(models.Model):
    """Less than what is owed, or in parts: what a debtor may accept until it expires.

    What it comes to is worked out from the balance whenever it is shown; accepting it fixes `amount_cents`.
    """

    debtor = models.ForeignKey(
        "portfolio.Debtor",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    creditor = models.ForeignKey(
        "portfolio.Creditor",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    case_id = models.BigIntegerField()
    enrolment_id = models.BigIntegerField(null=True)
    kind = models.CharField(_("kind"), max_length=10, choices=OfferKind.choices)
    discount_percent = models.SmallIntegerField(_("discount"), default=0)
    instalments = models.SmallIntegerField(_("instalments"), default=1)
    currency = models.CharField(max_length=3)
    state = models.CharField(_("state"), max_length=9, choices=OfferState.choices, default=OfferState.MADE)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    amount_cents = models.BigIntegerField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["debtor", "creditor"], name="payments_offer_pair"),
            models.Index(
                fields=["expires_at"],
                name="payments_offer_open",
                condition=models.Q(state__in=("made", "accepted")),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["debtor", "creditor", "kind"],
                condition=models.Q(state="made"),
                name="payments_offer_of_a_kind_once",
            ),
            models.UniqueConstraint(
                fields=["debtor", "creditor"],
                condition=models.Q(state="accepted"),
                name="payments_offer_accepted_once",
            ),
            models.CheckConstraint(
                condition=models.Q(discount_percent__gte=0, discount_percent__lt=100, instalments__gte=1),
                name="payments_offer_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} offer {self.pk}"


class WebhookCall(models.Model):
    """The raw body of a provider's call, kept as it came."""

    provider = models.CharField(max_length=30)
    received_at = models.DateTimeField()
    body = models.TextField()
    outcome = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.provider} call {self.pk}"
