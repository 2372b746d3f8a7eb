"""E-mail addresses: trimmed, lower case, and of a form that a mail server takes."""

from __future__ import annotations

import re

import polars as pl

# RFC 5321 4.5.3.1: 64 octets before the sign, 254 in all. Quoted local parts are lawful and never real.
PATTERN = (
    r"^[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$"
)
LONGEST = 254
LONGEST_LOCAL = 64
_COMPILED = re.compile(PATTERN)


def emails(text: pl.Expr) -> pl.Expr:
    """Normalised addresses; null where mail could not be sent. Non-ASCII domains must come in their xn-- form."""
    address = text.str.to_lowercase().str.strip_prefix("mailto:")
    right = (
        address.str.contains(PATTERN)
        & (address.str.len_bytes() <= LONGEST)
        & (address.str.find("@", literal=True) <= LONGEST_LOCAL)
    )
    return pl.when(right).then(address)


def email(text: str) -> str | None:
    """One address, by the same rule as `emails`."""
    address = text.strip().lower().removeprefix("mailto:")
    if not _COMPILED.match(address) or len(address) > LONGEST or address.index("@") > LONGEST_LOCAL:
        return None
    return address
