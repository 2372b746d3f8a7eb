"""Signed links without a table: the message's number and an HMAC, in letters that are hard to mix up.

`token = base58(number ‖ first 8 bytes of HMAC-SHA256)`: 17 letters for the first 16 million messages, short enough
for an SMS. Guessing one takes 2⁶³ tries on average; links also end by age, or when a person's links are revoked.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_BLOCK = 64  # bytes that SHA-256 takes in at once
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
_MAC_BYTES = 8
_MAX_LETTERS = 24
LIFETIME = timedelta(days=30)
# Where a link in a message leads, by its place in `/t/c/<token>/<n>`. Only append: sent mails carry the numbers.
DESTINATIONS = ("pay", "plan", "help", "dispute", "preferences", "why")


def make_token(message_id: int, *, secret: str) -> str:
    """The token of a message; the same for all its links."""
    number = _number_bytes(message_id)
    return _encode(number + _mac(number, secret))


def message_of(token: str, *, secret: str) -> int | None:
    """The message a token was made for, or None if it is not one of ours."""
    if not token or len(token) > _MAX_LETTERS:
        return None
    raw = _decode(token)
    if raw is None or len(raw) <= _MAC_BYTES:
        return None
    number, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(number, secret)) or _number_bytes(int.from_bytes(number)) != number:
        return None
    return int.from_bytes(number)


def is_live(*, made_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    """Whether a link still opens: 30 days, unless the person's links were revoked after it was made."""
    if revoked_at is not None and revoked_at >= made_at:
        return False
    return now - made_at <= LIFETIME


LinkForms = Mapping[str, tuple[str, str | None]]
"""By the name of a link what stands before and after the token; nothing comes after where no token stands."""


@lru_cache(maxsize=64)
def link_forms(*, channel: str, base_url: str) -> LinkForms:
    """Every link a text may name. In an SMS they go straight to the portal, for brevity."""
    forms: dict[str, tuple[str, str | None]] = {}
    if channel == "sms":
        forms |= {f"link.{name}": (f"{base_url}/p/", f"?to={name}") for name in DESTINATIONS}
        forms["link.pay"] = (f"{base_url}/p/", "")
    else:
        forms |= {f"link.{name}": (f"{base_url}/t/c/", f"/{place}") for place, name in enumerate(DESTINATIONS)}
        forms["message.pixel"] = (f"{base_url}/t/o/", ".gif")
        forms["message.qr"] = (f"{base_url}/t/q/", ".png")
        forms["message.site"] = (base_url, None)
    return {**forms, "message.unsubscribe": (f"{base_url}/u/", ""), "message.token": ("", "")}


def links_with(token: str, forms: LinkForms) -> dict[str, str]:
    """The links of the message that has this token."""
    return {name: before if after is None else before + token + after for name, (before, after) in forms.items()}


def links_of(message_id: int, *, channel: str, base_url: str, secret: str) -> dict[str, str]:
    """Every link a text of this message may name."""
    return links_with(make_token(message_id, secret=secret), link_forms(channel=channel, base_url=base_url))


def _number_bytes(number: int) -> bytes:
    # Never a leading zero byte: base58 would lose it.
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8))


def _mac(number: bytes, secret: str) -> bytes:
    inner, outer = _keyed(secret)
    inner, outer = inner.copy(), outer.copy()
    inner.update(b"acuerdo.link:" + number)
    outer.update(inner.digest())
    whole: bytes = outer.digest()
    return whole[:_MAC_BYTES]


@lru_cache(maxsize=4)
def _keyed(secret: str) -> tuple[Any, Any]:
    """HMAC-SHA256 with the key already taken in (RFC 2104); a million mails are a million MACs under one key."""
    key = secret.encode()
    key = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    return hashlib.sha256(key.translate(_INNER)), hashlib.sha256(key.translate(_OUTER))


def _encode(raw: bytes) -> str:
    value, letters = int.from_bytes(raw), ""
    while value:
        # Four letters a division of the long number.
        value, four = divmod(value, 58**4)
        first, last = divmod(four, 58**2)
        letters = _PAIRS[first] + _PAIRS[last] + letters
    # The first four may begin with zeros, which no number does.
    return letters.lstrip(ALPHABET[0])


def _decode(token: str) -> bytes | None:
    value = 0
    for letter in token:
        if letter not in _VALUES:
            return None
        value = value * 58 + _VALUES[letter]
    return value.to_bytes((value.bit_length() + 7) // 8)
