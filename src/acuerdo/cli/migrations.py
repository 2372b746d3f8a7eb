"""Is the database as this version of the program wants it?"""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from acuerdo.cli.command import WrongInput


def pending_migrations() -> list[str]:
    """Return the migrations that this database lacks, as `app.name`."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def refuse_if_behind() -> None:
    """Raise `WrongInput` if migrations are missing: a server on an old database answers wrongly."""
    missing = pending_migrations()
    if missing:
        raise WrongInput(f"The database lacks {len(missing)} migrations (first: {missing[0]}). Run `acuerdo migrate`.")
