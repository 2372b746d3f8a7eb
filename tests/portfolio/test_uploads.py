"""Uploaded files: kept under safe names, read, mapped, put into the queue once."""

from __future__ import annotations

from datetime import date

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from acuerdo.kernel.audit import SYSTEM
from acuerdo.portfolio.enums import ImportKind, ImportStatus, OnError
from acuerdo.portfolio.importing.faults import CannotReadFile, CannotUseMapping
from acuerdo.portfolio.models import Import, ImportMapping
from acuerdo.portfolio.operations import (
    CannotChangeImport,
    Upload,
    queue_import,
    read_apart,
    save_mapping,
    set_mapping,
    upload_import,
)
from acuerdo.portfolio.queries.readings import readings_of, reason_words, sample_of
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

ROWS = (
    b"cliente;nombre;factura;vencimiento;importe;tarifa\nC-1;Carla;F-1;31/03/2026;1.240,50;A\nC-2;Luis;F-2;x;89,00;B\n"
)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def roble():
    return factories.creditor()


def uploaded(creditor, content=ROWS, name="facturas.csv", kind=ImportKind.DEBTS):
    return upload_import(
        creditor_id=creditor.pk, kind=kind, uploads=[Upload(name, [content])], on_error=OnError.KEEP_GOOD,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip


def queue(run, *, is_dry_run=True):
    queue_import(import_id=run.pk, is_dry_run=is_dry_run, on_error=OnError.REFUSE, language="en", actor=SYSTEM, now=NOW)


def test_upload_shows_how_the_file_is_read(roble):
    run = uploaded(roble)

    (reading,) = readings_of(run)

    assert (reading.encoding, reading.delimiter, reading.decimal, reading.header_line) == ("utf-8", ";", ",", 1)
    due = next(column for column in reading.columns if column.name == "vencimiento")
    assert (due.target, due.examples) == ("debt.due_date", ("31/03/2026", "x"))
    assert next(column.target for column in reading.columns if column.name == "tarifa") == "custom:text"


def test_first_rows_come_out_typed_or_with_their_fault(roble):
    run = uploaded(roble)

    sample = sample_of(run, language="en")

    assert [(row.line, row.fault) for row in sample.rows] == [
        (2, ""),
        (3, "Due date: is not a date of the given format"),
    ]
    assert 124_050 in sample.rows[0].values
    assert date(2026, 3, 31) in sample.rows[0].values


def test_another_delimiter_makes_other_columns_and_guesses_them_anew(roble):
    run = uploaded(roble, b"cliente,factura;vencimiento,importe;nota\nC-1,F-1;13/04/2026,10;x\n")

    read_apart(import_id=run.pk, file="facturas.csv", delimiter=";", actor=SYSTEM, now=NOW)
    run.refresh_from_db()

    (reading,) = readings_of(run)
    assert [column.name for column in reading.columns] == ["cliente,factura", "vencimiento,importe", "nota"]
    assert (reading.delimiter, run.status) == (";", "uploaded")


def test_payments_are_mapped_as_payments(roble):
    run = uploaded(roble, b"factura;importe;fecha\nF-1;10,00;31/03/2026\n", kind=ImportKind.PAYMENTS)

    assert "kind: payments" in run.mapping


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\datos\\año 1.csv", "año_1.csv"), (".", "file-1"), ("...csv", "csv")],
)
def test_names_from_outside_never_become_paths(roble, media, name, kept):
    run = uploaded(roble, name=name)

    assert run.files[0]["name"] == kept
    assert run.files[0]["path"].startswith(str(media))


def test_two_files_of_one_name_stay_apart(roble):
    run = upload_import(
        creditor_id=roble.pk, kind=ImportKind.DEBTS, on_error=OnError.KEEP_GOOD, actor=SYSTEM, now=NOW,
        uploads=[Upload("a.csv", [ROWS]), Upload("a.csv", [ROWS])],
    )  # fmt: skip

    assert [file["name"] for file in run.files] == ["a.csv", "2-a.csv"]


def test_unreadable_file_leaves_nothing(roble, media):
    with pytest.raises(CannotReadFile):
        uploaded(roble, b"")

    assert not Import.objects.exists()
    assert list((media / "imports").iterdir()) == []


def test_kept_mapping_is_used_for_the_next_file_that_fits(roble):
    first = uploaded(roble)
    changed = first.mapping.replace("label: tarifa", "label: Tarifa contratada")
    set_mapping(import_id=first.pk, document=changed, actor=SYSTEM, now=NOW)
    save_mapping(import_id=first.pk, name="Facturas", actor=SYSTEM, now=NOW)

    fits = uploaded(roble)
    other = uploaded(roble, b"cliente;factura;vencimiento;importe\nC-1;F-1;31/03/2026;5,00\n")

    assert (fits.mapping, ImportMapping.objects.get().name) == (changed, "Facturas")
    assert other.mapping != changed


def test_mapping_that_does_not_fit_is_refused(roble):
    run = uploaded(roble)

    with pytest.raises(CannotUseMapping):
        set_mapping(import_id=run.pk, document=run.mapping.replace("vencimiento", "vence"), actor=SYSTEM, now=NOW)

    assert "vencimiento" in Import.objects.get().mapping


def test_two_clicks_start_one_run(roble):
    run = uploaded(roble)

    queue(run)
    with pytest.raises(CannotChangeImport):
        queue(run)

    run.refresh_from_db()
    assert (run.status, run.is_dry_run, run.on_error) == (ImportStatus.QUEUED, True, OnError.REFUSE)
    assert [job.args for job in ProcrastinateJob.objects.filter(task_name="portfolio.run_import")] == [
        {"import_id": run.pk, "language": "en"}
    ]


def test_import_that_waits_cannot_be_mapped_anew(roble):
    run = uploaded(roble)
    queue(run, is_dry_run=False)

    with pytest.raises(CannotChangeImport):
        set_mapping(import_id=run.pk, document=run.mapping, actor=SYSTEM, now=NOW)


def test_reading_of_files_that_are_gone_is_empty(roble, media):
    run = uploaded(roble)
    (media / "imports").rename(media / "elsewhere")

    assert (readings_of(run), sample_of(run, language="en")) == ([], None)


def test_reasons_in_words_the_most_frequent_first():
    counts = {"debt.due_date:date": 2, "debtor.email:email": 5}

    assert reason_words(counts, kind="debts", language="en") == [
        ("E-mail: is not an e-mail address", 5),
        ("Due date: is not a date of the given format", 2),
    ]
