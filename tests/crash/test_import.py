"""An import killed in the middle leaves nothing behind, and runs again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time

import psycopg
import pytest

from acuerdo.portfolio.models import Debt, Debtor, Import, LedgerEntry
from acuerdo.portfolio.operations import fail_interrupted
from acuerdo.portfolio.operations.running import RUN_LOCK_SPACE
from benchmarks.accounts import MAPPING, write_accounts
from tests.factories import NOW, creditor

ROWS = 60_000
PATIENCE_SECONDS = 120
LOOK_SECONDS = 0.01

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]


def _command(folder):
    return [
        sys.executable, "-m", "acuerdo", "import", str(folder / "accounts.csv"), "--creditor", "banco-roble",
        "--mapping", str(folder / "mapping.yaml"), "--rejects", str(folder / "bad.csv"), "--json",
    ]  # fmt: skip


def _wait_for(database_url, query, *parameters):
    with psycopg.connect(database_url, autocommit=True) as connection:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            found = connection.execute(query, parameters).fetchone()
            if found:
                return int(found[0])
            # Whoever asks without a pause takes the time of those it waits for.
            threading.Event().wait(LOOK_SECONDS)
    raise AssertionError(f"never came true: {query}")


def _wait_for_rows(database_url):
    """Until the run has written its first progress: rows are in its open transaction."""
    return _wait_for(database_url, "SELECT rows_done FROM portfolio_import WHERE rows_done > 0")


def _wait_until_noticed(database_url):
    """Until the server has noticed that the process is dead, and let go what it held."""
    held = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
    _wait_for(database_url, f"SELECT 1 WHERE NOT EXISTS ({held})", RUN_LOCK_SPACE)


def test_killed_import_leaves_nothing_and_runs_again(tmp_path, database_url):
    creditor()
    bad = write_accounts(tmp_path / "accounts.csv", ROWS)
    (tmp_path / "mapping.yaml").write_text(MAPPING)
    environment = {**os.environ, "DATABASE_URL": database_url}
    with subprocess.Popen(_command(tmp_path), env=environment, stdout=subprocess.DEVNULL) as process:
        done = _wait_for_rows(database_url)
        process.send_signal(signal.SIGKILL)
    _wait_until_noticed(database_url)

    assert 0 < done < ROWS
    assert (Debtor.objects.count(), Debt.objects.count(), LedgerEntry.objects.count()) == (0, 0, 0)
    assert fail_interrupted(now=NOW) == 1
    again = subprocess.run(_command(tmp_path), env=environment, capture_output=True, text=True, check=False)
    assert json.loads(again.stdout)["created"] == ROWS - bad
    assert sorted(Import.objects.values_list("status", flat=True)) == ["done", "failed"]
