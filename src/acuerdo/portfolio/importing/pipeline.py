"""Blocks read and checked ahead of the one that is being written: the database and the checks each keep a core busy."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from queue import Empty, Full, Queue

import polars as pl

from acuerdo.portfolio.importing.checking import Checked, check_rest
from acuerdo.portfolio.importing.mapping.fitting import Fitted
from acuerdo.portfolio.importing.reading.tables import Block
from acuerdo.portfolio.importing.wording import with_wording

# Blocks waiting at most: one written, one ready, one being checked keeps memory flat.
AHEAD = 1
POLL_SECONDS = 0.1

Unchanged = Callable[[pl.DataFrame], pl.DataFrame]
"""Which rows of a block say what they said; see `operations.loading.unchanged`. Asked in the caller's thread."""


class _End:
    """Put last: the blocks are over, perhaps because of an error."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


def checked_blocks(fitted: Fitted, *, unchanged: Unchanged | None = None) -> Iterator[tuple[Checked, float]]:
    """Yield checked blocks in order with the share of the file read; errors of reading are raised here.

    Rows that `unchanged` names are not checked: they come as `Checked.same`. It is asked one block ahead.
    """
    ahead = closing(_ahead(_worded(fitted)))
    with ahead as blocks, ThreadPoolExecutor(1, thread_name_prefix="import-check") as checker:
        before: tuple[Future[Checked], float] | None = None
        for block in blocks:
            same = pl.DataFrame() if unchanged is None else unchanged(block.rows)
            coming = checker.submit(check_rest, block.rows, same, fitted)
            if before is not None:
                yield before[0].result(), before[1]
            before = coming, block.share
        if before is not None:
            yield before[0].result(), before[1]


def _worded(fitted: Fitted) -> Iterator[Block]:
    for block in fitted.table.blocks():
        yield replace(block, rows=with_wording(block.rows, fitted)) if fitted.mapping.kind == "debts" else block


def _ahead(blocks: Iterator[Block]) -> Generator[Block, None, None]:
    """Take from `blocks` in a thread of its own, a little ahead of whoever uses them."""
    ready: Queue[Block | _End] = Queue(maxsize=AHEAD)
    stop = threading.Event()
    worker = threading.Thread(target=_produce, args=(blocks, ready, stop), name="import-read", daemon=True)
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


def _produce(blocks: Iterator[Block], ready: Queue[Block | _End], stop: threading.Event) -> None:
    try:
        for block in blocks:
            if not _put(ready, block, stop):
                return
        _put(ready, _End(), stop)
    except BaseException as error:  # handed over to the thread that waits
        _put(ready, _End(error), stop)


def _put(ready: Queue[Block | _End], item: Block | _End, stop: threading.Event) -> bool:
    while not stop.is_set():
        try:
            ready.put(item, timeout=POLL_SECONDS)
        except Full:
            continue
        return True
    return False


def _empty(ready: Queue[Block | _End]) -> None:
    while True:
        try:
            ready.get_nowait()
        except Empty:
            return
