"""The gallery of texts, read, checked and compiled once in a run of tests."""

from __future__ import annotations

from datetime import datetime

from acuerdo.content.models import Template, TemplateVersion
from acuerdo.content.operations import load_gallery
from acuerdo.kernel.audit import SYSTEM

_made: tuple[list[Template], list[TemplateVersion]] | None = None


def gallery(*, now: datetime) -> None:
    """What `load_gallery` makes; the second time it only goes back into the tables."""
    global _made
    if _made is None:
        load_gallery(actor=SYSTEM, now=now)
        _made = list(Template.objects.all()), list(TemplateVersion.objects.all())
        return
    templates, versions = _made
    Template.objects.bulk_create(templates)
    TemplateVersion.objects.bulk_create(versions)
