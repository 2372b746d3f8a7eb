"""Keeping verdicts: each different one once, with the packs it was made under."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from acuerdo.compliance.models import PackVersion, Verdict
from acuerdo.compliance.rules.packs import Pack


def store_verdicts(
    documents: Mapping[int, Mapping[str, Any]], *, packs: Sequence[Pack], now: datetime
) -> dict[int, int]:
    """Store documents that are not stored yet; returns the key of the row by the key given."""
    digests = {key: _digest(document) for key, document in documents.items()}
    known = _known(list(digests.values()))
    missing = {digests[key]: document for key, document in documents.items() if digests[key] not in known}
    if missing:
        _store_packs(packs, now)
        # In the order of their digests, so that two workers that store the same ones wait for each other in line.
        Verdict.objects.bulk_create(
            [
                Verdict(digest=digest, decision=document["decision"], document=document)
                for digest, document in sorted(missing.items())
            ],
            ignore_conflicts=True,
        )
        known |= _known(list(missing))
    return {key: known[digest] for key, digest in digests.items()}


def _digest(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _known(digests: list[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest, id FROM compliance_verdict WHERE digest = ANY(%s)", [digests])
        return dict(cursor.fetchall())


def _store_packs(packs: Sequence[Pack], now: datetime) -> None:
    PackVersion.objects.bulk_create(
        [
            PackVersion(pack=p.id, version=p.version, digest=p.digest, document=p.text, first_used_at=now)
            for p in sorted(packs, key=lambda p: p.digest)
        ],
        ignore_conflicts=True,
    )
