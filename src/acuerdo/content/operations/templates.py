"""Templates: drafts, publishing, putting away."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from acuerdo.content.models import Template, TemplateVersion
from acuerdo.content.queries.assets import surroundings
from acuerdo.content.queries.templates import tokens
from acuerdo.content.rules.checks import check_template, read_template
from acuerdo.content.rules.compiling import compile_template
from acuerdo.content.rules.faults import Fault
from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor, Entry
from acuerdo.kernel.facts import Fact


class CannotPublish(Exception):
    """The draft has faults; they are in `faults`."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


class DraftChanged(Exception):
    """Somebody else saved the draft meanwhile: `by` whom, if known, and `revision`, theirs."""

    def __init__(self, message: str, *, by: str = "", revision: int = 0) -> None:
        super().__init__(message)
        self.by, self.revision = by, revision


class TemplateInUse(Exception):
    """Strategies or campaigns in use send it; their names are in `uses`."""

    def __init__(self, uses: Sequence[str]) -> None:
        super().__init__(f"the template is used by {', '.join(uses)}")
        self.uses = tuple(uses)


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
    about: Mapping[str, str] | None = None,
    scenario: str = "",
    sector: str = "",
) -> Template:
    """Start a template with its first draft; `creditor_id` None: every creditor may use it.

    `about` says what it is for, by language; `scenario` (reminder, overdue) and `sector` (energy) sort galleries.
    """
    with transaction.atomic():
        template = Template.objects.create(
            key=key,
            channel=channel,
            title=dict(title),
            purpose=purpose,
            creditor_id=creditor_id,
            about=dict(about or {}),
            scenario=scenario,
            sector=sector,
            draft=dict(document),
            draft_revision=1,
            updated_at=now,
            updated_by=actor.name,
        )
        tell("created", template, actor=actor, now=now)
    return template


def save_draft(
    *, template_id: int, document: Mapping[str, Any], revision: int, actor: Actor, now: datetime
) -> Template:
    """Keep a draft, faults and all; raises DraftChanged if `revision`, the one edited, is not the last."""
    with transaction.atomic():
        template = lock_draft(template_id=template_id, revision=revision)
        put_draft(template, document, actor=actor, now=now)
        tell("edited", template, actor=actor, now=now)
    return template


def lock_draft(*, template_id: int, revision: int) -> Template:
    """Take a template whose draft is still the one that was edited. Raises DraftChanged."""
    template = Template.objects.select_for_update().get(pk=template_id)
    if template.draft_revision != revision:
        raise DraftChanged(
            "the draft was saved by somebody else meanwhile", by=template.updated_by, revision=template.draft_revision
        )
    return template


def put_draft(template: Template, document: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """Make a document the next draft of a locked template."""
    template.draft = dict(document)
    template.draft_revision += 1
    template.updated_at, template.updated_by = now, actor.name
    template.save(update_fields=["draft", "draft_revision", "updated_at", "updated_by"])


def publish_template(*, template_id: int, actor: Actor, now: datetime, custom: Iterable[Fact] = ()) -> TemplateVersion:
    """Make the draft a version that new messages use; queued ones keep theirs. Raises CannotPublish."""
    own = tuple(custom)
    with transaction.atomic():
        template = Template.objects.select_for_update().get(pk=template_id)
        document, faults = read_template(template.draft)
        specs = tokens(custom=own)
        if document is not None:
            missing = frozenset(fact.key for fact in own)
            faults = check_template(document, specs, may_be_missing=missing, around=surroundings())
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
        tell("published", template, actor=actor, now=now, after={"number": version.number})
    return version


def archive_template(*, template_id: int, actor: Actor, now: datetime, uses: Sequence[str] = ()) -> None:
    """Take a template out of use; messages already made keep their version.

    `uses` names what sends it (`strategies.queries` knows): with any, TemplateInUse is raised and nothing changes.
    """
    if uses:
        raise TemplateInUse(uses)
    with transaction.atomic():
        template = Template.objects.select_for_update().get(pk=template_id)
        if template.archived_at is None:
            template.archived_at = now
            template.save(update_fields=["archived_at"])
            tell("archived", template, actor=actor, now=now)


def tell(what: str, template: Template, *, actor: Actor, now: datetime, after: dict[str, Any] | None = None) -> None:
    """Write down what was done to a template."""
    entry = Entry(
        action=f"content.template.{what}",
        obj_type="content.Template",
        obj_id=template.pk,
        actor=actor,
        creditor_id=template.creditor_id,
        after={"key": template.key, "revision": template.draft_revision, **(after or {})},
    )
    audit.record(entry, at=now)
