"""Permissions, holds, and the ledger of contacts made."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from acuerdo.compliance.enums import ConsentAct, ContactStatus


class ContactPermission(models.Model):
    """What one person allows, in one narrow row that the gate reads. No row: nothing granted, nothing refused."""

    debtor = models.OneToOneField(
        "portfolio.Debtor",
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    # Bits of channels. Offers of something new have their own, because the law asks a consent of its own for them.
    consents = models.IntegerField(default=0)
    opted_out = models.IntegerField(default=0)
    marketing_consents = models.IntegerField(default=0)
    marketing_opted_out = models.IntegerField(default=0)
    # What was said of single addresses and numbers (`rules.points`); empty for nearly everybody.
    points = models.JSONField(default=dict)
    is_ceased = models.BooleanField(default=False)
    hours_override = models.JSONField(null=True)
    preferred_channel = models.CharField(max_length=12, default="")
    links_revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["debtor"], name="compliance_permission_points", condition=~Q(points={})),
        ]

    def __str__(self) -> str:
        return f"permission of debtor {self.debtor_id}"


class ConsentRecord(models.Model):
    """One act of consent, with its proof. Append-only; ContactPermission is what follows from them.

    `purpose` is empty where the person spoke of every purpose; with one, the act is about `contact_point_id` alone,
    and `channels` are those on which it changed how the person stands.
    """

    debtor = models.ForeignKey(
        "portfolio.Debtor",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    creditor_id = models.BigIntegerField(null=True)
    act = models.CharField(max_length=10, choices=ConsentAct.choices)
    channels = models.IntegerField()
    contact_point_id = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=12, default="")
    at = models.DateTimeField()
    # When the person said so, where that is not the day it was recorded.
    said_on = models.DateField(null=True)
    source = models.CharField(max_length=40)
    proof = models.CharField(max_length=300, default="")

    def __str__(self) -> str:
        return f"{self.act} by debtor {self.debtor_id}"


class Hold(models.Model):
    """A stop on contact with a person (for one creditor, or for all if none is named), with its end."""

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
        null=True,
        db_index=False,
    )
    debt_id = models.BigIntegerField(null=True)
    event = models.CharField(max_length=60)
    note = models.CharField(max_length=500, default="")
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=200, default="")
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_reason = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["debtor", "creditor", "event"],
                condition=Q(lifted_at=None),
                name="compliance_hold_open_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} for debtor {self.debtor_id}"


class Verdict(models.Model):
    """A gate's answer without its instant, stored once however many messages share it."""

    digest = models.CharField(max_length=64, unique=True)
    decision = models.CharField(max_length=5)
    document = models.JSONField()

    def __str__(self) -> str:
        return f"{self.decision} {self.digest[:8]}"


class PackVersion(models.Model):
    """A policy pack as it was when decisions were made under it, so that an old decision can be replayed."""

    pack = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    document = models.TextField()
    first_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"


class Contact(models.Model):
    """The contact ledger: every contact reserved or made, with any creditor, in either direction.

    One index (debtor, at): measured faster than counters or partitions for caps over 10 million rows.
    """

    debtor_id = models.BigIntegerField()
    creditor_id = models.BigIntegerField()
    debt_id = models.BigIntegerField(null=True)
    # Where one address or number was meant: what was said of that very one binds.
    contact_point_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=20)
    direction = models.CharField(max_length=3, default="out")
    purpose = models.CharField(max_length=30)
    at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=ContactStatus.choices, default=ContactStatus.RESERVED)
    is_live = models.BooleanField(default=False)
    flags = models.JSONField(default=list)
    # What the gate saw of the person, so that the replay can judge the ledger without the gate.
    zones = models.JSONField(default=list)
    region = models.CharField(max_length=6, default="")
    party = models.CharField(max_length=20, default="debtor")
    packs = models.CharField(max_length=120, default="")
    verdict_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["debtor_id", "at"], name="compliance_contact_person")]

    def __str__(self) -> str:
        return f"{self.channel} to debtor {self.debtor_id}"
