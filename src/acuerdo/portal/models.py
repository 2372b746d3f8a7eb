"""Tries to get into the portal, counted to stop guessing."""

from __future__ import annotations

from django.db import models


class EntryAttempt(models.Model):
    """Somebody with a link answered the question; counted per link, person and address for a day."""

    message_id = models.BigIntegerField()
    debtor_id = models.BigIntegerField()
    # Keyed digest: we need to count an address, not to know it.
    address_digest = models.CharField(max_length=32)
    was_right = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["debtor_id", "at"], name="portal_attempt_debtor"),
            models.Index(fields=["address_digest", "at"], name="portal_attempt_address"),
        ]

    def __str__(self) -> str:
        return f"attempt by debtor {self.debtor_id}"
