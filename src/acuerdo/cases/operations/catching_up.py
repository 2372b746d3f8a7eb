"""Facts about messages after a batch of them: noted in the transaction that sends, brought up to date right after it.

Refreshing what is known of a person costs as much as sending to them. Whoever sends to many must not wait for it, and
two batches to the same people need it once. Whoever decides (a step of a strategy) catches up with its people first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from acuerdo.cases.operations.refreshing import refresh_facts
from acuerdo.cases.queries import open_case_ids
from acuerdo.kernel.shards import LOCK_SPACE, SHARDS

# So few are refreshed where they are, so that a person who wrote by hand sees it counted at once.
AT_ONCE = 100
SOURCES = ("channels", "contacts")
"""The sources whose columns follow from messages sent."""
CHANNEL = "acuerdo_facts"
_SET = 1_000
# So few shards are held together, so that the engine finds others.
_SHARDS_AT_ONCE = 8

_NOTE = f"INSERT INTO cases_factsbehind (shard, debtor_id) SELECT id %% {SHARDS}, id FROM unnest(%s::bigint[]) AS id"  # noqa: S608
_BEHIND = f"""
    SELECT shard FROM (SELECT DISTINCT shard FROM cases_factsbehind ORDER BY shard OFFSET 0) AS behind
    WHERE pg_try_advisory_xact_lock({LOCK_SPACE}, shard) LIMIT %s
"""  # noqa: S608 - composed of constants only
_TAKE = """
    DELETE FROM cases_factsbehind WHERE (shard, debtor_id) IN (
        SELECT DISTINCT shard, debtor_id FROM cases_factsbehind WHERE shard = ANY(%s) LIMIT %s)
    RETURNING debtor_id
"""
_TAKE_PEOPLE = f"""
    DELETE FROM cases_factsbehind b USING unnest(%s::bigint[]) AS who(id)
    WHERE b.shard = who.id %% {SHARDS} AND b.debtor_id = who.id
    RETURNING b.debtor_id
"""  # noqa: S608 - composed of constants only


def note_behind(*, debtor_ids: Sequence[int]) -> None:
    """Note that messages were sent to these people, in the caller's transaction; `catch_up` follows by itself."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [list(debtor_ids)])
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def catch_up(*, now: datetime, width: int = _SHARDS_AT_ONCE) -> int:
    """Bring one set of people up to date whose shards nobody else holds; returns how many they were.

    With all shards at once (`width`) a lone caller needs fewer sets; beside workers it would keep them waiting.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_BEHIND, [width])
            shards = [row[0] for row in cursor.fetchall()]
        return _refresh(_TAKE, [shards, _SET], now) if shards else 0


def catch_up_with(*, debtor_ids: Sequence[int], now: datetime) -> int:
    """Bring these people up to date if they are behind; the caller holds their shards. Returns how many were."""
    return _refresh(_TAKE_PEOPLE, [list(debtor_ids)], now)


def _refresh(sql: str, parameters: list[Any], now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        people = {row[0] for row in cursor.fetchall()}
    if people:
        refresh_facts(open_case_ids(debtor_ids=list(people)), names=SOURCES, now=now)
    return len(people)


class FactsLoop:
    """The worker's loop that catches up; see `acuerdo.cli.loops`."""

    name = "facts"
    channel = CHANNEL

    def drain(self, *, now: datetime, worker_id: int) -> datetime | None:
        """Catch up with one set; look again at once if there may be more."""
        return now if catch_up(now=now) else None
