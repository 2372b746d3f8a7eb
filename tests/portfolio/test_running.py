"""Imports that do not end as hoped: stopped, held by another, unreadable in the background; and how far they are."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DEFAULT_DB_ALIAS, connections

from acuerdo.portfolio.enums import OnError
from acuerdo.portfolio.models import Creditor, Debt, Debtor, Import, ImportChange
from acuerdo.portfolio.operations import CannotRunImport, register_import, run_import
from acuerdo.portfolio.operations.background import run_in_background
from acuerdo.portfolio.operations.importing import MANY
from acuerdo.portfolio.operations.progress import written_progress
from acuerdo.portfolio.operations.running import RUN_LOCK_SPACE
from tests.factories import NOW, creditor
from tests.portfolio.accounts import ANA, CARLA, HEADER, MAPPING, counts_of, import_accounts

pytestmark = pytest.mark.django_db


def registered(folder: Path, of: Creditor, *lines: str, header: str = HEADER) -> Import:
    path = folder / "accounts.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    return register_import(
        creditor_id=of.pk, files=[path], mapping=MAPPING, on_error=OnError.KEEP_GOOD, is_dry_run=False, actor=ANA,
        now=NOW,
    )  # fmt: skip


def run(run: Import, report=lambda *_: None):
    return run_import(import_id=run.pk, actor=ANA, now=NOW, report=report, language="en")


def test_an_import_that_breaks_off_is_failed_with_the_reason_and_leaves_nothing(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    waiting = registered(tmp_path, creditor(), CARLA)

    def report(*_):
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        run(waiting, report)

    waiting.refresh_from_db()
    assert (waiting.status, waiting.error, waiting.finished_at) == ("failed", "OSError: no space left", NOW)
    assert (Debtor.objects.count(), Debt.objects.count()) == (0, 0)


def test_an_import_that_runs_elsewhere_is_not_run_twice(tmp_path):
    waiting = registered(tmp_path, creditor(), CARLA)
    elsewhere = connections[DEFAULT_DB_ALIAS].copy()

    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [RUN_LOCK_SPACE, waiting.pk])
        with pytest.raises(CannotRunImport):
            run(waiting)
    finally:
        elsewhere.close()

    waiting.refresh_from_db()
    assert (waiting.status, waiting.started_at, Debt.objects.count()) == ("queued", None, 0)


def test_an_unreadable_file_in_the_background_is_told_on_the_import(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    waiting = registered(tmp_path, creditor(), "1,2", header="a,b")

    run_in_background(import_id=waiting.pk, language="en", clock=lambda: NOW)

    waiting.refresh_from_db()
    assert (waiting.status, waiting.finished_at) == ("failed", NOW)
    assert "customer" in waiting.error
    assert Debt.objects.count() == 0


def test_in_the_background_the_end_is_when_it_ended(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    roble, ended = creditor(), NOW + timedelta(minutes=1)
    import_accounts(tmp_path, CARLA, at=roble)
    waiting = registered(tmp_path, roble, CARLA)

    run_in_background(import_id=waiting.pk, language="en", clock=lambda: ended)

    waiting.refresh_from_db()
    assert (waiting.status, waiting.finished_at, Debt.objects.count()) == ("done", ended, 1)


def test_saying_less_than_before_changes_nothing(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, at=roble)
    before = list(Debtor.objects.values()), list(Debt.objects.values().values_list("principal_cents", "due_date"))

    outcome = import_accounts(tmp_path, CARLA.replace("12345678Z", ""), at=roble)

    assert counts_of(outcome) == (1, 0, 0, 1, 0)
    assert before[0][0]["name"] == Debtor.objects.get().name
    assert Debtor.objects.get().national_id == "ES12345678Z"
    assert ImportChange.objects.count() == 0


def test_many_new_rows_are_all_loaded(tmp_path):
    rows = [f"C{number},Persona,,,,28004,,F{number},31/01/2026,10,0,No," for number in range(MANY)]

    outcome = import_accounts(tmp_path, *rows, at=creditor())

    assert counts_of(outcome) == (MANY, MANY, 0, 0, 0)
    assert (Debtor.objects.count(), Debt.objects.count()) == (MANY, MANY)


@pytest.mark.django_db(transaction=True)
def test_progress_is_written_at_most_twice_a_second_and_always_at_the_end(tmp_path):
    running = registered(tmp_path, creditor(), CARLA)
    Import.objects.update(status="running")
    ticks = iter(NOW + timedelta(seconds=seconds) for seconds in (0, 0.2, 0.6, 0.7))
    seen = []

    with written_progress(import_id=running.pk, clock=lambda: next(ticks)) as report:
        for phase, rows, share in (
            ("loading", 100, 0.1),
            ("loading", 200, 0.2),
            ("loading", 300, 0.3),
            ("cases", 9, 1),
        ):
            report(phase, rows, share)
            seen.append(Import.objects.values_list("phase", "rows_done", "rows_total").get())

    assert seen == [("loading", 100, 1_000), ("loading", 100, 1_000), ("loading", 300, 1_000), ("cases", 9, 9)]
