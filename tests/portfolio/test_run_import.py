"""Files into the tables: what is created, what a second time changes, what comes back."""

from __future__ import annotations

import polars as pl
import pytest

from acuerdo.kernel.models import Event
from acuerdo.portfolio.enums import ImportStatus, OnError
from acuerdo.portfolio.importing.faults import CannotReadFile
from acuerdo.portfolio.models import (
    ContactPoint,
    CustomField,
    Debt,
    Debtor,
    Import,
    ImportChange,
    LedgerEntry,
)
from acuerdo.portfolio.operations import (
    CannotRunImport,
    fail_interrupted,
    register_import,
    run_import,
)
from tests.factories import NOW, creditor
from tests.portfolio.accounts import ANA, CARLA, DIEGO, HEADER, MAPPING, counts_of, import_accounts

pytestmark = pytest.mark.django_db


def test_import_creates_person_points_debt_and_ledger(tmp_path):
    roble = creditor()

    outcome = import_accounts(tmp_path, CARLA, DIEGO, at=roble)

    assert counts_of(outcome) == (2, 2, 0, 0, 0)
    carla = Debtor.objects.get(name="Carla Núñez")
    assert (carla.kind, carla.national_id, carla.postcode, carla.region, carla.time_zone, carla.language) == (
        "person",
        "ES12345678Z",
        "35010",
        "ES-CN",
        "Atlantic/Canary",
        "es",
    )
    assert list(
        ContactPoint.objects.filter(debtor=carla).order_by("kind").values_list("kind", "value", "is_mobile", "rank")
    ) == [
        ("email", "carla@example.es", False, 1),
        ("phone", "+34600123456", True, 1),
        ("postal", "Calle Mayor 1, 35010", False, 1),
    ]
    debt = Debt.objects.get(reference="F1")
    assert (debt.debtor_id, debt.principal_cents, debt.interest_cents, debt.fees_cents, debt.original_cents) == (
        carla.pk,
        10_050,
        225,
        0,
        10_275,
    )
    assert (debt.due_date.isoformat(), debt.custom, debt.disputed_at) == ("2026-01-31", {"tariff": "gold"}, None)
    assert Debt.objects.get(reference="F2").disputed_at == NOW
    assert list(
        LedgerEntry.objects.filter(debt=debt).order_by("component").values_list("kind", "component", "amount_cents")
    ) == [("charge", "interest", 225), ("charge", "principal", 10_050)]
    assert list(CustomField.objects.values_list("key", "type")) == [("tariff", "text")]


def test_import_tells_which_persons_to_look_at(tmp_path):
    roble = creditor()

    outcome = import_accounts(tmp_path, CARLA, DIEGO, at=roble)

    event = Event.objects.get(kind="DebtsImported")
    assert event.data == {
        "creditor_id": roble.pk,
        "import_id": outcome.import_id,
        "debtor_ids": sorted(Debtor.objects.values_list("pk", flat=True)),
    }


def test_same_file_twice_changes_nothing(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, DIEGO, at=roble)

    outcome = import_accounts(tmp_path, CARLA, DIEGO, at=roble)

    assert counts_of(outcome) == (2, 0, 0, 2, 0)
    assert (Debtor.objects.count(), Debt.objects.count(), LedgerEntry.objects.count()) == (2, 2, 3)
    assert not ImportChange.objects.exists()


def test_changed_amount_is_posted_as_adjustment(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, DIEGO, at=roble)

    outcome = import_accounts(tmp_path, CARLA.replace("100.50", "90.50"), DIEGO, at=roble)

    assert counts_of(outcome) == (2, 0, 1, 1, 0)
    debt = Debt.objects.get(reference="F1")
    assert (debt.principal_cents, debt.interest_cents, debt.stated_principal_cents) == (9_050, 225, 9_050)
    assert list(LedgerEntry.objects.filter(kind="adjustment").values_list("component", "amount_cents")) == [
        ("principal", -1_000)
    ]
    change = ImportChange.objects.get()
    assert (change.obj_type, change.obj_id, change.before["principal_cents"]) == ("debt", debt.pk, 10_050)


def test_part_stated_as_before_keeps_what_was_paid(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, at=roble)
    Debt.objects.filter(reference="F1").update(principal_cents=50)

    import_accounts(tmp_path, CARLA.replace("2.25", "3.00"), at=roble)

    debt = Debt.objects.get(reference="F1")
    assert (debt.principal_cents, debt.interest_cents) == (50, 300)


def test_changed_person_keeps_old_number_and_gets_new_one(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, at=roble)

    outcome = import_accounts(
        tmp_path, CARLA.replace("600 123 456", "611222333").replace("Carla Núñez", "Carla Núñez Prieto"), at=roble
    )

    assert counts_of(outcome) == (1, 0, 1, 0, 0)
    assert Debtor.objects.get().name == "Carla Núñez Prieto"
    assert list(ContactPoint.objects.filter(kind="phone").order_by("id").values_list("value", flat=True)) == [
        "+34600123456",
        "+34611222333",
    ]


def test_bad_rows_come_back_with_line_and_reasons(tmp_path):
    roble = creditor()
    bad_id = DIEGO.replace("X1234567L", "X1234567A").replace("diego@example.es", "diego@")

    outcome = import_accounts(tmp_path, CARLA, bad_id, CARLA, "C9,short", at=roble)

    assert counts_of(outcome) == (4, 1, 0, 0, 3)
    assert outcome.counts.reasons == {
        "debtor.national_id:national_id": 1,
        "debtor.email:email": 1,
        "debt.reference:duplicate_row": 1,
        "too_few_fields": 1,
    }
    sent_back = pl.read_csv(tmp_path / "rejected.csv")
    assert sent_back.columns == [*HEADER.split(","), "line", "reasons"]
    assert sent_back.select("line", "reasons").rows() == [
        (3, "National id: is not a valid id (check letter or digit); E-mail: is not an e-mail address"),
        (4, "Debt number: twice in this file; the first one counts"),
        (5, "the row has fewer columns than the header"),
    ]


def test_refuse_takes_nothing_when_a_row_is_bad(tmp_path):
    roble = creditor()

    outcome = import_accounts(tmp_path, CARLA, DIEGO.replace("15/02/2026", "2026"), at=roble, on_error=OnError.REFUSE)

    assert outcome.status == ImportStatus.REFUSED
    assert (Debtor.objects.count(), Debt.objects.count(), CustomField.objects.count()) == (0, 0, 0)
    run = Import.objects.get()
    assert (run.status, run.created_count, run.rejected_count) == ("refused", 1, 1)


def test_dry_run_counts_and_leaves_no_trace(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, at=roble)

    outcome = import_accounts(tmp_path, CARLA.replace("100.50", "1"), DIEGO, DIEGO, at=roble, is_dry_run=True)

    assert (outcome.status, counts_of(outcome)) == (ImportStatus.DRY_RUN, (3, 1, 1, 0, 1))
    assert (Debt.objects.count(), Debt.objects.get().principal_cents) == (1, 10_050)


def test_killed_run_can_start_again(tmp_path):
    roble = creditor()
    outcome = import_accounts(tmp_path, CARLA, at=roble)
    Import.objects.filter(pk=outcome.import_id).update(status=ImportStatus.RUNNING)

    marked = fail_interrupted(now=NOW)

    assert marked == 1
    again = run_import(import_id=outcome.import_id, actor=ANA, now=NOW, report=lambda *_: None)
    assert counts_of(again) == (1, 0, 0, 1, 0)


def test_finished_import_does_not_run_twice(tmp_path):
    roble = creditor()
    outcome = import_accounts(tmp_path, CARLA, at=roble)

    with pytest.raises(CannotRunImport):
        run_import(import_id=outcome.import_id, actor=ANA, now=NOW, report=lambda *_: None)


def test_damaged_file_leaves_nothing_and_says_where(tmp_path):
    roble = creditor()
    path = tmp_path / "accounts.csv"
    path.write_bytes("\n".join([HEADER, CARLA, DIEGO]).encode() + b"\nC3,\x00\x00\x01\x02")
    run = register_import(
        creditor_id=roble.pk,
        files=[path],
        mapping=MAPPING,
        on_error=OnError.KEEP_GOOD,
        is_dry_run=False,
        actor=ANA,
        now=NOW,
    )

    with pytest.raises(CannotReadFile) as refusal:
        run_import(import_id=run.pk, actor=ANA, now=NOW, report=lambda *_: None, language="en")

    assert refusal.value.faults[0].line == 4
    assert Debt.objects.count() == 0
    run.refresh_from_db()
    assert (run.status, run.error.split(":")[0]) == ("failed", "accounts.csv, line 4")
