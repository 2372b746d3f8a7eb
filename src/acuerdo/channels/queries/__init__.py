"""Reads of messages: what to render, what waits, what is uncertain, what the sandbox received."""

from acuerdo.channels.queries.calls import CallLine, calls_of, next_call_at, signing_key
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
    "CallLine",
    "MessageLine",
    "SandboxPerson",
    "SentMessage",
    "calls_of",
    "messages_of",
    "messages_to_render",
    "next_call_at",
    "outbox_counts",
    "sandbox_arrivals",
    "sandbox_people",
    "signing_key",
    "uncertain_messages",
]
