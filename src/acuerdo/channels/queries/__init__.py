"""Reads of messages: what to render, what waits, what is uncertain, what the sandbox received."""

from acuerdo.channels.queries.calls import (
    CallDetail,
    CallLine,
    CallPage,
    SenderKey,
    call_detail,
    calls,
    hosts,
    next_call_at,
    sender_key,
    senders,
    signing_keys,
)
from acuerdo.channels.queries.consistency import CONSISTENCY
from acuerdo.channels.queries.messages import (
    MessageLine,
    SentMessage,
    messages_of,
    messages_to_render,
    outbox_counts,
    uncertain_messages,
)
from acuerdo.channels.queries.sandbox import SandboxPerson, sandbox_arrivals, sandbox_people, stays_in_sandbox

__all__ = [
    "CONSISTENCY",
    "CallDetail",
    "CallLine",
    "CallPage",
    "MessageLine",
    "SandboxPerson",
    "SenderKey",
    "SentMessage",
    "call_detail",
    "calls",
    "hosts",
    "messages_of",
    "messages_to_render",
    "next_call_at",
    "outbox_counts",
    "sandbox_arrivals",
    "sandbox_people",
    "sender_key",
    "senders",
    "signing_keys",
    "stays_in_sandbox",
    "uncertain_messages",
]
