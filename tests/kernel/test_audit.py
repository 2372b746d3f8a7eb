"""The audit chain: sealed in order, and no change to it goes unseen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from acuerdo.kernel import audit
from acuerdo.kernel.models import AuditEntry

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def entry(number: int) -> audit.Entry:
    return audit.Entry(
        action="cases.case.closed", obj_type="case", obj_id=number, actor=audit.SYSTEM, after={"status": "closed"}
    )


@pytest.fixture
def chain(db: None) -> None:
    audit.record_many([entry(1), entry(2), entry(3)], at=NOW)
    audit.seal()


def test_seal_chains_every_entry_once(chain: None) -> None:
    audit.record(entry(4), at=NOW)

    assert audit.verify() == audit.Verification(checked=3, unsealed=1, broken_at=None)
    assert audit.seal() == 1
    assert audit.seal() == 0
    assert audit.verify() == audit.Verification(checked=4, unsealed=0, broken_at=None)


def test_verify_finds_a_changed_entry(chain: None) -> None:
    second = AuditEntry.objects.get(obj_id=2)
    AuditEntry.objects.filter(pk=second.pk).update(after={"status": "open"})

    assert audit.verify() == audit.Verification(checked=1, unsealed=0, broken_at=second.pk)


def test_verify_finds_a_removed_entry(chain: None) -> None:
    AuditEntry.objects.filter(obj_id=2).delete()

    assert audit.verify().broken_at == AuditEntry.objects.get(obj_id=3).pk
