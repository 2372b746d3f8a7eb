"""Who did what: one entry for each change, in the same transaction, sealed into a hash chain.

Entries are written without a digest, so that writers never wait for one another; `seal` chains them in the order
of their ids a moment later and `verify` proves that nothing was changed, removed or put in between.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from acuerdo.kernel.models import AuditEntry
from acuerdo.kernel.shards import LOCK_SPACE

GENESIS = "0" * 64
SEAL_LOCK = 1_000
SEAL_BATCH = 20_000
_SEAL = """
    UPDATE kernel_auditentry a SET digest = n.digest, sequence = n.sequence
    FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS n(id, digest, sequence) WHERE a.id = n.id
"""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a member of staff, a debtor, an import, or the system itself. `name` is for people to read."""

    kind: str
    id: int | None = None
    name: str = ""


SYSTEM = Actor(kind="system", name="Acuerdo")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: `action` names it (`cases.case.closed`); `before` and `after` hold what differs, no personal data."""

    action: str
    obj_type: str
    obj_id: int | None
    actor: Actor
    creditor_id: int | None = None
    debtor_id: int | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """Outcome of `verify`: entries checked, and the id of the first that does not fit, if any."""

    checked: int
    unsealed: int
    broken_at: int | None


def record(entry: Entry, *, at: datetime) -> None:
    """Write one entry in the caller's transaction."""
    record_many([entry], at=at)


def record_many(entries: Iterable[Entry], *, at: datetime) -> None:
    """Write entries set-wise in the caller's transaction."""
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                at=at,
                action=entry.action,
                actor_kind=entry.actor.kind,
                actor_id=entry.actor.id,
                actor_name=entry.actor.name,
                obj_type=entry.obj_type,
                obj_id=entry.obj_id,
                creditor_id=entry.creditor_id,
                debtor_id=entry.debtor_id,
                before=_as_json(entry.before),
                after=_as_json(entry.after),
            )
            for entry in entries
        ],
        batch_size=5_000,
    )


def _as_json(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """Write dates and instants as text, as the digest will read them back."""
    return None if values is None else json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def seal() -> int:
    """Chain entries that are not chained yet; returns how many. Only one sealer works at a time."""
    sealed = 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, SEAL_LOCK])
        last = AuditEntry.objects.exclude(digest="").order_by("-sequence").first()
        previous, sequence = (last.digest, last.sequence or 0) if last else (GENESIS, 0)
        waiting = list(AuditEntry.objects.filter(digest="").order_by("id")[:SEAL_BATCH])
        for entry in waiting:
            sequence += 1
            entry.sequence = sequence
            entry.digest = previous = _digest(entry, previous)
            sealed += 1
        with connection.cursor() as cursor:
            keys, digests = [entry.pk for entry in waiting], [entry.digest for entry in waiting]
            cursor.execute(_SEAL, [keys, digests, [entry.sequence for entry in waiting]])
    return sealed


def verify() -> Verification:
    """Recompute the whole chain from its first entry; a changed, missing or inserted entry breaks it."""
    previous, checked = GENESIS, 0
    chain = AuditEntry.objects.exclude(digest="").order_by("sequence").iterator(chunk_size=5_000)
    for expected, entry in enumerate(chain, 1):
        if entry.sequence != expected or entry.digest != _digest(entry, previous):
            return Verification(checked=checked, unsealed=_unsealed(), broken_at=entry.pk)
        previous, checked = entry.digest, expected
    return Verification(checked=checked, unsealed=_unsealed(), broken_at=None)


def _unsealed() -> int:
    return AuditEntry.objects.filter(digest="").count()


def _digest(entry: AuditEntry, previous: str) -> str:
    content = json.dumps(
        [
            previous,
            entry.sequence,
            entry.pk,
            entry.at.isoformat(),
            entry.action,
            [entry.actor_kind, entry.actor_id, entry.actor_name],
            [entry.obj_type, entry.obj_id, entry.creditor_id, entry.debtor_id],
            entry.before,
            entry.after,
        ],
        cls=DjangoJSONEncoder,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()
