"""The import of debtors and debts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import connection

from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish_many
from acuerdo.portfolio.events import DebtsDisputed, DebtsImported, LedgerPosted
from acuerdo.portfolio.models import Import
from acuerdo.portfolio.operations.loading.block import load_block
from acuerdo.portfolio.operations.loading.state import Run, Seen
from acuerdo.portfolio.operations.loading.unchanged import unchanged_in
from acuerdo.portfolio.operations.running import Outcome, Report, Way, run_in_a_way

# Persons an event names at most; receivers work set-wise and bound their memory by it.
PEOPLE_AN_EVENT = 20_000
# From so many new rows on, statistics are worth the half second they take.
MANY = 5_000


def run_import(
    *, import_id: int, actor: Actor, now: datetime, report: Report, language: str = "es", rejects: Path | None = None
) -> Outcome:
    """Import the debtors and debts of a registered import, all files of it or nothing; see `run_in_a_way`."""
    way = Way(load=load_block, tell=_tell, unchanged=unchanged_in)
    return run_in_a_way(
        way, import_id=import_id, actor=actor, now=now, report=report, language=language, rejects=rejects
    )


def _tell(run: Import, state: Run, now: datetime, report: Report) -> None:
    """Last in the transaction: receivers lock people, and nobody should wait for our reading."""
    if state.counts.created >= MANY:
        _count_anew()
    for ids, _ in _groups(state.disputed):
        publish_many([DebtsDisputed(run.creditor_id, run.pk, ids)], now=now)
    for ids, share in _groups(state.touched):
        publish_many([DebtsImported(run.creditor_id, run.pk, ids)], now=now)
        report("cases", state.counts.rows, share)
    if state.posted_entries:
        publish_many([LedgerPosted(run.creditor_id, state.posted_entries, state.posted_cents)], now=now)


def _count_anew() -> None:
    # Until then the planner knows nothing of the new rows and reads whole tables for every batch.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE portfolio_debtor, portfolio_debtorreference, portfolio_contactpoint, portfolio_debt")


def _groups(people: Seen) -> Iterator[tuple[tuple[int, ...], float]]:
    keys = people.all_keys()
    for start in range(0, len(keys), PEOPLE_AN_EVENT):
        group = keys[start : start + PEOPLE_AN_EVENT]
        yield tuple(group.tolist()), (start + len(group)) / len(keys)
