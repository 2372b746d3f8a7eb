"""Messages that people send by hand: by a template, through the same gate and the same outbox as all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl
from django.db import transaction

from acuerdo.cases.models import Case
from acuerdo.cases.operations.messages import write_messages
from acuerdo.channels.queries import messages_to_render
from acuerdo.compliance.enums import Purpose
from acuerdo.compliance.operations import judge_and_reserve
from acuerdo.content.queries import render_message
from acuerdo.kernel import audit, shards
from acuerdo.kernel.audit import Actor

# Whoever sends by hand may think better of it (`channels.operations.withdraw`).
UNDO_FOR = timedelta(seconds=10)


class CannotSendByHand(Exception):
    """The gate forbids it (`rules` names which), or the text cannot be made (`fault` says why). Nothing was queued."""

    def __init__(self, *, rules: Sequence[str] = (), fault: str = "") -> None:
        super().__init__(fault or ", ".join(rules))
        self.rules, self.fault = tuple(rules), fault


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it would leave, to the letter."""

    subject: str
    text: str


def preview_by_hand(
    *, case_id: int, channel: str, template: str, contact_point_id: int, actor: Actor, now: datetime
) -> Draft:
    """Show what `send_by_hand` would send, by doing all of it and taking it back. Raises CannotSendByHand."""
    with transaction.atomic():
        message_id = send_by_hand(
            case_id=case_id,
            channel=channel,
            template=template,
            contact_point_id=contact_point_id,
            actor=actor,
            now=now,
        )
        rendered = render_message(messages_to_render([message_id])[0])
        transaction.set_rollback(True)
    return Draft(subject=rendered.subject, text=rendered.text)


def send_by_hand(
    *, case_id: int, channel: str, template: str, contact_point_id: int, actor: Actor, now: datetime
) -> int:
    """Queue one message to a person; returns its key. It waits `UNDO_FOR`, and is judged again just before it leaves.

    Raises CannotSendByHand, and then nothing is queued or reserved.
    """
    with transaction.atomic():
        case = Case.objects.get(pk=case_id)
        shards.lock_people([case.debtor_id])
        pair = {"debtor_id": case.debtor_id, "creditor_id": case.creditor_id}
        intent = {
            **pair,
            "channel": channel,
            "purpose": Purpose.COLLECTION.value,
            "automated": False,
            "contact_point_id": contact_point_id,
        }
        answer = judge_and_reserve(pl.DataFrame([intent]), now=now).row(0, named=True)
        if answer["contact_id"] is None:
            raise CannotSendByHand(rules=answer["failed"])
        contact = {
            **intent,
            "case_id": case_id,
            "template": template,
            "tone": "",
            "contact_id": answer["contact_id"],
            "verdict_id": answer["verdict_id"],
            "not_before": now + UNDO_FOR,
        }
        written = write_messages(pl.DataFrame([contact]), now=now).row(0, named=True)
        if written["fault"]:
            raise CannotSendByHand(fault=written["fault"])
        audit.record(
            audit.Entry(
                "cases.message.sent_by_hand", "channels.message", written["message_id"], actor,
                creditor_id=case.creditor_id, debtor_id=case.debtor_id,
                after={"template": template, "channel": channel},
            ),
            at=now,
        )  # fmt: skip
    return int(written["message_id"])
