"""The test database: an embedded PostgreSQL without fsync, a template, a copy of it per process."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from acuerdo.embedded import Server, connection_of, url_of

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".acuerdo" / "test"


def admin(home: Path = HOME) -> psycopg.Connection[tuple[object, ...]]:
    """Connect to where databases are made and dropped."""
    return psycopg.connect(url_of(home, database="postgres"), autocommit=True)


@contextmanager
def fresh_database(worker: str) -> Iterator[str]:
    """Give this process a database of its own, migrated; drop it afterwards. Later runs only copy the template."""
    with Server(HOME, is_durable=False):
        with _one_at_a_time():
            template = _template()
            _drop_abandoned()
            name = f"test_{os.getpid()}_{worker}"
            with admin() as connection:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
                )
        try:
            yield name
        finally:
            _close_all()
            _drop(name)


def point_django_to(name: str) -> None:
    """Let Django (in all its threads) use this database of the test server."""
    from django.db import connections

    _close_all()
    connections["default"].settings_dict.update(connection_of(HOME, database=name))
    connections.settings["default"].update(connection_of(HOME, database=name))


def _template() -> str:
    name = f"template_{_state_of_migrations()}"
    if name in _databases():
        return name
    building = f"{name}_building"
    _drop(building)
    with admin() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
    point_django_to(building)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    _close_all()
    with admin() as connection:
        connection.execute(sql.SQL("VACUUM ANALYZE"))
        # Renamed only when whole: a run that is stopped meanwhile leaves no half-made template.
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (building, name))))
    for old in _databases():
        if old.startswith("template_") and old != name:
            _drop(old)
    return name


def _state_of_migrations() -> str:
    from importlib.metadata import version

    digest = hashlib.sha256()
    for package in ("django", "django-allauth", "procrastinate"):
        digest.update(f"{package} {version(package)}\n".encode())
    for path in sorted((ROOT / "src").glob("acuerdo/*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _databases() -> list[str]:
    with admin() as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname ~ '^(test|template)_'").fetchall()
    return [str(row[0]) for row in rows]


def _drop_abandoned() -> None:
    for name in _databases():
        if name.startswith("test_") and not psutil.pid_exists(int(name.split("_")[1])):
            _drop(name)


def _drop(name: str) -> None:
    with admin() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _close_all() -> None:
    from django.db import connections

    connections.close_all()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "template.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
