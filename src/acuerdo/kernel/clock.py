"""The one place that reads the wall clock. Call it at the edge (view, task, command) and pass `now` down."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(tz=UTC)
