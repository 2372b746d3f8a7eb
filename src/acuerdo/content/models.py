"""Templates, their immutable versions, and the images they show."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Template(models.Model):
    """Something we say on one channel; what it says is in its versions."""

    key = models.SlugField(max_length=60)
    creditor_id = models.BigIntegerField(null=True)
    channel = models.CharField(_("channel"), max_length=20)
    purpose = models.CharField(_("purpose"), max_length=30, default="collection")
    title = models.JSONField(default=dict)
    # What it is for, by language; what sorts it in galleries.
    about = models.JSONField(default=dict)
    scenario = models.CharField(max_length=40, default="")
    sector = models.CharField(max_length=40, default="")
    draft = models.JSONField(default=dict)
    draft_revision = models.IntegerField(default=0)
    updated_at = models.DateTimeField()
    updated_by = models.CharField(max_length=200, default="")
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "creditor_id"],
                condition=Q(archived_at=None),
                name="content_template_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.key


class TemplateVersion(models.Model):
    """A published state of a template: never changed. `document` holds the variants by language and tone."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    document = models.JSONField()
    compiled = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="content_version_once")]

    def __str__(self) -> str:
        return f"version {self.number} of template {self.template_id}"


class Asset(models.Model):
    """An uploaded image, by the digest of what is in it. Kept here with everything else, so one backup holds it."""

    name = models.CharField(max_length=40)
    creditor_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=120)
    media_type = models.CharField(max_length=20)
    width = models.IntegerField()
    height = models.IntegerField()
    size = models.IntegerField()
    content = models.BinaryField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "creditor_id"], name="content_asset_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name
