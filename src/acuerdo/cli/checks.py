"""What `acuerdo doctor` looks at: each check answers with what it found and, if something is wrong, the remedy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection

from acuerdo.cli.loops import WORKER_LOCK_SPACE
from acuerdo.cli.migrations import pending_migrations

GB = 1024**3
LEAST_FREE_DISK = 2 * GB  # a gigabyte of log, and room to notice
OLDEST_POSTGRES = 15
# Hours of contact and links in messages depend on it; a second is what networks need.
MOST_SKEW_SECONDS = 2.0
EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. Something is wrong if there is a remedy."""

    check: str
    found: str
    remedy: str = ""


def check_home(home: Path, *, free: int) -> Finding:
    """Is there room for the database, the log and uploaded files, and may we write?"""
    found = f"{home}, {free / GB:.1f} GB free"
    if not os.access(home, os.W_OK):
        return Finding("folder", found, f"Make {home} writable for this user, or set ACUERDO_HOME.")
    if free < LEAST_FREE_DISK:
        return Finding("folder", found, "Free some disk space: PostgreSQL stops when the disk is full.")
    return Finding("folder", found)


def check_version(number: int) -> Finding:
    """Is PostgreSQL new enough? `number` as in server_version_num."""
    found = f"PostgreSQL {number // 10000}.{number % 10000}"
    if number // 10000 < OLDEST_POSTGRES:
        remedy = f"Upgrade it to {OLDEST_POSTGRES} or newer, or unset DATABASE_URL to use the embedded one."
        return Finding("database version", found, remedy)
    return Finding("database version", found)


def check_encoding(*, encoding: str, provider: str, locale: str) -> Finding:
    """Does the database hold every letter, and compare by code point?"""
    found = f"{encoding}, {locale}"
    if encoding != "UTF8":
        return Finding("encoding", found, "Make the database anew with ENCODING 'UTF8' and restore the data into it.")
    if provider != "b" and locale not in {"C", "C.UTF-8", "C.utf8"}:
        remedy = (
            "It works, but text indexes cost up to 1.6 times: make the database with LOCALE_PROVIDER builtin, C.UTF-8."
        )
        return Finding("encoding", found, remedy)
    return Finding("encoding", found)


def check_clock(*, here: datetime, there: datetime) -> Finding:
    """Do we and the database agree on the time?"""
    skew = (here - there).total_seconds()
    found = f"{skew:+.1f} s from the database's"
    if abs(skew) > MOST_SKEW_SECONDS:
        return Finding("clock", found, "Set both clocks by NTP: legal hours and expiries depend on them.")
    return Finding("clock", found)


def check_migrations(missing: list[str]) -> Finding:
    """Is the database of this version?"""
    if missing:
        return Finding("migrations", f"{len(missing)} missing, first {missing[0]}", "Run `acuerdo migrate`.")
    return Finding("migrations", "up to date")


def check_front_end(manifest: Path) -> Finding:
    """Are the styles and scripts built?"""
    if manifest.is_file():
        return Finding("front end", "built")
    return Finding("front end", f"{manifest.name} is not there", "Run `make build`.")


def check_port(*, host: str, port: int, is_taken: bool, is_ours: bool) -> Finding:
    """Can the web server listen, or does it already?"""
    if not is_taken:
        return Finding("web", f"{host}:{port} is free, no server of ours is running")
    if is_ours:
        return Finding("web", f"answers at {host}:{port}")
    return Finding("web", f"{host}:{port} is taken by another program", "Stop it, or use `acuerdo run --port`.")


def check_embedded(*, is_running: bool, pid: int | None, log: Path) -> Finding:
    """Is the embedded server up?"""
    if is_running:
        return Finding("embedded database", f"running, process {pid}, log {log}")
    return Finding("embedded database", "does not run", f"Read the end of {log}, then start again.")


def look_here() -> list[Finding]:
    """Return the findings that need no database."""
    home: Path = settings.ACUERDO_HOME
    home.mkdir(parents=True, exist_ok=True)
    return [
        check_home(home, free=shutil.disk_usage(home).free),
        check_front_end(Path(str(settings.DJANGO_VITE["default"]["manifest_path"]))),
    ]


def look_at_database(*, now: Callable[[], datetime]) -> list[Finding]:
    """Return the findings about the database; a single one if it does not answer."""
    try:
        row = _ask(
            "SELECT current_setting('server_version_num')::int, pg_encoding_to_char(encoding), clock_timestamp(),"
            " to_jsonb(d)->>'datlocprovider', "
            " coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale', datcollate)"
            " FROM pg_database d WHERE datname = current_database()"
        )[0]
        here = now()
        return [
            check_version(row[0]),
            check_encoding(encoding=row[1], provider=row[3], locale=row[4]),
            check_clock(here=here, there=row[2]),
            check_migrations(pending_migrations()),
            _workers(),
        ]
    except (DatabaseError, psycopg.Error) as error:
        remedy = "Check DATABASE_URL and that the server runs; the embedded one writes a log in ACUERDO_HOME."
        return [Finding("database", str(error).strip().split("\n")[0], remedy)]


def _workers() -> Finding:
    query = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    count = _ask(query, [WORKER_LOCK_SPACE])[0][0]
    return Finding(
        "workers", f"{count} at work" if count else "none at work: `acuerdo worker` or `acuerdo run` starts one"
    )


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """Rows that contradict one another."""

    check: str
    ids: list[int]
    remedy: str


def consistency_checks() -> list[tuple[str, str, str]]:
    """Return the checks (name, SQL, remedy) that the contexts offer as `CONSISTENCY` in `queries`."""
    checks: list[tuple[str, str, str]] = []
    for config in apps.get_app_configs():
        if config.name.startswith("acuerdo.") and find_spec(f"{config.name}.queries"):
            checks.extend(getattr(import_module(f"{config.name}.queries"), "CONSISTENCY", ()))
    return checks


def inconsistencies(checks: list[tuple[str, str, str]]) -> list[Inconsistency]:
    """Return what is wrong, with the ids of the first rows. Each check is one set-wise query: a row is a fault."""
    found = []
    for name, sql, remedy in checks:
        rows = _ask(f"SELECT * FROM ({sql}) AS wrong LIMIT {EXAMPLES}")  # noqa: S608 - the contexts' own SQL
        if rows:
            found.append(Inconsistency(check=name, ids=[row[0] for row in rows], remedy=remedy))
    return found


def _ask(query: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
