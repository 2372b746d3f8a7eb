"""Small rollups that dashboards read, kept by the events."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class DailyRollup(models.Model):
    """A figure of one creditor on one local day; figures of the same key add up.

    Batches append rows and never touch existing ones: with one row per key, every batch of every worker would wait for
    the same row, and two could wait for each other. A task folds appended rows into one per key every minute.
    """

    creditor_id = models.BigIntegerField()
    day = models.DateField()
    measure = models.CharField(max_length=30, db_collation="C")
    split = models.CharField(max_length=20, default="", db_collation="C")
    count = models.BigIntegerField(default=0)
    cents = models.BigIntegerField(default=0)
    is_folded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor_id", "day", "measure", "split"],
                condition=Q(is_folded=True),
                name="insights_rollup_once",
            )
        ]
        indexes = [
            models.Index(fields=["creditor_id", "measure", "day"], name="insights_rollup_read"),
            models.Index(fields=["id"], condition=Q(is_folded=False), name="insights_rollup_fresh"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} on {self.day}"
