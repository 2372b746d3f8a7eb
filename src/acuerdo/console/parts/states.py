"""State = word + icon + colour. The word comes from the context's own choices, so it is translated with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Choices

from acuerdo.cases.enums import CaseStatus, CloseReason, Stage, TaskStatus
from acuerdo.channels.enums import CallState, EventKind, MessageStatus
from acuerdo.payments.enums import IntentStatus, OfferState, PromiseStatus
from acuerdo.portfolio.enums import DebtStatus, ImportStatus, PointStatus
from acuerdo.staff.enums import TokenState
from acuerdo.strategies.enums import StrategyStatus


@dataclass(frozen=True, slots=True)
class State:
    """A state as shown; `tone` is info, success, warning, error, primary, accent or empty (neutral)."""

    label: str
    tone: str
    icon: str


_Looks = Mapping[str, tuple[str, str]]

# kind -> (choices that hold the words, value -> (tone, icon))
KINDS: Mapping[str, tuple[type[Choices], _Looks]] = {
    "case": (CaseStatus, {"open": ("info", "circle-dot"), "closed": ("", "circle-check")}),
    "close_reason": (
        CloseReason,
        {
            "paid": ("success", "circle-check"),
            "recalled": ("", "corner-down-right"),
            "written_off": ("", "circle-slash"),
            "undone": ("", "undo-2"),
        },
    ),
    "stage": (
        Stage,
        {
            "pre_due": ("info", "calendar-clock"),
            "early": ("info", "clock"),
            "late": ("warning", "hourglass"),
            "pre_court": ("error", "scale"),
        },
    ),
    "task": (
        TaskStatus,
        {"open": ("info", "circle-dashed"), "done": ("success", "circle-check"), "cancelled": ("", "circle-slash")},
    ),
    "message": (
        MessageStatus,
        {
            "queued": ("", "clock"),
            "sending": ("info", "send"),
            "sent": ("success", "check"),
            "failed": ("error", "circle-x"),
            "uncertain": ("warning", "circle-help"),
            "refused": ("warning", "shield-x"),
            "withdrawn": ("", "undo-2"),
            "received": ("accent", "message-square-reply"),
        },
    ),
    "message_event": (
        EventKind,
        {
            "sent": ("", "send"),
            "delivered": ("success", "check-check"),
            "opened": ("success", "mail-open"),
            "clicked": ("success", "mouse-pointer-click"),
            "bounced": ("error", "mail-x"),
            "failed": ("error", "circle-x"),
            "replied": ("accent", "message-square-reply"),
            "unsubscribed": ("warning", "bell-off"),
            "refused": ("warning", "shield-x"),
            "withdrawn": ("", "undo-2"),
            "uncertain": ("warning", "circle-help"),
        },
    ),
    "payment_intent": (
        IntentStatus,
        {
            "started": ("info", "loader"),
            "approved": ("success", "circle-check"),
            "declined": ("error", "circle-x"),
            "abandoned": ("", "circle-slash"),
        },
    ),
    "promise": (
        PromiseStatus,
        {
            "open": ("info", "calendar-clock"),
            "kept": ("success", "calendar-check"),
            "broken": ("error", "calendar-x"),
            "withdrawn": ("", "undo-2"),
        },
    ),
    "offer": (
        OfferState,
        {
            "made": ("info", "tag"),
            "accepted": ("success", "handshake"),
            "settled": ("success", "circle-check"),
            "expired": ("", "clock"),
            "withdrawn": ("", "undo-2"),
        },
    ),
    "debt": (
        DebtStatus,
        {
            "open": ("info", "circle-dot"),
            "paid": ("success", "circle-check"),
            "written_off": ("", "circle-slash"),
            "recalled": ("", "corner-down-right"),
        },
    ),
    "import": (
        ImportStatus,
        {
            "uploaded": ("", "file-up"),
            "queued": ("", "clock"),
            "running": ("info", "loader"),
            "dry_run": ("info", "file-check"),
            "done": ("success", "circle-check"),
            "refused": ("warning", "circle-slash"),
            "failed": ("error", "circle-x"),
            "undone": ("", "undo-2"),
        },
    ),
    "contact_point": (
        PointStatus,
        {
            "active": ("success", "check"),
            "unverified": ("", "circle-help"),
            "bounced": ("error", "mail-x"),
            "wrong_person": ("error", "user-x"),
            "retired": ("", "archive"),
        },
    ),
    "strategy": (
        StrategyStatus,
        {
            "draft": ("", "file-pen"),
            "live": ("success", "circle-play"),
            "paused": ("warning", "circle-pause"),
            "stopped": ("", "circle-stop"),
            "archived": ("", "archive"),
        },
    ),
    "token": (
        TokenState,
        {"active": ("success", "circle-check"), "expired": ("warning", "hourglass"), "revoked": ("", "ban")},
    ),
    "call": (
        CallState,
        {
            "queued": ("info", "clock"),
            "done": ("success", "circle-check"),
            "failed": ("error", "circle-x"),
            "refused": ("warning", "shield-x"),
        },
    ),
}

CHANNEL_ICONS: Mapping[str, str] = {
    "voice_human": "phone",
    "voice_ai": "bot",
    "voicemail": "volume-2",
    "ringless_voicemail": "volume-2",
    "prerecorded": "phone-outgoing",
    "sms": "message-square",
    "whatsapp": "message-circle",
    "email": "mail",
    "letter": "file-text",
    "chat": "messages-square",
    "visit": "map-pin",
    "push": "bell",
    "social_dm": "at-sign",
}


def state_of(kind: str, value: str) -> State:
    """How a state is shown; an unknown value keeps its own word, in neutral.  Raises KeyError for an unknown kind."""
    choices, looks = KINDS[kind]
    labels = dict(choices.choices)
    tone, icon = looks.get(value, ("", "circle"))
    return State(label=str(labels.get(value, value)), tone=tone, icon=icon)
