"""Advisory locks keep one worker at a time on a person."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection, transaction

from acuerdo.kernel import shards


@pytest.mark.django_db(transaction=True)
def test_try_lock_leaves_out_shards_that_another_transaction_holds() -> None:
    taken = "SELECT pg_advisory_lock(%s, %s)"
    parameters = connection.get_connection_params()
    keys = ("host", "port", "dbname", "user", "password")
    with psycopg.connect(**{key: parameters[key] for key in keys if parameters.get(key)}) as other:
        other.execute(taken, [shards.LOCK_SPACE, 2])

        with transaction.atomic():
            assert shards.try_lock([1, 2, 3, 3]) == [1, 3]


@pytest.mark.django_db(transaction=True)
def test_locks_end_with_the_transaction() -> None:
    with transaction.atomic():
        shards.lock_people([5, 5 + shards.SHARDS, 7])
        assert shards.try_lock([5]) == [5]

    with connection.cursor() as cursor:
        # Tests beside this one hold theirs in databases of their own.
        held = """
            SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """
        cursor.execute(held, [shards.LOCK_SPACE])
        assert cursor.fetchone() == (0,)
