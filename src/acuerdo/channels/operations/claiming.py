"""Out of the outbox: who sends what, how fast, and what dead workers left behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from django.db import connection, transaction

from acuerdo.channels.enums import MessageStatus
from acuerdo.channels.events import MessagesNotSent
from acuerdo.channels.models import Message, ProviderRate
from acuerdo.channels.providers import providers
from acuerdo.channels.queries.consistency import LIVING
from acuerdo.channels.queries.messages import forms_for, tokens_for
from acuerdo.channels.rules.links import LinkForms
from acuerdo.channels.rules.outgoing import most_together, tokens_left
from acuerdo.compliance.operations import mark_uncertain
from acuerdo.kernel.events import publish

_CLAIM = """
    WITH picked AS (
        SELECT waiting.id FROM generate_series(0, 2) AS l(lane) CROSS JOIN LATERAL (
            SELECT id FROM channels_message
            WHERE status = 'queued' AND provider = %(provider)s AND lane = l.lane AND not_before <= %(now)s
            ORDER BY not_before LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        ) AS waiting LIMIT %(limit)s
    )
    UPDATE channels_message m SET status = 'sending', claimed_by = %(worker)s, claimed_at = %(now)s
    FROM picked WHERE m.id = picked.id
    RETURNING m.id, m.debtor_id, m.creditor_id, m.case_id, m.channel, m.provider, m.contact_point_id, m.address,
        m.purpose, m.template_version_id, m.language, m.tone, m.values, m.subject, m.body,
        m.queued_at < %(stale)s,
        m.balance_cents, m.enrolment_id, m.contact_id, m.attempts
"""
# A text that waited longer tells of another day: dates, days past due and amounts are no longer what they were.
STALE_AFTER = timedelta(days=2)
_VALUES = 12  # place of the json column among those returned
_NEXT = """
    SELECT min(first.not_before) FROM generate_series(0, 2) AS l(lane) CROSS JOIN LATERAL (
        SELECT not_before FROM channels_message WHERE status = 'queued' AND provider = %s AND lane = l.lane
        ORDER BY not_before LIMIT 1
    ) AS first
"""


class Claimed(NamedTuple):
    """A message that one worker holds. Fields as in `Message`; the `token` of its links follows from the id.

    A tuple, because a frozen dataclass of so many fields takes longer to make than the database to find its row.
    """

    id: int
    debtor_id: int
    creditor_id: int
    case_id: int | None
    channel: str
    provider: str
    contact_point_id: int | None
    address: str
    purpose: str
    template_version_id: int | None
    language: str
    tone: str
    values: Mapping[str, Any]
    subject: str
    body: str
    is_stale: bool
    balance_cents: int | None
    enrolment_id: int | None
    contact_id: int | None
    attempts: int
    token: str

    @property
    def link_forms(self) -> LinkForms:
        """Its links without the token."""
        return forms_for(self.channel)


@dataclass(frozen=True, slots=True)
class Claim:
    """Messages claimed now, and when to look again: at once if there may be more, later if the rate is used up."""

    messages: list[Claimed]
    look_again_at: datetime | None


@contextmanager
def unhurried() -> Iterator[None]:
    """A transaction that does not wait for the disk: the handover that follows does, and takes it along.

    If the machine fails before, what a claim says is forgotten with it (nothing left), and so is what a record says
    (the handover before it still names its messages, so they are uncertain).
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        yield


def claim(*, provider: str, worker_id: int, limit: int, now: datetime) -> Claim:
    """Take up to `limit` waiting messages of a provider, as many as its rate allows; committed on return."""
    with unhurried():
        rate = _locked_rate(provider, now)
        tokens = tokens_left(tokens=rate.tokens, per_second=rate.per_second, filled_at=rate.filled_at, now=now)
        allowed = min(limit, int(tokens), most_together(per_second=rate.per_second))
        if allowed < 1:
            return Claim([], now + timedelta(seconds=(1 - tokens) / rate.per_second))
        rows = _pick(provider, worker_id, allowed, now)
        if rows:
            ProviderRate.objects.filter(pk=provider).update(tokens=tokens - len(rows), filled_at=now)
        else:
            with connection.cursor() as cursor:
                cursor.execute(_NEXT, [provider])
                first = cursor.fetchone()
            return Claim([], first[0] if first else None)
    # Only now: the provider's rate is free again for other workers.
    return Claim(_claimed(rows), now)


def _locked_rate(provider: str, now: datetime) -> ProviderRate:
    rates = ProviderRate.objects.select_for_update()
    found = rates.filter(pk=provider).first()
    if found is None:
        usual = providers()[provider].per_second
        ProviderRate.objects.bulk_create(
            [ProviderRate(provider=provider, per_second=usual, tokens=usual, filled_at=now)], ignore_conflicts=True
        )
        found = rates.get(pk=provider)
    return found


def _pick(provider: str, worker_id: int, limit: int, now: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "provider": provider,
            "now": now,
            "limit": limit,
            "worker": worker_id,
            "stale": now - STALE_AFTER,
        }
        cursor.execute(_CLAIM, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _claimed(rows: list[tuple[Any, ...]]) -> list[Claimed]:
    rows.sort()
    decode, make = msgspec.json.decode, Claimed._make
    return [
        make((*row[:_VALUES], decode(row[_VALUES]), *row[_VALUES + 1 :], token))
        for row, token in zip(rows, tokens_for([row[0] for row in rows]), strict=True)
    ]


def set_rate(*, provider: str, per_second: float, now: datetime) -> None:
    """Let a provider carry this many messages a second, over all workers together."""
    ProviderRate.objects.update_or_create(
        provider=provider, defaults={"per_second": per_second, "tokens": per_second, "filled_at": now}
    )


def give_back(*, worker_id: int, except_ids: Sequence[int]) -> int:
    """Put back what this worker claimed and has not handed over; nothing of it left. Returns how many."""
    return (
        Message.objects.filter(status=MessageStatus.SENDING, claimed_by=worker_id)
        .exclude(pk__in=list(except_ids))
        .update(status=MessageStatus.QUEUED, claimed_by=None, claimed_at=None)
    )


_ORPHANS = f"""
    SELECT m.id, m.contact_id, COALESCE(m.id = ANY(h.message_ids), false) AS may_have_left, m.debtor_id, m.creditor_id
    FROM channels_message m LEFT JOIN channels_handover h ON h.worker_id = m.claimed_by
    WHERE m.status = 'sending' AND m.claimed_by NOT IN ({LIVING})
    FOR UPDATE OF m SKIP LOCKED
"""  # noqa: S608 - a constant


_STOPPED = "the worker stopped while this message was on its way"
# Only once nothing of theirs is left: what a handover says decides whether a message may be sent again.
_FORGET = f"""
    DELETE FROM channels_handover h WHERE h.worker_id NOT IN ({LIVING}) AND NOT EXISTS (
        SELECT FROM channels_message m WHERE m.status = 'sending' AND m.claimed_by = h.worker_id)
"""  # noqa: S608 - a constant


def _forget_dead_workers() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What dead workers left: ids put back into the outbox, and ids that may have left."""

    requeued: tuple[int, ...]
    uncertain: tuple[int, ...]


def recover_orphans(*, now: datetime) -> Recovered:
    """Settle what dead workers held: not handed over yet waits again; handed over and not recorded is uncertain."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_ORPHANS)
            rows = cursor.fetchall()
        if not rows:
            return Recovered((), ())
        back = [row[0] for row in rows if not row[2]]
        lost = [row[0] for row in rows if row[2]]
        Message.objects.filter(pk__in=back).update(status=MessageStatus.QUEUED, claimed_by=None, claimed_at=None)
        Message.objects.filter(pk__in=lost).update(
            status=MessageStatus.UNCERTAIN,
            claimed_by=None,
            error=_STOPPED,
        )
        mark_uncertain([row[1] for row in rows if row[2] and row[1] is not None], at=now)
        if lost:
            told = [row for row in rows if row[2]]
            ids, debtors, creditors = (tuple(row[place] for row in told) for place in (0, 3, 4))
            publish(MessagesNotSent("uncertain", ids, debtors, creditors, (_STOPPED,) * len(told)), now=now)
        _forget_dead_workers()
    return Recovered(tuple(sorted(back)), tuple(sorted(lost)))
