"""Blocks read and checked ahead of the one that is being written: the database and the checks each keep a core busy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import Empty, Full, Queue

from acuerdo.portfolio.importing.checking import Checked, check
from acuerdo.portfolio.importing.mapping.fitting import Fitted

# Blocks waiting at most: one written, one ready, one being checked keeps memory flat.
AHEAD = 1
POLL_SECONDS = 0.1


class _End:
    """Put last: the blocks are over, perhaps because of an error."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def checked_blocks(fitted: Fitted) -> Iterator[tuple[Checked, float]]:
    """Yield checked blocks in order with the share of the file read; errors of reading are raised here."""
    ready: Queue[tuple[Checked, float] | _End] = Queue(maxsize=AHEAD)
    stop = threading.Event()
    worker = threading.Thread(target=_produce, args=(fitted, ready, stop), name="import-check", daemon=True)
    worker.start()
    try:
        while not isinstance(item := ready.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        stop.set()
        _empty(ready)
        worker.join()


def _produce(fitted: Fitted, ready: Queue[tuple[Checked, float] | _End], stop: threading.Event) -> None:
    try:
        for block in fitted.table.blocks():
            if not _put(ready, (check(block.rows, fitted), block.share), stop):
                return
        _put(ready, _End(), stop)
    except BaseException as error:  # handed over to the thread that waits
        _put(ready, _End(error), stop)


def _put(ready: Queue[tuple[Checked, float] | _End], item: tuple[Checked, float] | _End, stop: threading.Event) -> bool:
    while not stop.is_set():
        try:
            ready.put(item, timeout=POLL_SECONDS)
        except Full:
            continue
        return True
    return False


def _empty(ready: Queue[tuple[Checked, float] | _End]) -> None:
    while True:
        try:
            ready.get_nowait()
        except Empty:
            return
