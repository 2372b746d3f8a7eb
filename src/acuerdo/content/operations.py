"""Writes of content: drafts, publishing, the gallery that comes with the product."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from acuerdo.content.models import Template, TemplateVersion
from acuerdo.content.queries.templates import tokens
from acuerdo.content.rules.checks import check_template, read_template
from acuerdo.content.rules.compiling import compile_template
from acuerdo.content.rules.faults import Fault
from acuerdo.content.rules.yaml_form import template_of_yaml
from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor, Entry
from acuerdo.kernel.facts import Fact

GALLERY = Path(__file__).parent / "gallery"


class CannotPublish(Exception):
    """The draft has faults; they are in `faults`."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


class DraftChanged(Exception):
    """Somebody else saved the draft meanwhile."""


def create_template(
    *,
    key: str,
    channel: str,
    title: Mapping[str, str],
    document: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    purpose: str = "collection",
    creditor_id: int | None = None,
) -> Template:
    """Start a template with its first draft; `creditor_id` None: every creditor may use it."""
    with transaction.atomic():
        template = Template.objects.create(
            key=key,
            channel=channel,
            title=dict(title),
            purpose=purpose,
            creditor_id=creditor_id,
            draft=dict(document),
            draft_revision=1,
            updated_at=now,
        )
        _tell("created", template, actor=actor, now=now)
    return template


def save_draft(
    *, template_id: int, document: Mapping[str, Any], revision: int, actor: Actor, now: datetime
) -> Template:
    """Keep a draft, faults and all; raises DraftChanged if `revision`, the one edited, is not the last."""
    with transaction.atomic():
        template = Template.objects.select_for_update().get(pk=template_id)
        if template.draft_revision != revision:
            raise DraftChanged("the draft was saved by somebody else meanwhile")
        template.draft = dict(document)
        template.draft_revision = revision + 1
        template.updated_at = now
        template.save(update_fields=["draft", "draft_revision", "updated_at"])
        _tell("edited", template, actor=actor, now=now)
    return template


def publish_template(*, template_id: int, actor: Actor, now: datetime, custom: Iterable[Fact] = ()) -> TemplateVersion:
    """Make the draft a version that new messages use; queued ones keep theirs. Raises CannotPublish."""
    own = tuple(custom)
    with transaction.atomic():
        template = Template.objects.select_for_update().get(pk=template_id)
        document, faults = read_template(template.draft)
        specs = tokens(custom=own)
        if document is not None:
            faults = check_template(document, specs, may_be_missing=frozenset(fact.key for fact in own))
        stops = [fault for fault in faults if fault.stops]
        if document is None or stops:
            raise CannotPublish(stops)
        last = TemplateVersion.objects.filter(template=template).aggregate(last=Max("number"))["last"]
        version = TemplateVersion.objects.create(
            template=template,
            number=(last or 0) + 1,
            document=document.as_json(),
            compiled=compile_template(document, specs),
            published_at=now,
            published_by=actor.name,
        )
        _tell("published", template, actor=actor, now=now, after={"number": version.number})
    return version


def archive_template(*, template_id: int, actor: Actor, now: datetime) -> None:
    """Take a template out of use; messages already made keep their version."""
    with transaction.atomic():
        template = Template.objects.select_for_update().get(pk=template_id)
        if template.archived_at is None:
            template.archived_at = now
            template.save(update_fields=["archived_at"])
            _tell("archived", template, actor=actor, now=now)


def load_gallery(*, actor: Actor, now: datetime) -> list[str]:
    """Create and publish the product's own templates that are not there yet; returns their keys."""
    present = set(Template.objects.filter(creditor_id=None, archived_at=None).values_list("key", flat=True))
    created: list[str] = []
    with transaction.atomic():
        for path in sorted(GALLERY.glob("*.yaml")):
            read = template_of_yaml(path.read_text(encoding="utf-8"))
            if read["key"] in present:
                continue
            template = create_template(
                key=read["key"],
                channel=read["channel"],
                title=read["title"],
                document=read["document"],
                purpose=read["purpose"],
                actor=actor,
                now=now,
            )
            publish_template(template_id=template.pk, actor=actor, now=now)
            created.append(template.key)
    return created


def _tell(what: str, template: Template, *, actor: Actor, now: datetime, after: dict[str, Any] | None = None) -> None:
    entry = Entry(
        action=f"content.template.{what}",
        obj_type="content.Template",
        obj_id=template.pk,
        actor=actor,
        creditor_id=template.creditor_id,
        after={"key": template.key, "revision": template.draft_revision, **(after or {})},
    )
    audit.record(entry, at=now)
