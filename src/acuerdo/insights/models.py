"""Small rollups that dashboards read, kept by the events."""

from __future__ import annotations

from django.db import models


class DailyRollup(models.Model):
    """One measure of one creditor on one day (the creditor's local day); `split` is a channel, outcome or empty."""

    creditor_id = models.BigIntegerField()
    day = models.DateField()
    measure = models.CharField(max_length=30)
    split = models.CharField(max_length=20, default="")
    count = models.BigIntegerField(default=0)
    cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor_id", "day", "measure", "split"],
                name="insights_rollup_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} on {self.day}"
