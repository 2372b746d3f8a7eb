"""The test database itself."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection


@pytest.mark.django_db
def test_database_is_fast_and_sorts_by_code_point():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('server_version_num')::int / 10000")
        settings = cursor.fetchone()
        cursor.execute("SELECT datlocale FROM pg_database WHERE datname = current_database()")
        locale = cursor.fetchone()

    assert settings == ("off", 18)
    assert locale == ("C.UTF-8",)


def test_a_test_that_does_not_ask_for_the_database_has_none(django_db_setup):
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.ensure_connection()


def test_another_process_reaches_the_same_database(database_url):
    with psycopg.connect(database_url) as other, connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")

        assert other.execute("SELECT current_database()").fetchone() == cursor.fetchone()
