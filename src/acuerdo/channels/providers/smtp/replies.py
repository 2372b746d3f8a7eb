"""Replies of an SMTP server (RFC 5321 4.2), read from a stream that may come in any pieces."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: its code and its lines."""

    code: int
    lines: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        return 200 <= self.code < 400

    @property
    def is_passing(self) -> bool:
        return 400 <= self.code < 500

    def __str__(self) -> str:
        return f"{self.code} {' '.join(self.lines)}"[:300]


class NotSmtp(ValueError):
    """The other side does not speak SMTP."""


# RFC 5321 4.5.3.1.5 allows 512 octets a line; servers write longer ones, but not without end.
MAX_LINE = 8192


class ReplyReader:
    """Collects bytes and gives whole replies."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[str] = []

    def feed(self, data: bytes) -> Iterator[Reply]:
        """Every reply that is whole now. Raises `NotSmtp`."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > MAX_LINE:
            raise NotSmtp("a line without end")
        for line in lines:
            code, is_last, text = _read(line)
            if is_last and not self._lines:
                yield _alone(code, text)
                continue
            self._lines.append(text)
            if is_last:
                yield Reply(code, tuple(self._lines))
                self._lines = []


# A server says the same few lines for every mail; only the answer to a mail's text is often another one.
@lru_cache(maxsize=256)
def _read(line: bytes) -> tuple[int, bool, str]:
    """Code, whether the reply ends with this line, and its text."""
    code, mark, text = line[:3], line[3:4], line[4:]
    if not code.isdigit() or mark not in (b" ", b"-", b"\r", b""):
        raise NotSmtp(f"not a reply: {line[:60]!r}")
    return int(code), mark != b"-", text.strip().decode("utf-8", "replace")


@lru_cache(maxsize=256)
def _alone(code: int, text: str) -> Reply:
    return Reply(code, (text,))
