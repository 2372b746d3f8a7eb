"""The templates that come with the product."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from acuerdo.content.models import Template
from acuerdo.content.operations.templates import create_template, publish_template
from acuerdo.content.rules.yaml_form import template_of_yaml
from acuerdo.kernel.audit import Actor

GALLERY = Path(__file__).parent.parent / "gallery"


def load_gallery(*, actor: Actor, now: datetime) -> list[str]:
    """Create and publish the product's own templates that are not there yet; returns their keys."""
    present = set(Template.objects.filter(creditor_id=None, archived_at=None).values_list("key", flat=True))
    created: list[str] = []
    with transaction.atomic():
        for path in gallery_files():
            read = template_of_yaml(path.read_text(encoding="utf-8"))
            if read["key"] in present:
                continue
            template = create_template(actor=actor, now=now, **read)
            publish_template(template_id=template.pk, actor=actor, now=now)
            created.append(template.key)
    return created


def gallery_files() -> list[Path]:
    """The gallery's files, those in folders (`landing/`) too."""
    return sorted(GALLERY.glob("**/*.yaml"))
