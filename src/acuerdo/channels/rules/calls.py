"""Calls to other systems: who may be called, how a call is signed, and when to try again. Plain values only."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

# Two minutes, doubling to four hours: the last attempt is made a day after the first.
FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=1)
# After a key is rotated, calls are signed with the old one too for so long, so that the other side can follow.
KEY_OVERLAP = timedelta(days=1)
# What a sending worker has to answer within; a call whose worker died is taken up again then.
LEASE = timedelta(minutes=5)

_DEFAULT_PORTS = {"https": 443, "http": 80}


def allowed_hosts(setting: str) -> frozenset[str]:
    """Read ACUERDO_WEBHOOK_HOSTS: hosts separated by commas, as `host` or `host:port`; https only.

    `http://host:port` allows one without TLS, for a service on the same machine.
    """
    return frozenset(part.strip().lower().rstrip("/") for part in setting.split(",") if part.strip())


def why_refused(url: str, *, allowed: Collection[str]) -> str:
    """Say why an address may not be called; empty if it may. Nothing may unless it is listed."""
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        return "bad_address"
    host = (parts.hostname or "").lower()
    if not host or parts.username is not None or parts.scheme not in _DEFAULT_PORTS:
        return "bad_address"
    if parts.scheme == "http":
        return "" if f"http://{host}:{port}" in allowed else "not_encrypted"
    names = {f"{host}:{port}"} | ({host} if port == _DEFAULT_PORTS["https"] else set())
    return "" if names & set(allowed) else "host_not_allowed"


def signature(*, keys: Sequence[bytes], body: bytes, at: datetime) -> str:
    """The value of `Acuerdo-Signature`: HMAC-SHA256 over the time in seconds, a dot, and the body; one for each key.

    Whoever receives it works it out again with the same key, and turns away times that are too old.
    """
    seconds = int(at.timestamp())
    digests = (hmac.new(key, f"{seconds}.".encode() + body, hashlib.sha256).hexdigest() for key in keys)
    return ",".join((f"t={seconds}", *(f"v1={digest}" for digest in digests)))


def signing_generations(*, generation: int, rotated_at: datetime, now: datetime) -> tuple[int, ...]:
    """Which keys of a sender sign, newest first: the one before too for a while after it was replaced."""
    is_overlapping = generation > 0 and now - rotated_at < KEY_OVERLAP
    return (generation, generation - 1) if is_overlapping else (generation,)


def next_attempt(*, attempts: int, queued_at: datetime, now: datetime) -> datetime | None:
    """When to try again after so many attempts that failed; None: give it up."""
    if now - queued_at >= GIVE_UP_AFTER:
        return None
    doubled: int = 1 << min(max(attempts - 1, 0), 10)
    wait = min(LONGEST_WAIT, FIRST_WAIT * doubled)
    return min(now + wait, queued_at + GIVE_UP_AFTER)


def is_taken(status: int) -> bool:
    """Whether an answer means that the other system has it. A redirect does not: it is not followed."""
    return 200 <= status < 300


def may_be_retried(status: int) -> bool:
    """Whether the same call may be taken another time: no answer (0), a fault over there, or “not now”."""
    return status == 0 or status >= 500 or status in (408, 425, 429)
