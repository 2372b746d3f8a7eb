"""A line that says how far we are, at what rate, and how long it will still take."""

from __future__ import annotations

import time
from typing import TextIO

REDRAW_SECONDS = 0.2


class Progress:
    """Progress on a terminal; elsewhere (a log, a pipe) it writes nothing."""

    def __init__(self, *, total: int | None, unit: str, stream: TextIO) -> None:
        self.total = total
        self.unit = unit
        self.stream = stream
        self.done = 0
        self._started = time.monotonic()
        self._drawn = 0.0
        self._is_shown = stream.isatty()

    def advance(self, count: int = 1) -> None:
        """Count what was done since the last call."""
        self.done += count
        now = time.monotonic()
        if self._is_shown and now - self._drawn >= REDRAW_SECONDS:
            self._drawn = now
            line = progress_line(done=self.done, total=self.total, unit=self.unit, seconds=now - self._started)
            self.stream.write(f"\r\x1b[K{line}")
            self.stream.flush()

    def close(self) -> None:
        """Remove the line."""
        if self._is_shown and self._drawn:
            self.stream.write("\r\x1b[K")
            self.stream.flush()


def progress_line(*, done: int, total: int | None, unit: str, seconds: float) -> str:
    """Return e.g. `12,000 of 50,000 rows (24 %), 3,000/s, 0:13 left`."""
    rate = done / seconds if seconds > 0 else 0.0
    if not total:
        return f"{done:,} {unit}, {rate:,.0f}/s"
    left = int((total - done) / rate) if rate else 0
    return f"{done:,} of {total:,} {unit} ({100 * done // total} %), {rate:,.0f}/s, {left // 60}:{left % 60:02} left"
