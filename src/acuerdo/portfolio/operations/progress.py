"""A running import writes its progress where others can see it: outside its own, still open, transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

# How often the row is written; a screen asks once a second.
SECONDS_BETWEEN = 0.5
_WRITE = "UPDATE portfolio_import SET phase = %s, rows_done = %s, rows_total = %s WHERE id = %s AND status = 'running'"

Report = Callable[[str, int, float], None]


@contextmanager
def written_progress(*, import_id: int, clock: Callable[[], datetime]) -> Iterator[Report]:
    """Give a reporter for `run_import` that writes phase, rows done and an estimate of all rows to the import."""
    connection = connections[DEFAULT_DB_ALIAS].copy()
    last: list[datetime] = []

    def report(phase: str, rows_done: int, share: float) -> None:
        now = clock()
        if last and (now - last[0]).total_seconds() < SECONDS_BETWEEN and share < 1:
            return
        last[:] = [now]
        _write(connection, phase, rows_done, share, import_id)

    try:
        yield report
    finally:
        connection.close()


def _write(connection: BaseDatabaseWrapper, phase: str, rows_done: int, share: float, import_id: int) -> None:
    # While cases are opened all rows are done; the share is of that phase and not of rows.
    total = rows_done if phase != "loading" or share <= 0 else round(rows_done / share)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [phase, rows_done, total, import_id])
