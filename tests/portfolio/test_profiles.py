"""Changing a creditor: on record once, not at all without a difference, never over somebody else's change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import AuditEntry
from acuerdo.portfolio.operations import CreditorChanged, update_creditor
from acuerdo.portfolio.queries import profile_of
from tests.factories import NOW
from tests.factories import portfolio as people

pytestmark = pytest.mark.django_db


def test_update_creditor_keeps_and_records_what_differs():
    roble = people.creditor()
    before = profile_of(creditor_id=roble.pk)
    wanted = replace(before, sms_sender="ROBLE", policy_packs=("es", "co"))

    for seen in (before.fingerprint, wanted.fingerprint):
        update_creditor(creditor_id=roble.pk, seen=seen, profile=wanted, actor=SYSTEM, now=NOW)

    assert profile_of(creditor_id=roble.pk) == wanted
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after) == (
        {"sms_sender": "BR", "policy_packs": ["es"]},
        {"sms_sender": "ROBLE", "policy_packs": ["es", "co"]},
    )


def test_update_creditor_refuses_a_profile_read_before_somebody_else_saved():
    roble = people.creditor()
    profile = profile_of(creditor_id=roble.pk)

    with pytest.raises(CreditorChanged):
        update_creditor(creditor_id=roble.pk, seen="older", profile=profile, actor=SYSTEM, now=NOW)

    assert AuditEntry.objects.count() == 0
