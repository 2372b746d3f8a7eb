"""Rows of the kernel: events and audit entries. Both are append-only."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One domain event, written with the change it tells of."""

    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    debtor_id = models.BigIntegerField(null=True)
    creditor_id = models.BigIntegerField(null=True)
    data = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["debtor_id", "at"], name="kernel_event_debtor")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"


class AuditEntry(models.Model):
    """Who did what, when; chained by `digest` in the order of `sequence`."""

    at = models.DateTimeField()
    action = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    obj_type = models.CharField(max_length=60)
    obj_id = models.BigIntegerField(null=True)
    creditor_id = models.BigIntegerField(null=True)
    debtor_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    sequence = models.BigIntegerField(null=True, unique=True)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [
            models.Index(fields=["debtor_id", "at"], name="kernel_audit_debtor"),
            models.Index(
                fields=["id"],
                condition=models.Q(digest=""),
                name="kernel_audit_unsealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.obj_type} {self.obj_id}"
