"""Named rules."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Segment(models.Model):
    """A named rule over facts; for one creditor, or for all if none is named."""

    key = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("description"), max_length=300, blank=True, default="")
    creditor = models.ForeignKey("portfolio.Creditor", on_delete=models.PROTECT, related_name="+", null=True)
    rule = models.JSONField()
    revision = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=200, default="")
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(archived_at=None),
                name="segments_segment_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
