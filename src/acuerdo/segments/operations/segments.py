"""Named rules are written here: created, changed with a revision, archived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from pydantic import ValidationError

from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.portfolio.queries import custom_facts
from acuerdo.segments.models import Segment
from acuerdo.segments.queries import known_rules, segments_naming
from acuerdo.segments.rules import Fault, Rule, dump_rule, find_faults, parse_rule


class CannotSaveSegment(Exception):
    """The rule has faults, the key is taken, or somebody saved meanwhile; `faults` say which."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults: Sequence[Fault] = faults


class CannotArchive(Exception):
    """Segments in use name it; `used_by` are their names. Nothing was changed."""

    def __init__(self, used_by: Sequence[str]) -> None:
        super().__init__(", ".join(used_by))
        self.used_by = tuple(used_by)


def create_segment(
    *,
    key: str,
    name: str,
    rule: object,
    description: str = "",
    creditor_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Name a rule; returns its key in the database. Raises `CannotSaveSegment` with the faults."""
    document = _checked(rule, key, creditor_id)
    try:
        with transaction.atomic():
            segment = Segment.objects.create(
                key=key,
                name=name,
                description=description,
                creditor_id=creditor_id,
                rule=document,
                created_at=now,
                updated_at=now,
                updated_by=actor.name,
            )
            _record("segments.segment.created", segment, actor, now, after={"name": name, "rule": document})
    except IntegrityError:
        raise CannotSaveSegment(Fault("", "", "key_taken", f"there is a segment {key!r} already")) from None
    return segment.pk


def update_segment(
    *, segment_id: int, revision: int, name: str, rule: object, description: str = "", actor: Actor, now: datetime
) -> int:
    """Change a segment that is still at `revision`; returns the new revision.

    Raises `CannotSaveSegment` if the rule has faults or somebody else saved since it was read. Running cases
    are not touched: versions of strategies carry their rules.
    """
    with transaction.atomic():
        segment = Segment.objects.select_for_update().get(pk=segment_id, archived_at=None)
        document = _checked(rule, segment.key, segment.creditor_id)
        if segment.revision != revision:
            raise CannotSaveSegment(Fault("", segment.updated_by, "changed_meanwhile", "saved it meanwhile"))
        before = {"name": segment.name, "rule": segment.rule}
        segment.name, segment.description, segment.rule = name, description, document
        segment.revision, segment.updated_at, segment.updated_by = revision + 1, now, actor.name
        segment.save()
        _record("segments.segment.updated", segment, actor, now, before=before, after={"name": name, "rule": document})
    return segment.revision


def archive_segment(*, segment_id: int, actor: Actor, now: datetime) -> None:
    """Take a segment off the lists; its key may be used again. A second time changes nothing.

    Published strategies keep their own copy of its rule; drafts that name it show a fault. Raises `CannotArchive`
    while another segment names it.
    """
    with transaction.atomic():
        segment = Segment.objects.select_for_update().get(pk=segment_id)
        if segment.archived_at is None:
            if used_by := segments_naming(f"segment:{segment.key}"):
                raise CannotArchive(used_by)
            segment.archived_at = now
            segment.save(update_fields=["archived_at"])
            _record("segments.segment.archived", segment, actor, now)


def _checked(rule: object, key: str, creditor_id: int | None) -> dict[str, Any]:
    try:
        parsed = parse_rule(rule)
    except ValidationError as error:
        raise CannotSaveSegment(
            Fault("", "", "bad_document", f"the rule cannot be read: {error.error_count()} errors")
        ) from None
    # As if it were saved already, so that a circle through itself is seen.
    known: dict[str, Rule] = known_rules(creditor_ids=[] if creditor_id is None else [creditor_id])
    known |= {f"segment:{key}": parsed}
    if faults := find_faults(parsed, custom=custom_facts(creditor_id=creditor_id), known=known):
        raise CannotSaveSegment(*faults)
    return dump_rule(parsed)


def _record(
    action: str,
    segment: Segment,
    actor: Actor,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.record(
        audit.Entry(
            action=action,
            obj_type="segments.segment",
            obj_id=segment.pk,
            actor=actor,
            creditor_id=segment.creditor_id,
            before=before,
            after=after,
        ),
        at=now,
    )
