"""News of messages, one event for each batch and kind; the tuples run parallel, one place a message."""

from __future__ import annotations

from dataclasses import dataclass

from acuerdo.kernel.events import DomainEvent


@dataclass(frozen=True, slots=True)
class MessagesSent(DomainEvent):
    """Outgoing messages left; the instant of the news is written as their `sent_at`."""

    channel: str
    message_ids: tuple[int, ...]
    debtor_ids: tuple[int, ...]
    creditor_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MessagesNotSent(DomainEvent):
    """Outgoing messages ended without leaving (`refused`, `failed`) or may have left (`uncertain`)."""

    status: str
    message_ids: tuple[int, ...]
    debtor_ids: tuple[int, ...]
    creditor_ids: tuple[int, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MessageEventsRecorded(DomainEvent):
    """What happened to messages: `kind` is an `EventKind` (delivered, opened, clicked, bounced, replied, …).

    `event_ids` are new rows of MessageEvent; `enrolment_ids` the strategy steps that sent the messages, 0 for none.
    """

    kind: str
    event_ids: tuple[int, ...]
    message_ids: tuple[int, ...]
    debtor_ids: tuple[int, ...]
    creditor_ids: tuple[int, ...]
    enrolment_ids: tuple[int, ...]
