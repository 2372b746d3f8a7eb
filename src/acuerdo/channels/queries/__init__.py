"""Reads of messages: what to render, what waits, what is uncertain, what the sandbox received."""

from acuerdo.channels.queries.consistency import CONSISTENCY
from acuerdo.channels.queries.messages import (
    MessageLine,
    SentMessage,
    messages_of,
    messages_to_render,
    outbox_counts,
    uncertain_messages,
)
from acuerdo.channels.queries.sandbox import SandboxPerson, sandbox_arrivals, sandbox_people

__all__ = [
    "CONSISTENCY",
    "MessageLine",
    "SandboxPerson",
    "SentMessage",
    "messages_of",
    "messages_to_render",
    "outbox_counts",
    "sandbox_arrivals",
    "sandbox_people",
    "uncertain_messages",
]
