"""Calls that people make by hand: judged and entered in the ledger of contacts like everything else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.db import transaction

from acuerdo.cases.enums import CallOutcome
from acuerdo.cases.models import Call, Case
from acuerdo.cases.operations.refreshing import refresh_facts
from acuerdo.cases.operations.work import add_note
from acuerdo.compliance.enums import Channel, Purpose
from acuerdo.compliance.operations import confirm, judge_and_reserve, record_conversation
from acuerdo.kernel import shards
from acuerdo.kernel.audit import Actor


class CannotRecordCall(Exception):
    """The gate forbids a call now; `rules` are those that do. Nothing was written."""

    def __init__(self, rules: Sequence[str]) -> None:
        super().__init__(", ".join(rules))
        self.rules = tuple(rules)


def record_call(*, case_id: int, note: str, outcome: CallOutcome, actor: Actor, now: datetime) -> int:
    """Enter a call that was just made: one contact in the ledger, one note on the case; returns the contact's key.

    A call in which the person spoke is a conversation, which several rules count apart from attempts. Raises
    CannotRecordCall.
    """
    with transaction.atomic():
        case = Case.objects.get(pk=case_id)
        shards.lock_people([case.debtor_id])
        intent = {
            "debtor_id": case.debtor_id,
            "creditor_id": case.creditor_id,
            "channel": Channel.VOICE_HUMAN.value,
            "purpose": Purpose.COLLECTION.value,
            "automated": False,
        }
        answer = judge_and_reserve(pl.DataFrame([intent]), now=now).row(0, named=True)
        if answer["contact_id"] is None:
            raise CannotRecordCall(answer["failed"])
        contact_id = int(answer["contact_id"])
        confirm([contact_id], at=now)
        if outcome.is_live:
            record_conversation(contact_id=contact_id)
        Call.objects.create(case_id=case_id, contact_id=contact_id, outcome=outcome, at=now)
        add_note(case_id=case_id, text=note, actor=actor, now=now)
        refresh_facts([case_id], names=["cases", "contacts"], now=now)
    return contact_id
