"""What is handed to a provider, and what it says became of it."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol


# Tuples, here and below: a frozen dataclass takes four times as long to make, and one is made for each message.
class Outgoing(NamedTuple):
    """One message on its way. E-mail bodies are quoted-printable; an SMS has `text` only, in UTF-8."""

    message_id: int
    channel: str
    address: str
    sender_name: str
    sender_address: str
    subject: str
    html: bytes
    text: bytes
    token: str
    unsubscribe_url: str
    at: datetime


class Outcome(StrEnum):
    """What a provider knows. `UNCERTAIN` is for a person to settle: it may have arrived, so it is not sent again."""

    SENT = "sent"
    FAILED = "failed"
    RETRY = "retry"
    UNCERTAIN = "uncertain"


class Delivery(NamedTuple):
    """What became of one message. `is_delivered`: it is known to have reached the person, not only the provider."""

    message_id: int
    outcome: Outcome
    reference: str = ""
    detail: str = ""
    is_delivered: bool = False


class Transport(Protocol):
    """Carries batches. `submit` returns at once; its future always gets one `Delivery` for each message."""

    def submit(self, batch: Sequence[Outgoing]) -> Future[list[Delivery]]: ...


@dataclass(frozen=True, slots=True)
class Provider:
    """A way for messages of some channels to leave; `open` reads its settings from the environment handed in."""

    name: str
    channels: tuple[str, ...]
    open: Callable[[Mapping[str, str]], Transport]
    per_second: float


MAX_ATTEMPTS = 6
_BACKOFF = (30, 120, 600, 1800, 3600)  # seconds: a greylisting server wants minutes, an outage may last hours


def retry_at(*, attempts: int, now: datetime) -> datetime | None:
    """When to try again what certainly did not leave; None: give it up."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return now + timedelta(seconds=_BACKOFF[min(attempts, len(_BACKOFF)) - 1] if attempts else _BACKOFF[0])


_LEAST_TOGETHER, _MOST_PARTS = 50, 4
LEAD_SECONDS = 0.25


def most_together(*, per_second: float) -> int:
    """How many messages are prepared together for a provider: what it carries in a quarter of a second.

    A slow provider's mails are then judged shortly before they leave, a fast one's in batches that cost little each.
    """
    return max(_LEAST_TOGETHER, int(per_second * LEAD_SECONDS))


def parts_under_way(*, seconds_each: float) -> int:
    """How many parts may be on the wire together, if it takes so long for each: two at least, four at most.

    More than two only if all of them leave within a quarter of a second of their last look.
    """
    return max(2, min(_MOST_PARTS, int(LEAD_SECONDS / max(seconds_each, 1e-3))))


def tokens_left(*, tokens: float, per_second: float, filled_at: datetime, now: datetime) -> float:
    """The token bucket of a provider at an instant; it holds one second's worth."""
    seconds = max(0.0, (now - filled_at).total_seconds())
    return min(max(per_second, 1.0), tokens + seconds * per_second)
