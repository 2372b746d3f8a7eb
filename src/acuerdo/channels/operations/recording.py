"""What became of messages, written in sets: message rows, contact ledger, events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from acuerdo.channels.enums import EventKind, MessageStatus
from acuerdo.channels.events import MessagesNotSent, MessagesSent
from acuerdo.channels.operations.claiming import Claimed, unhurried
from acuerdo.channels.operations.happenings import Happening, record_events
from acuerdo.channels.rules.outgoing import Delivery, Outcome, retry_at
from acuerdo.compliance.operations import confirm, mark_uncertain, release
from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.events import DomainEvent, publish_many
from acuerdo.portfolio.enums import PointStatus
from acuerdo.portfolio.operations import change_contact_points

_WRITE = """
    UPDATE channels_message m
    SET status = r.status, claimed_by = NULL, error = r.error, provider_reference = r.reference,
        sent_at = CASE WHEN r.status = 'sent' THEN %(now)s::timestamptz END,
        not_before = COALESCE(r.again_at, m.not_before),
        attempts = m.attempts + r.tried, judged_at = %(now)s
    FROM unnest(%(ids)s::bigint[], %(statuses)s::text[], %(errors)s::text[], %(references)s::text[],
                %(again)s::timestamptz[], %(tried)s::smallint[]) AS r(id, status, error, reference, again_at, tried)
    WHERE m.id = r.id AND m.status = 'sending' AND m.claimed_by = %(worker)s
    RETURNING m.id
"""
_HAND_OVER = """
    INSERT INTO channels_handover (worker_id, message_ids, at) VALUES (%s, %s, %s)
    ON CONFLICT (worker_id) DO UPDATE SET message_ids = EXCLUDED.message_ids, at = EXCLUDED.at
"""
_ERROR, _REFERENCE = 300, 120
_SILENT = "the provider gave no answer"
_STATUSES = {
    Outcome.SENT: MessageStatus.SENT.value,
    Outcome.FAILED: MessageStatus.FAILED.value,
    Outcome.UNCERTAIN: MessageStatus.UNCERTAIN.value,
}


class _Sheet:
    """Rows of what to write, collected column by column."""

    def __init__(self) -> None:
        self.messages: list[Claimed] = []
        self.statuses: list[str] = []
        self.errors: list[str] = []
        self.references: list[str] = []
        self.again: list[datetime | None] = []
        self.tried: list[int] = []

    def add(
        self, message: Claimed, status: str, *, error: str = "", reference: str = "",
        again_at: datetime | None = None, tried: int = 0,
    ) -> None:  # fmt: skip
        self.messages.append(message)
        self.statuses.append(status)
        self.errors.append(error[:_ERROR])
        self.references.append(reference[:_REFERENCE])
        self.again.append(again_at)
        self.tried.append(tried)

    def write(self, *, worker_id: int, now: datetime) -> set[int]:
        """Write the rows that this worker still holds; returns their ids."""
        if not self.messages:
            return set()
        values: dict[str, Any] = {
            "ids": [one.id for one in self.messages], "statuses": self.statuses, "errors": self.errors,
            "references": self.references, "again": self.again, "tried": self.tried, "now": now, "worker": worker_id,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, values)
            return {row[0] for row in cursor.fetchall()}

    def by_status(self, written: set[int]) -> dict[str, list[tuple[Claimed, str]]]:
        """The rows that were written, with their errors."""
        found: dict[str, list[tuple[Claimed, str]]] = {}
        for message, status, error in zip(self.messages, self.statuses, self.errors, strict=True):
            if message.id in written:
                found.setdefault(status, []).append((message, error))
        return found


def hand_over(*, worker_id: int, message_ids: Sequence[int], now: datetime) -> None:
    """Note what is about to leave; committed on return, before the first byte goes out."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_HAND_OVER, [worker_id, list(message_ids), now])


def record_look(
    *,
    refused: Sequence[tuple[Claimed, str]],
    deferred: Sequence[tuple[Claimed, datetime]],
    failed: Sequence[tuple[Claimed, str]],
    worker_id: int,
    now: datetime,
) -> None:
    """Write what the last look kept back: refused for good, deferred, or impossible to make. In its transaction."""
    sheet = _Sheet()
    for message, reason in refused:
        sheet.add(message, MessageStatus.REFUSED, error=reason)
    for message, again_at in deferred:
        sheet.add(message, MessageStatus.QUEUED, again_at=again_at)
    for message, reason in failed:
        sheet.add(message, MessageStatus.FAILED, error=reason)
    _settle(sheet, worker_id=worker_id, now=now)


def record_deliveries(
    messages: Sequence[Claimed], deliveries: Sequence[Delivery], *, worker_id: int, now: datetime
) -> None:
    """Write what a provider said became of a batch, in one transaction; written twice it changes nothing more.

    A message that the provider said nothing about is uncertain.
    """
    answers = {delivery.message_id: delivery for delivery in deliveries}
    sheet = _Sheet()
    for message in messages:
        answer = answers.get(message.id)
        _note(sheet, message, answer or Delivery(message.id, Outcome.UNCERTAIN, detail=_SILENT), now)
    with unhurried():
        written = _settle(sheet, worker_id=worker_id, now=now)
        delivered = [one.message_id for one in deliveries if one.is_delivered and one.message_id in written]
        record_events([Happening(key, EventKind.DELIVERED, now) for key in delivered], now=now)
        _mark_bounced(messages, answers, now)


def _note(sheet: _Sheet, message: Claimed, delivery: Delivery, now: datetime) -> None:
    reference, detail = delivery.reference, delivery.detail
    if delivery.outcome is Outcome.RETRY:
        again_at = retry_at(attempts=message.attempts + 1, now=now)
        status = MessageStatus.QUEUED if again_at else MessageStatus.FAILED
        sheet.add(message, status, error=detail, again_at=again_at, tried=1)
        return
    sheet.add(message, _STATUSES[delivery.outcome], error=detail, reference=reference, tried=1)


def _settle(sheet: _Sheet, *, worker_id: int, now: datetime) -> set[int]:
    written = sheet.write(worker_id=worker_id, now=now)
    found = sheet.by_status(written)
    sent = [message for message, _ in found.get(MessageStatus.SENT, ())]
    if sent:
        confirm(_contacts(sent), at=now)
    news: list[DomainEvent] = list(_sent_news(sent))
    for status in (MessageStatus.REFUSED, MessageStatus.FAILED, MessageStatus.UNCERTAIN):
        rows = found.get(status, [])
        if rows and status == MessageStatus.UNCERTAIN:
            mark_uncertain(_contacts([message for message, _ in rows]), at=now)
        elif rows:
            release(_contacts([message for message, _ in rows]))
        if rows:
            news.append(_unsent_news(status, rows))
    publish_many(news, now=now)
    return written


def _contacts(messages: Sequence[Claimed]) -> list[int]:
    return [one.contact_id for one in messages if one.contact_id is not None]


def _sent_news(sent: Sequence[Claimed]) -> list[MessagesSent]:
    return [
        MessagesSent(channel, *_who([one for one in sent if one.channel == channel]))
        for channel in sorted({one.channel for one in sent})
    ]


def _unsent_news(status: str, rows: Sequence[tuple[Claimed, str]]) -> MessagesNotSent:
    return MessagesNotSent(str(status), *_who([message for message, _ in rows]), tuple(error for _, error in rows))


def _who(messages: Sequence[Claimed]) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    return (
        tuple(one.id for one in messages),
        tuple(one.debtor_id for one in messages),
        tuple(one.creditor_id for one in messages),
    )


def _mark_bounced(messages: Sequence[Claimed], answers: dict[int, Delivery], now: datetime) -> None:
    """An address that the server says does not exist (RFC 3463 x.1.x, for good) is not written to again."""
    points = [
        one.contact_point_id
        for one in messages
        if one.contact_point_id is not None and one.id in answers and _is_unknown_address(answers[one.id])
    ]
    if points:
        change_contact_points(point_ids=points, status=PointStatus.BOUNCED, actor=SYSTEM, now=now)


def _is_unknown_address(delivery: Delivery) -> bool:
    return delivery.outcome is Outcome.FAILED and "5.1." in delivery.detail
