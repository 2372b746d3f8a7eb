"""Versions and variants: going back, and carrying a text over to another language, tone or template."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from acuerdo.content.models import Template, TemplateVersion
from acuerdo.content.operations.templates import create_template, lock_draft, put_draft, tell
from acuerdo.content.rules.documents import split_variant
from acuerdo.kernel.audit import Actor


class CannotCopyVariant(Exception):
    """There is no text to copy, or it would be copied onto itself."""


def restore_version(*, template_id: int, number: int, revision: int, actor: Actor, now: datetime) -> Template:
    """Make a published version the draft again; live texts stay until it is published. Raises DraftChanged.

    Raises TemplateVersion.DoesNotExist if there is no such version.
    """
    with transaction.atomic():
        template = lock_draft(template_id=template_id, revision=revision)
        version = TemplateVersion.objects.get(template=template, number=number)
        put_draft(template, version.document, actor=actor, now=now)
        tell("restored", template, actor=actor, now=now, after={"number": number})
    return template


def copy_variant(*, template_id: int, source: str, target: str, revision: int, actor: Actor, now: datetime) -> Template:
    """Copy one text of a draft (`es.friendly`) to another language or tone; blocks keep their ids.

    What stands there already is replaced. Raises CannotCopyVariant, DraftChanged, ValueError for what is no variant.
    """
    language, _tone = split_variant(target)
    with transaction.atomic():
        template = lock_draft(template_id=template_id, revision=revision)
        variants = template.draft.get("variants", {})
        if source == target or source not in variants:
            raise CannotCopyVariant(f"there is no text {source} to copy to {target}")
        copied = {**variants[source], "lang": language}
        put_draft(template, {**template.draft, "variants": {**variants, target: copied}}, actor=actor, now=now)
        tell("variant_copied", template, actor=actor, now=now, after={"from": source, "to": target})
    return template


def duplicate_template(
    *,
    template_id: int,
    key: str,
    title: Mapping[str, str],
    actor: Actor,
    now: datetime,
    creditor_id: int | None = None,
) -> Template:
    """Start a template of another key with the draft of this one; nothing is published."""
    original = Template.objects.get(pk=template_id)
    return create_template(
        key=key,
        channel=original.channel,
        title=title,
        document=original.draft,
        purpose=original.purpose,
        creditor_id=creditor_id,
        about=original.about,
        scenario=original.scenario,
        sector=original.sector,
        actor=actor,
        now=now,
    )
