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
_MOST = 76  # letters of a line with its soft break (RFC 2045 6.7)
# Lines that begin with a dot, and a last line so long that no soft break can follow it.
_FAULTY = re.compile(rf"(?m)^\..*|^.{{{_MOST}}}\Z")
# Values that stand as they are: one short line that neither begins with a dot nor ends with a blank.
_SAFE_LINE = r"(?:[A-Za-z0-9,:;/?@#_()%&'+*-][A-Za-z0-9 ,.:;/?@#_()%&'+*-]{0,72})?[A-Za-z0-9,:;/?@#_()%&'+*-]"
_SAFE = re.compile(rf"{_SAFE_LINE}\Z").match
_ALL_SAFE = re.compile(rf"(?:{_SAFE_LINE}\n)*\Z").match
# The same in many values, a line each: one ends where no soft break follows.
_FAULTY_VALUES = re.compile(rf"(?m)^\.|^.{{{_MOST - 1},}}[^=\n]$").search


def quoted_printable(text: str) -> str:
    """Text as quoted-printable; line breaks become CRLF."""
    body = text.replace("\r\n", "\n").encode()
    encoded = binascii.b2a_qp(body, istext=True).decode("ascii").replace("\r\n", "\n")
    last = len(encoded) - encoded.rfind("\n") - 1
    if last == _MOST or encoded.startswith(".") or "\n." in encoded:
        encoded = _FAULTY.sub(_mended, encoded)
    return encoded.replace("\n", "\r\n")


def _mended(found: re.Match[str]) -> str:
    line = _without_dot(found[0])
    if len(line) < _MOST or (len(line) == _MOST and line.endswith("=")):
        return line
    at = _MOST - 1
    escape = line.find("=", at - 2, at)
    if escape >= 0:  # never inside =XX
        at = escape
    return f"{line[:at]}=\n{_without_dot(line[at:])}"


def _without_dot(line: str) -> str:
    return f"=2E{line[1:]}" if line.startswith(".") else line


def encoded_value(text: str) -> str:
    """A value as it stands in a quoted-printable text, on a line of its own."""
    return text if _SAFE(text) else _unsafe_value(text)


def encoded_values(texts: list[str]) -> list[str]:
    """Each of many values as `encoded_value` writes it: all together, as long as each is a line of its own."""
    together = "\n".join(texts) + "\n"
    if together.count("\n") == len(texts) and "\r" not in together:
        if _ALL_SAFE(together):
            return texts
        encoded = binascii.b2a_qp(together.encode(), istext=True).decode("ascii")
        if not _FAULTY_VALUES(encoded):
            lines = encoded.replace("=\n", "\r").split("\n")[:-1]
            return [line.replace("\r", _SOFT) for line in lines] if "=\n" in encoded else lines
    return [encoded_value(text) for text in texts]


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
