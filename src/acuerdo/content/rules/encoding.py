"""Quoted-printable texts with gaps: the fixed parts are encoded once per version, each value when it comes.

Every part and value begins on a line of its own (a soft break, `=` and CRLF, shows nothing), so any of them is
valid wherever it stands: 7-bit, at most 76 characters a line (RFC 2045 6.7), and no line begins with a dot, so
that SMTP need not stuff any.
"""

import binascii
import re
from functools import cached_property, lru_cache

from acuerdo.content.rules.skeleton import Skeleton, Values, lay, spread

_SOFT = "=\r\n"
_LINE_DOT = re.compile(r"(?m)^\.")
# Values that stand as they are: one short line that neither begins with a dot nor ends with a blank.
_SAFE = re.compile(
    r"(?:[A-Za-z0-9,:;/?@#_()%&'+*-][A-Za-z0-9 ,.:;/?@#_()%&'+*-]{0,72})?[A-Za-z0-9,:;/?@#_()%&'+*-]\Z"
).match


def quoted_printable(text: str) -> str:
    """Text as quoted-printable; line breaks become CRLF."""
    body = text.replace("\r\n", "\n").encode()
    encoded = binascii.b2a_qp(body, istext=True).decode("ascii").replace("\r\n", "\n")
    # Guard lines that would begin with a dot, or with "From " which old mailboxes change.
    encoded = _LINE_DOT.sub("=2E", encoded)
    return encoded.replace("\n", "\r\n")


def encoded_value(text: str) -> str:
    """A value as it stands in a quoted-printable text, on a line of its own."""
    return text if _SAFE(text) else _unsafe_value(text)


# Creditors' names, signs of currencies and dates come again and again.
@lru_cache(maxsize=8192)
def _unsafe_value(text: str) -> str:
    return quoted_printable(text)


@lru_cache(maxsize=512)
def encoded_parts(skeleton: Skeleton) -> tuple[str, ...]:
    """The fixed parts of a skeleton as quoted-printable, each ready to have a value before and after it."""
    parts = [quoted_printable(part) for part in skeleton.parts]
    last = len(parts) - 1
    return tuple((_SOFT if at else "") + part + (_SOFT if at < last else "") for at, part in enumerate(parts))


class EncodedSkeleton:
    """A skeleton whose filled text is quoted-printable."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton

    @cached_property
    def _laid(self) -> list[str]:
        return spread(encoded_parts(self.skeleton))

    def fill(self, values: Values) -> bytes:
        """The encoded text with these values. Raises `MissingValue`."""
        written = [encoded_value(value) for value in self.skeleton.written(values)]
        return lay(self._laid, self.skeleton.place(written)).encode("ascii")
