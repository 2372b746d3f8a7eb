"""The row of facts of each case, assembled from every context's source in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import connection, transaction

from acuerdo.kernel import shards
from acuerdo.kernel.facts import FactSource, sources

# Bounds memory and the length of one statement; costs grow in step with the number of chunks.
CHUNK = 20_000

# Cases by source that a block of `refreshed_once` is asked to refresh; no name stands for every source.
_asked: ContextVar[dict[str, set[int]] | None] = ContextVar("facts to refresh", default=None)
_EVERY = ""
# Cases, each time with the sources to read for them (None: every one).
_Wanted = Sequence[tuple[Sequence[FactSource] | None, set[int]]]

_WANTED = """WITH wanted AS MATERIALIZED (
    SELECT id AS case_id, debtor_id, creditor_id, opened_at FROM cases_case WHERE id = ANY(%(case_ids)s)
)"""


# What falls due changes with the day alone. Only cases that owe both what is past due and what is not can differ.
_OUT_OF_DATE = """
    SELECT array_agg(f.case_id) FROM cases_casefacts f
    JOIN portfolio_creditor c ON c.id = f.creditor_id
    CROSS JOIN LATERAL (
        SELECT sum(d.principal_cents + d.interest_cents + d.fees_cents) AS cents FROM portfolio_debt d
        WHERE d.debtor_id = f.debtor_id AND d.creditor_id + 0 = f.creditor_id AND d.status = 'open'
          AND d.due_date < (%(now)s AT TIME ZONE c.time_zone)::date
    ) AS overdue
    WHERE f.status = 'open' AND f.overdue_cents < f.balance_cents
      AND f.oldest_due_date < (%(now)s AT TIME ZONE c.time_zone)::date AND overdue.cents <> f.overdue_cents
"""


def refresh_overdue(*, now: datetime) -> int:
    """Bring the overdue amount of cases up to date whose debts fell due since; returns how many rows changed."""
    with connection.cursor() as cursor:
        cursor.execute(_OUT_OF_DATE, {"now": now})
        found = cursor.fetchone()[0] or []
    return refresh_facts(found, names=["portfolio"], now=now)


@contextmanager
def refreshed_once(*, now: datetime) -> Iterator[None]:
    """Do what is within in one transaction, and bring the facts it asks for up to date once, at its end.

    For somebody alone who does many small things at one instant. Within, facts stay as they were: whatever is done
    there must not read those that it changes. Locks of people are held to the end in the order they came.
    """
    with transaction.atomic():
        asked: dict[str, set[int]] = defaultdict(set)
        token = _asked.set(asked)
        try:
            yield
        finally:
            _asked.reset(token)
        every = asked.pop(_EVERY, set())
        _refresh([(None, every), *((sources([name]), asked[name]) for name in sorted(asked))], now)


def refresh_facts(case_ids: Sequence[int], *, names: Sequence[str] | None = None, now: datetime) -> int:
    """Bring the facts of these cases up to date; returns how many rows changed.

    `names` restricts the work to these sources (`"portfolio"`, `"payments"`, …): cheaper after a change that
    only they can see; a name that nobody declared raises `ValueError`, also when there is no case. Cases without a
    row get a whole one. Holds the shards of the people concerned until the
    transaction ends, so that an older reading never overwrites a newer one.
    """
    chosen = None if names is None else sources(names)
    asked = _asked.get()
    if asked is not None:
        for name in [_EVERY] if names is None else names:
            asked[name].update(case_ids)
        return 0
    return _refresh([(chosen, set(case_ids))], now)


def _refresh(wanted: _Wanted, now: datetime) -> int:
    ordered = sorted(set[int]().union(*(case_ids for _, case_ids in wanted)))
    starts = range(0, len(ordered), CHUNK)
    return sum(_refresh_chunk(wanted, set(ordered[start : start + CHUNK]), now) for start in starts)


def _refresh_chunk(wanted: _Wanted, chunk: set[int], now: datetime) -> int:
    changed = 0
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        _lock_people(sorted(chunk))
        whole = set[int]().union(*(case_ids & chunk for chosen, case_ids in wanted if chosen is None))
        whole |= _without_row(chunk - whole)
        if whole:
            cursor.execute(_upsert(sources()), {"case_ids": sorted(whole), "now": now})
            changed += cursor.rowcount
        for chosen, case_ids in wanted:
            rest = sorted((case_ids & chunk) - whole)
            if chosen and rest:
                cursor.execute(_update(chosen), {"case_ids": rest, "now": now})
                changed += cursor.rowcount
    return changed


def _without_row(case_ids: set[int]) -> set[int]:
    if not case_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(id) FROM unnest(%s) AS id WHERE NOT EXISTS "
            "(SELECT FROM cases_casefacts f WHERE f.case_id = id)",
            [list(case_ids)],
        )
        return set(cursor.fetchone()[0] or [])


def _lock_people(case_ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(DISTINCT debtor_id %% %s) FROM cases_case WHERE id = ANY(%s)", [shards.SHARDS, case_ids]
        )
        shards.lock(cursor.fetchone()[0] or [])


def _upsert(used: Sequence[FactSource]) -> str:
    columns = [column for source in used for column in source.columns]
    names = ", ".join(f'"{column}"' for column in columns)
    return f"""{_WANTED}, {_tables(used)}
        INSERT INTO cases_casefacts AS f (case_id, debtor_id, creditor_id, {names})
        SELECT wanted.case_id, wanted.debtor_id, wanted.creditor_id, {_values(used)}
        FROM wanted {_joins(used)} ORDER BY wanted.case_id
        ON CONFLICT (case_id) DO UPDATE SET {", ".join(f'"{c}" = EXCLUDED."{c}"' for c in columns)}
        WHERE ({", ".join(f'f."{c}"' for c in columns)})
            IS DISTINCT FROM ({", ".join(f'EXCLUDED."{c}"' for c in columns)})"""  # noqa: S608  names of our own columns


def _update(used: Sequence[FactSource]) -> str:
    columns = [column for source in used for column in source.columns]
    # Only rows that differ are written: most events change one or two facts of a few cases.
    return f"""{_WANTED}, {_tables(used)},
        fresh AS (SELECT wanted.case_id, {_values(used)} FROM wanted {_joins(used)})
        UPDATE cases_casefacts AS f SET {", ".join(f'"{c}" = fresh."{c}"' for c in columns)}
        FROM fresh WHERE f.case_id = fresh.case_id
        AND ({", ".join(f'f."{c}"' for c in columns)})
            IS DISTINCT FROM ({", ".join(f'fresh."{c}"' for c in columns)})"""  # noqa: S608  names of our own columns


def _tables(used: Sequence[FactSource]) -> str:
    return ", ".join(f'"source_{source.name}" AS ({source.sql})' for source in used)


def _joins(used: Sequence[FactSource]) -> str:
    return " ".join(
        f'LEFT JOIN "source_{source.name}" ON "source_{source.name}".case_id = wanted.case_id' for source in used
    )


def _values(used: Sequence[FactSource]) -> str:
    return ", ".join(_value(source, column) for source in used for column in source.columns)


def _value(source: FactSource, column: str) -> str:
    read = f'"source_{source.name}"."{column}"'
    default = source.defaults.get(column)
    return f'{read} AS "{column}"' if default is None else f'COALESCE({read}, {default}) AS "{column}"'
