"""Messages as other contexts see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count

from acuerdo.channels.enums import MessageStatus
from acuerdo.channels.models import Message
from acuerdo.channels.rules.links import LinkForms, link_forms, links_of, make_token


@dataclass(frozen=True, slots=True)
class SentMessage:
    """What `content.queries.render_message` needs to show a message again; `links` follow from its number."""

    id: int
    channel: str
    template_version_id: int | None
    language: str
    tone: str
    values: Mapping[str, Any]
    subject: str
    body: str
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message in a list. `rendered` what it takes to show its text."""

    id: int
    debtor_id: int
    creditor_id: int
    case_id: int | None
    direction: str
    channel: str
    provider: str
    address: str
    status: str
    purpose: str
    queued_at: datetime
    sent_at: datetime | None
    error: str
    segments: int
    verdict_id: int | None
    rendered: SentMessage


def messages_to_render(message_ids: Sequence[int]) -> list[SentMessage]:
    """The messages of these ids, in their order; ids that do not exist are left out."""
    found = Message.objects.in_bulk(list(message_ids))
    return [_to_render(found[key]) for key in message_ids if key in found]


def messages_of(*, debtor_ids: Sequence[int], creditor_id: int | None = None, limit: int = 200) -> list[MessageLine]:
    """The newest messages to and from these persons, newest first; of one creditor if named."""
    rows = Message.objects.filter(debtor_id__in=debtor_ids).order_by("-queued_at", "-id")
    if creditor_id is not None:
        rows = rows.filter(creditor_id=creditor_id)
    return [_line(row) for row in rows[:limit]]


def uncertain_messages(*, creditor_ids: Sequence[int], limit: int = 200) -> list[MessageLine]:
    """Messages that may or may not have left, newest first: a person settles each of them."""
    rows = Message.objects.filter(status=MessageStatus.UNCERTAIN, creditor_id__in=creditor_ids).order_by("-id")
    return [_line(row) for row in rows[:limit]]


def outbox_counts(*, creditor_ids: Iterable[int]) -> dict[str, int]:
    """How many messages wait, are on their way, or are uncertain, by status."""
    waiting = (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.UNCERTAIN)
    rows = Message.objects.filter(status__in=waiting, creditor_id__in=list(creditor_ids))
    return dict(rows.values_list("status").annotate(Count("id")))


def tokens_for(message_ids: Sequence[int]) -> list[str]:
    """The tokens of messages, in their order."""
    secret = str(settings.SECRET_KEY)
    return [make_token(message_id, secret=secret) for message_id in message_ids]


def forms_for(channel: str) -> LinkForms:
    """The links of messages on a channel at this site's address, without their tokens."""
    return link_forms(channel=channel, base_url=settings.ACUERDO_BASE_URL)


def links_for(message_id: int, channel: str) -> dict[str, str]:
    """The signed links of a message at this site's address."""
    return links_of(message_id, channel=channel, base_url=settings.ACUERDO_BASE_URL, secret=settings.SECRET_KEY)


def _to_render(row: Message) -> SentMessage:
    return SentMessage(
        id=row.pk,
        channel=row.channel,
        template_version_id=row.template_version_id,
        language=row.language,
        tone=row.tone,
        values=row.values,
        subject=row.subject,
        body=row.body,
        links=links_for(row.pk, row.channel),
    )


def _line(row: Message) -> MessageLine:
    return MessageLine(
        id=row.pk,
        debtor_id=row.debtor_id,
        creditor_id=row.creditor_id,
        case_id=row.case_id,
        direction=row.direction,
        channel=row.channel,
        provider=row.provider,
        address=row.address,
        status=row.status,
        purpose=row.purpose,
        queued_at=row.queued_at,
        sent_at=row.sent_at,
        error=row.error,
        segments=row.segments,
        verdict_id=row.verdict_id,
        rendered=_to_render(row),
    )
