"""What the portal writes: tries to come in, and preferences spread over the contexts that keep them."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from acuerdo.cases.operations import record_visit
from acuerdo.cases.queries import open_case_of
from acuerdo.compliance.enums import Channel
from acuerdo.compliance.operations import Proof, cease, opt_in, opt_out, prefer_channel, resume, set_hours
from acuerdo.kernel.audit import Actor
from acuerdo.portal.models import EntryAttempt
from acuerdo.portal.queries import Question, Wishes, tries
from acuerdo.portal.rules import Entry, answer_fits, may_answer
from acuerdo.portfolio.operations import change_debtor


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer: let in, wrong with tries left, or no more answers taken for now."""

    is_right: bool
    entry: Entry


def address_digest(address: str) -> str:
    """Make an address countable without keeping it."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"portal.address:{address}".encode(), "sha256").hex()[:32]


def answer_question(
    *, asked: Question, answer: str, message_id: int, debtor_id: int, creditor_id: int, address: str, now: datetime
) -> Answered:
    """Take one answer and count it; a right one is a visit to the case. Right answers beyond the limit are not taken.

    Tries about one person queue up behind each other, so that many at once count as many.
    """
    digest = address_digest(address)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('portal.attempt', %s))", [debtor_id])
        entry = may_answer(tries(message_id=message_id, debtor_id=debtor_id, address_digest=digest, now=now))
        if not entry.is_open:
            return Answered(is_right=False, entry=entry)
        is_right = answer_fits(answer, birth_date=asked.birth_date, postcode=asked.postcode)
        EntryAttempt.objects.create(
            message_id=message_id, debtor_id=debtor_id, address_digest=digest, was_right=is_right, at=now
        )
        if is_right:
            case_id = open_case_of(creditor_id=creditor_id, debtor_id=debtor_id)
            if case_id is not None:
                record_visit(case_id=case_id, message_id=message_id, now=now)
            return Answered(is_right=True, entry=entry)
        left = entry.tries_left - 1
    return Answered(is_right=False, entry=Entry(is_open=left > 0, tries_left=left))


def save_preferences(
    *,
    debtor_id: int,
    creditor_id: int,
    known: Wishes,
    offered: Sequence[str],
    channels: Sequence[str],
    preferred: str,
    hours: str,
    language: str,
    tone: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep how a person wants to be contacted; it binds from the next contact on, for messages queued already too.

    `offered` are the channels that were asked about: only they change. What is as before writes nothing.
    """
    proof = Proof(source="portal", text="preferences", creditor_id=creditor_id)
    refused = [code for code in offered if code not in channels and not known.opted_out & Channel(code).bit]
    allowed = [code for code in channels if known.opted_out & Channel(code).bit]
    with transaction.atomic():
        if refused:
            opt_out(debtor_id=debtor_id, channels=refused, proof=proof, actor=actor, now=now)
        if allowed:
            opt_in(debtor_id=debtor_id, channels=allowed, proof=proof, actor=actor, now=now)
        if preferred != known.preferred_channel:
            prefer_channel(debtor_id=debtor_id, channel=preferred, actor=actor, now=now)
        if hours != known.hours.replace(" ", ""):
            set_hours(debtor_id=debtor_id, hours=hours or None, actor=actor, now=now)
        change_debtor(debtor_id=debtor_id, changes={"language": language, "tone": tone}, actor=actor, now=now)


def stop_contact(*, debtor_id: int, creditor_id: int, wants_none: bool, actor: Actor, now: datetime) -> None:
    """Cease all contact at the person's wish, or take that wish back."""
    proof = Proof(source="portal", text="preferences", creditor_id=creditor_id)
    change = cease if wants_none else resume
    change(debtor_id=debtor_id, proof=proof, actor=actor, now=now)
