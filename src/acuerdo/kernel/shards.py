"""One worker at a time per person.

Whatever judges and reserves a contact holds the lock of the debtor's shard until its transaction ends, so two
workers can never both take the last contact a person may receive. See ADR 0006.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

SHARDS = 64
# First key of the two-key advisory locks, so that ours never meet another library's. Spells "acue".
LOCK_SPACE = 0x61637565


def shard_of(debtor_id: int) -> int:
    """The shard, 0 to 63, that a person belongs to for good."""
    return debtor_id % SHARDS


def lock(shards: Iterable[int]) -> None:
    """Wait for these shards and hold them until the transaction ends; ascending, so two callers cannot deadlock."""
    wanted = sorted(set(shards))
    with connection.cursor() as cursor:
        # One statement: unnest gives its rows in order, and a lock is taken as its row comes.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, shard) FROM unnest(%s::int[]) AS shard", [LOCK_SPACE, wanted])


def lock_people(debtor_ids: Iterable[int]) -> None:
    """Hold the shards of these debtors until the transaction ends."""
    lock({shard_of(debtor_id) for debtor_id in debtor_ids})


def try_lock(shards: Iterable[int]) -> list[int]:
    """Take those of the shards that nobody holds, until the transaction ends; returns them."""
    wanted = sorted(set(shards))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shard FROM unnest(%s::int[]) AS shard WHERE pg_try_advisory_xact_lock(%s, shard)",
            [wanted, LOCK_SPACE],
        )
        return [row[0] for row in cursor.fetchall()]
