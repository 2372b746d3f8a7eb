"""Named rules, lists of people from files, and how large segments were."""

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


class StaticList(models.Model):
    """People of one creditor by name of a list, as a file told; rules name it with `{list: key}`."""

    key = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("description"), max_length=300, blank=True, default="")
    creditor = models.ForeignKey("portfolio.Creditor", on_delete=models.PROTECT, related_name="+")
    members = models.IntegerField(default=0)
    # Rows of the last file that found nobody, with the reason: the first of them, and how many in all.
    unmatched = models.JSONField(default=list)
    unmatched_count = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=200, default="")
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(archived_at=None),
                name="segments_list_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ListMember(models.Model):
    """A person on a list."""

    list = models.ForeignKey(
        StaticList, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    debtor_id = models.BigIntegerField()
    creditor_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "debtor_id"], name="segments_member_once", include=["creditor_id"])
        ]

    def __str__(self) -> str:
        return f"debtor {self.debtor_id} on list {self.list_id}"


class SegmentSize(models.Model):
    """How many cases of one creditor a segment selected on a day."""

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="+", db_index=False)
    creditor_id = models.BigIntegerField()
    day = models.DateField()
    cases = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "day", "creditor_id"], name="segments_size_once")]

    def __str__(self) -> str:
        return f"{self.cases} cases in segment {self.segment_id} on {self.day}"
