"""Creditors, debtors, contact points, debts and their ledger.

Tables that imports fill by the million carry no database foreign keys and few, narrow indexes: references are
checked set-wise on import and by `acuerdo doctor --consistency` (ADR 0009).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acuerdo.portfolio.enums import (
    Component,
    DebtorKind,
    DebtStatus,
    EntryKind,
    ImportKind,
    ImportStatus,
    OnError,
    PointKind,
    PointStatus,
    Sector,
)


class Creditor(models.Model):
    """Who is owed; carries brand, currency, policy packs and sender names."""

    reference = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    legal_name = models.CharField(_("legal name"), max_length=200)
    sector = models.CharField(_("sector"), max_length=12, choices=Sector.choices, default=Sector.OTHER)
    country = models.CharField(_("country"), max_length=2, default="ES")
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Madrid")
    language = models.CharField(_("language"), max_length=5, default="es")
    policy_packs = models.JSONField(_("policy packs"), default=list)
    allocation_order = models.JSONField(_("order of allocation"), default=list)
    min_payment_cents = models.BigIntegerField(_("smallest payment"), default=1_000)
    brand_colour = models.CharField(_("brand colour"), max_length=7, default="#3730a3")
    brand_initials = models.CharField(_("initials"), max_length=3)
    sender_email = models.EmailField(_("sender address"))
    sms_sender = models.CharField(_("SMS sender name"), max_length=11)
    phone = models.CharField(_("phone for customers"), max_length=20, blank=True)
    website = models.URLField(_("website"), blank=True)
    privacy_url = models.URLField(_("privacy notice"), blank=True)
    postal_address = models.CharField(_("postal address"), max_length=250, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("creditor")
        verbose_name_plural = _("creditors")

    def __str__(self) -> str:
        return self.name


class CreditorAccess(models.Model):
    """A member of staff may see this creditor's cases."""

    creditor = models.ForeignKey(Creditor, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "creditor"], name="portfolio_access_once")]

    def __str__(self) -> str:
        return f"{self.user_id} sees {self.creditor_id}"


class Debtor(models.Model):
    """A natural or legal person who owes; one per person, however many debts."""

    kind = models.CharField(max_length=8, choices=DebtorKind.choices, default=DebtorKind.PERSON)
    name = models.CharField(max_length=200)
    given_name = models.CharField(max_length=100, default="")
    national_id = models.CharField(max_length=20, default="", db_collation="C")
    birth_date = models.DateField(null=True)
    language = models.CharField(max_length=5, default="es")
    country = models.CharField(max_length=2, default="ES")
    region = models.CharField(max_length=6, default="")
    postcode = models.CharField(max_length=10, default="")
    city = models.CharField(max_length=80, default="")
    time_zone = models.CharField(max_length=40, default="")
    tone = models.CharField(max_length=10, default="")
    import_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["national_id"],
                name="portfolio_debtor_nid",
                condition=~Q(national_id=""),
            )
        ]

    def __str__(self) -> str:
        return f"debtor {self.pk}"


class DebtorReference(models.Model):
    """How a creditor calls a debtor (its customer number)."""

    creditor = models.ForeignKey(
        Creditor,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    reference = models.CharField(max_length=60, db_collation="C")
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    # Of what the creditor's file last said about the person: the same again is no change.
    content_hash = models.BigIntegerField(null=True)
    # Of how it was worded: the same words again need not even be read.
    words_hash = models.BigIntegerField(null=True)
    import_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "reference"],
                name="portfolio_reference_once",
                include=["debtor"],
            )
        ]

    def __str__(self) -> str:
        return f"reference {self.reference}"


class ContactPoint(models.Model):
    """An e-mail address, phone number, WhatsApp id or postal address of a debtor."""

    debtor = models.ForeignKey(
        Debtor,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    kind = models.CharField(max_length=8, choices=PointKind.choices)
    value = models.CharField(max_length=320, db_collation="C")
    is_mobile = models.BooleanField(default=False)
    status = models.CharField(max_length=12, choices=PointStatus.choices, default=PointStatus.ACTIVE)
    rank = models.SmallIntegerField(default=1)
    import_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["debtor", "kind", "value"], name="portfolio_point_once")]
        # Nobody is looked up by a street; a random text key is the dearest part of an import.
        indexes = [
            models.Index(fields=["value"], name="portfolio_point_value", condition=~Q(kind="postal")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of debtor {self.debtor_id}"


class Debt(models.Model):
    """One account receivable. The balances are sums of its ledger, kept here by the operation that posts."""

    creditor = models.ForeignKey(
        Creditor,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    reference = models.CharField(max_length=60, db_collation="C")
    product = models.CharField(max_length=80, default="")
    debt_type = models.CharField(max_length=30, default="")
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=12, choices=DebtStatus.choices, default=DebtStatus.OPEN)
    original_cents = models.BigIntegerField()
    principal_cents = models.BigIntegerField(default=0)
    interest_cents = models.BigIntegerField(default=0)
    fees_cents = models.BigIntegerField(default=0)
    issued_date = models.DateField(null=True)
    due_date = models.DateField()
    disputed_at = models.DateTimeField(null=True)
    iban = models.CharField(max_length=34, default="")
    custom = models.JSONField(default=dict)
    # What the creditor's file last said. A part that says the same again is left alone, whatever was paid since.
    stated_principal_cents = models.BigIntegerField(default=0)
    stated_interest_cents = models.BigIntegerField(default=0)
    stated_fees_cents = models.BigIntegerField(default=0)
    content_hash = models.BigIntegerField(null=True)
    words_hash = models.BigIntegerField(null=True)
    import_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "reference"], name="portfolio_debt_once"),
        ]

    def __str__(self) -> str:
        return f"debt {self.reference}"

    @property
    def balance_cents(self) -> int:
        return self.principal_cents + self.interest_cents + self.fees_cents


class LedgerEntry(models.Model):
    """One movement of a debt: positive owes more, negative owes less. Never changed, never deleted."""

    debt = models.ForeignKey(Debt, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    debtor_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    component = models.CharField(max_length=10, choices=Component.choices)
    amount_cents = models.BigIntegerField()
    booked_at = models.DateTimeField()
    value_date = models.DateField()
    payment_id = models.BigIntegerField(null=True)
    import_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, default="")

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_cents} on debt {self.debt_id}"


class CustomField(models.Model):
    """A creditor's own column, usable in rules and tokens as `custom.<key>`."""

    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    type = models.CharField(max_length=8)
    label = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "key"], name="portfolio_custom_once")]

    def __str__(self) -> str:
        return f"custom.{self.key}"


class OwnValues(models.Model):
    """Values of a creditor's own columns that were written here, not imported; they stand over those of its files."""

    pk = models.CompositePrimaryKey("debtor_id", "creditor_id")
    debtor_id = models.BigIntegerField()
    creditor_id = models.BigIntegerField()
    values = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"own values of debtor {self.debtor_id}"


class ImportMapping(models.Model):
    """How a creditor's files are read; the YAML document is the same thing that the screen edits."""

    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=ImportKind.choices, default=ImportKind.DEBTS)
    document = models.TextField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "name"], name="portfolio_mapping_once")]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One run of files of a creditor: its options, progress, counts and what came of it."""

    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ImportKind.choices, default=ImportKind.DEBTS)
    status = models.CharField(max_length=9, choices=ImportStatus.choices, default=ImportStatus.UPLOADED)
    files = models.JSONField()
    mapping = models.TextField(default="")
    on_error = models.CharField(max_length=9, choices=OnError.choices, default=OnError.KEEP_GOOD)
    is_dry_run = models.BooleanField(default=False)
    phase = models.CharField(max_length=20, default="")
    rows_total = models.BigIntegerField(null=True)
    rows_done = models.BigIntegerField(default=0)
    created_count = models.BigIntegerField(default=0)
    updated_count = models.BigIntegerField(default=0)
    unchanged_count = models.BigIntegerField(default=0)
    rejected_count = models.BigIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    rejects_file = models.CharField(max_length=300, default="")
    error = models.TextField(default="")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    actor_name = models.CharField(max_length=200, default="")

    class Meta:
        indexes = [models.Index(fields=["creditor", "-created_at"], name="portfolio_import_recent")]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportChange(models.Model):
    """What an import changed in a row that was there before, so that it can be undone."""

    import_run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+")
    obj_type = models.CharField(max_length=20)
    obj_id = models.BigIntegerField()
    before = models.JSONField()

    def __str__(self) -> str:
        return f"{self.obj_type} {self.obj_id} before import {self.import_run_id}"
