"""Files into the tables: what is created, what a second time changes, what comes back."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from acuerdo.compliance.models import Contact, Hold
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.models import Event
from acuerdo.portfolio.enums import ImportStatus, OnError
from acuerdo.portfolio.importing.faults import CannotReadFile
from acuerdo.portfolio.importing.reading.tables import Table
from acuerdo.portfolio.models import (
    ContactPoint,
    Creditor,
    CustomField,
    Debt,
    Debtor,
    DebtorReference,
    Import,
    ImportChange,
    LedgerEntry,
)
from acuerdo.portfolio.operations import (
    CannotRunImport,
    CannotUndoImport,
    Outcome,
    fail_interrupted,
    register_import,
    run_import,
    undo_import,
)
from tests.factories import LUMEN, NOW, creditor

ANA = Actor(kind="user", id=1, name="Ana")
HEADER = "customer,name,nif,phone,email,postcode,street,invoice,due,principal,interest,disputed,tariff"
CARLA = "C1,Carla Núñez,12345678Z,600 123 456,Carla@Example.es,35010,Calle Mayor 1,F1,31/01/2026,100.50,2.25,No,gold"
DIEGO = "C2,Diego Ruiz,X1234567L,+34 915 551 234,diego@example.es,28004,,F2,15/02/2026,80,0,Yes,"
MAPPING = """
mapping: 1
currency: EUR
files:
  - name: accounts
    format: {date: "%d/%m/%Y"}
    fields:
      debtor.reference: customer
      debtor.name: name
      debtor.national_id: nif
      debtor.phone: phone
      debtor.email: email
      debtor.postcode: postcode
      debtor.street: street
      debt.reference: invoice
      debt.due_date: due
      debt.principal: principal
      debt.interest: interest
      debt.disputed: disputed
    custom:
      tariff: tariff
"""

pytestmark = pytest.mark.django_db


def _import(
    folder: Path,
    *lines: str,
    at: Creditor,
    mapping: str = MAPPING,
    header: str = HEADER,
    on_error: OnError = OnError.KEEP_GOOD,
    is_dry_run: bool = False,
) -> Outcome:
    path = folder / "accounts.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    run = register_import(
        creditor_id=at.pk, files=[path], mapping=mapping, on_error=on_error, is_dry_run=is_dry_run, actor=ANA, now=NOW
    )
    return run_import(
        import_id=run.pk, actor=ANA, now=NOW, report=lambda *_: None, language="en", rejects=folder / "rejected.csv"
    )


def _counts(outcome: Outcome) -> tuple[int, int, int, int, int]:
    counts = outcome.counts
    return counts.rows, counts.created, counts.updated, counts.unchanged, counts.rejected


def test_import_creates_person_points_debt_and_ledger(tmp_path):
    roble = creditor()

    outcome = _import(tmp_path, CARLA, DIEGO, at=roble)

    assert _counts(outcome) == (2, 2, 0, 0, 0)
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

    outcome = _import(tmp_path, CARLA, DIEGO, at=roble)

    event = Event.objects.get(kind="DebtsImported")
    assert event.data == {
        "creditor_id": roble.pk,
        "import_id": outcome.import_id,
        "debtor_ids": sorted(Debtor.objects.values_list("pk", flat=True)),
    }


def test_same_file_twice_changes_nothing(tmp_path):
    roble = creditor()
    _import(tmp_path, CARLA, DIEGO, at=roble)

    outcome = _import(tmp_path, CARLA, DIEGO, at=roble)

    assert _counts(outcome) == (2, 0, 0, 2, 0)
    assert (Debtor.objects.count(), Debt.objects.count(), LedgerEntry.objects.count()) == (2, 2, 3)
    assert not ImportChange.objects.exists()


def test_changed_amount_is_posted_as_adjustment(tmp_path):
    roble = creditor()
    _import(tmp_path, CARLA, DIEGO, at=roble)

    outcome = _import(tmp_path, CARLA.replace("100.50", "90.50"), DIEGO, at=roble)

    assert _counts(outcome) == (2, 0, 1, 1, 0)
    debt = Debt.objects.get(reference="F1")
    assert (debt.principal_cents, debt.interest_cents, debt.stated_principal_cents) == (9_050, 225, 9_050)
    assert list(LedgerEntry.objects.filter(kind="adjustment").values_list("component", "amount_cents")) == [
        ("principal", -1_000)
    ]
    change = ImportChange.objects.get()
    assert (change.obj_type, change.obj_id, change.before["principal_cents"]) == ("debt", debt.pk, 10_050)


def test_part_stated_as_before_keeps_what_was_paid(tmp_path):
    roble = creditor()
    _import(tmp_path, CARLA, at=roble)
    Debt.objects.filter(reference="F1").update(principal_cents=50)

    _import(tmp_path, CARLA.replace("2.25", "3.00"), at=roble)

    debt = Debt.objects.get(reference="F1")
    assert (debt.principal_cents, debt.interest_cents) == (50, 300)


def test_changed_person_keeps_old_number_and_gets_new_one(tmp_path):
    roble = creditor()
    _import(tmp_path, CARLA, at=roble)

    outcome = _import(
        tmp_path, CARLA.replace("600 123 456", "611222333").replace("Carla Núñez", "Carla Núñez Prieto"), at=roble
    )

    assert _counts(outcome) == (1, 0, 1, 0, 0)
    assert Debtor.objects.get().name == "Carla Núñez Prieto"
    assert list(ContactPoint.objects.filter(kind="phone").order_by("id").values_list("value", flat=True)) == [
        "+34600123456",
        "+34611222333",
    ]


def test_same_person_at_another_creditor_is_one_debtor_whose_gaps_are_filled(tmp_path):
    roble, lumen = creditor(), creditor(LUMEN)
    _import(tmp_path, CARLA.replace("35010", ""), at=roble)

    _import(
        tmp_path,
        CARLA.replace("C1", "77").replace("Carla Núñez", "C. Nunez").replace("600 123 456", "611222333"),
        at=lumen,
    )

    carla = Debtor.objects.get()
    assert (carla.name, carla.postcode) == ("Carla Núñez", "35010")
    assert DebtorReference.objects.filter(debtor=carla).count() == 2
    assert ContactPoint.objects.filter(debtor=carla, kind="phone").count() == 2


def test_bad_rows_come_back_with_line_and_reasons(tmp_path):
    roble = creditor()
    bad_id = DIEGO.replace("X1234567L", "X1234567A").replace("diego@example.es", "diego@")

    outcome = _import(tmp_path, CARLA, bad_id, CARLA, "C9,short", at=roble)

    assert _counts(outcome) == (4, 1, 0, 0, 3)
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

    outcome = _import(tmp_path, CARLA, DIEGO.replace("15/02/2026", "2026"), at=roble, on_error=OnError.REFUSE)

    assert outcome.status == ImportStatus.REFUSED
    assert (Debtor.objects.count(), Debt.objects.count(), CustomField.objects.count()) == (0, 0, 0)
    run = Import.objects.get()
    assert (run.status, run.created_count, run.rejected_count) == ("refused", 1, 1)


def test_dry_run_counts_and_leaves_no_trace(tmp_path):
    roble = creditor()
    _import(tmp_path, CARLA, at=roble)

    outcome = _import(tmp_path, CARLA.replace("100.50", "1"), DIEGO, DIEGO, at=roble, is_dry_run=True)

    assert (outcome.status, _counts(outcome)) == (ImportStatus.DRY_RUN, (3, 1, 1, 0, 1))
    assert (Debt.objects.count(), Debt.objects.get().principal_cents) == (1, 10_050)


def _state() -> list[object]:
    """Everything an import may touch, without keys that count on."""
    return [
        sorted(Debtor.objects.values_list("id", "name", "national_id", "postcode", "birth_date")),
        sorted(ContactPoint.objects.values_list("debtor_id", "kind", "value")),
        sorted(Debt.objects.values_list("id", "reference", "principal_cents", "interest_cents", "status", "due_date")),
        [debt.custom for debt in Debt.objects.order_by("id")],
        sorted(LedgerEntry.objects.values_list("id", "amount_cents")),
        sorted(DebtorReference.objects.values_list("reference", "debtor_id")),
    ]


def test_undo_takes_back_what_was_created_and_changed(tmp_path):
    roble = creditor()
    _import(tmp_path, CARLA, at=roble)
    before = _state()
    changed = CARLA.replace("100.50", "90.00").replace("Carla Núñez", "Carla N.").replace("gold", "iron")
    second = _import(tmp_path, changed.replace("600 123 456", "611222333"), DIEGO, at=roble)

    undo_import(import_id=second.import_id, actor=ANA, now=NOW)

    assert _state() == before
    assert Import.objects.get(pk=second.import_id).status == ImportStatus.UNDONE
    again = _import(tmp_path, changed.replace("600 123 456", "611222333"), DIEGO, at=roble)
    assert _counts(again) == (2, 1, 1, 0, 0)


def test_undo_is_refused_once_a_payment_came(tmp_path):
    roble = creditor()
    outcome = _import(tmp_path, CARLA, at=roble)
    debt = Debt.objects.get()
    LedgerEntry.objects.create(
        debt=debt,
        debtor_id=debt.debtor_id,
        kind="payment",
        component="principal",
        amount_cents=-10,
        booked_at=NOW,
        value_date=NOW.date(),
        payment_id=1,
    )

    with pytest.raises(CannotUndoImport) as refusal:
        undo_import(import_id=outcome.import_id, actor=ANA, now=NOW)

    assert refusal.value.reason == "payment"
    assert Debt.objects.count() == 1


def test_undo_is_refused_when_a_later_import_stands_on_it(tmp_path):
    roble = creditor()
    first = _import(tmp_path, CARLA, at=roble)
    _import(tmp_path, DIEGO, at=roble)

    with pytest.raises(CannotUndoImport) as refusal:
        undo_import(import_id=first.import_id, actor=ANA, now=NOW)

    assert refusal.value.reason == "later_import"


def test_customers_and_invoices_in_two_files_are_joined_by_reference(tmp_path):
    roble = creditor()
    people, invoices = tmp_path / "customers.csv", tmp_path / "invoices.csv"
    people.write_text("id;name;mail\nC1;Carla Núñez;carla@example.es\nC2;Diego Ruiz;diego@example.es\nC2;again;\n")
    invoices.write_text("no;customer;due;amount\nF1;C1;2026-01-31;10,50\nF2;C1;2026-02-28;20\nF3;C9;2026-02-28;30\n")
    mapping = """
        mapping: 1
        files:
          - {name: customers, match: "customers*", join: {column: id, to: invoices.customer},
             fields: {debtor.name: name, debtor.email: mail}}
          - {name: invoices, match: "invoices*", format: {decimal: ","},
             fields: {debt.reference: no, debt.due_date: due, debt.principal: amount}}
    """
    run = register_import(
        creditor_id=roble.pk,
        files=[invoices, people],
        mapping=mapping,
        on_error=OnError.KEEP_GOOD,
        is_dry_run=False,
        actor=ANA,
        now=NOW,
    )

    outcome = run_import(import_id=run.pk, actor=ANA, now=NOW, report=lambda *_: None, rejects=tmp_path / "bad.csv")

    assert _counts(outcome) == (6, 4, 0, 0, 2)
    assert outcome.counts.reasons == {"debtor.reference:duplicate_row": 1, "debtor.reference:unknown_debtor": 1}
    carla = Debtor.objects.get(name="Carla Núñez")
    assert list(Debt.objects.order_by("id").values_list("reference", "debtor_id", "principal_cents")) == [
        ("F1", carla.pk, 1_050),
        ("F2", carla.pk, 2_000),
    ]


def test_killed_run_can_start_again(tmp_path):
    roble = creditor()
    outcome = _import(tmp_path, CARLA, at=roble)
    Import.objects.filter(pk=outcome.import_id).update(status=ImportStatus.RUNNING)

    marked = fail_interrupted(now=NOW)

    assert marked == 1
    again = run_import(import_id=outcome.import_id, actor=ANA, now=NOW, report=lambda *_: None)
    assert _counts(again) == (1, 0, 0, 1, 0)


def test_finished_import_does_not_run_twice(tmp_path):
    roble = creditor()
    outcome = _import(tmp_path, CARLA, at=roble)

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


def test_disputed_debt_rests_contact_and_undo_lifts_it(tmp_path):
    roble = creditor()

    outcome = _import(tmp_path, CARLA, DIEGO, at=roble)

    diego = Debtor.objects.get(name="Diego Ruiz")
    assert list(Hold.objects.values_list("debtor_id", "creditor_id", "event", "lifted_at")) == [
        (diego.pk, roble.pk, "dispute_opened", None)
    ]
    undo_import(import_id=outcome.import_id, actor=ANA, now=NOW)
    assert Hold.objects.get().lifted_at == NOW


def test_undo_is_refused_once_a_message_went_out(tmp_path):
    roble = creditor()
    outcome = _import(tmp_path, CARLA, at=roble)
    carla = Debtor.objects.get()
    Contact.objects.create(
        debtor_id=carla.pk, creditor_id=roble.pk, channel="sms", purpose="collection", at=NOW, status="made"
    )

    with pytest.raises(CannotUndoImport) as refusal:
        undo_import(import_id=outcome.import_id, actor=ANA, now=NOW)

    assert refusal.value.reason == "message"
    assert Debtor.objects.get() == carla


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of a few rows, so that a short file has many."""
    original = Table.blocks
    monkeypatch.setattr(Table, "blocks", lambda self, **_: original(self, block_bytes=250))


def test_rows_far_apart_are_one_person_and_no_debt_twice(tmp_path, small_blocks):
    roble = creditor()
    accounts = [CARLA.replace("F1", f"F{number}") for number in range(20)]
    others = [DIEGO.replace("C2", f"D{n}").replace("F2", f"G{n}").replace("X1234567L", "") for n in range(20)]

    first = _import(tmp_path, *accounts, *others, CARLA, at=roble)
    again = _import(tmp_path, *accounts, *others, CARLA, at=roble)

    assert _counts(first) == (41, 40, 0, 0, 1)
    assert _counts(again) == (41, 0, 0, 40, 1)
    assert Debtor.objects.count() == 21
    assert first.counts.reasons == {"debt.reference:duplicate_row": 1}


def test_person_told_differently_later_in_a_file_stays_as_told_first(tmp_path, small_blocks):
    roble = creditor()
    rows = [
        CARLA,
        *(DIEGO.replace("F2", f"G{n}") for n in range(9)),
        CARLA.replace("F1", "F9").replace("Núñez", "Soto"),
    ]

    first = _import(tmp_path, *rows, at=roble)
    again = _import(tmp_path, *rows, at=roble)

    assert (_counts(first), _counts(again)) == ((11, 11, 0, 0, 0), (11, 0, 0, 11, 0))
    assert Debtor.objects.filter(name="Carla Núñez").count() == 1


def test_two_customer_numbers_with_one_national_id_are_one_person(tmp_path):
    roble = creditor()

    _import(tmp_path, CARLA, CARLA.replace("C1", "C8").replace("F1", "F8"), at=roble)

    carla = Debtor.objects.get()
    assert list(DebtorReference.objects.order_by("reference").values_list("reference", "debtor_id")) == [
        ("C1", carla.pk),
        ("C8", carla.pk),
    ]


def test_debt_of_another_customer_is_sent_back(tmp_path):
    roble = creditor()
    _import(tmp_path, CARLA, DIEGO, at=roble)

    outcome = _import(tmp_path, CARLA.replace("F1", "F2"), at=roble)

    assert outcome.counts.reasons == {"debt.reference:other_debtor": 1}
    assert Debt.objects.get(reference="F2").debtor.name == "Diego Ruiz"


def test_recalled_debt_closes_and_paid_one_reopens(tmp_path):
    roble = creditor()
    mapping = MAPPING.replace("debt.disputed: disputed", "debt.recalled: disputed")
    paid = DIEGO.replace(",80,0,Yes", ",0,0,No")
    _import(tmp_path, CARLA, paid, at=roble, mapping=mapping)
    assert list(Debt.objects.order_by("reference").values_list("status", flat=True)) == ["open", "paid"]

    outcome = _import(
        tmp_path, CARLA.replace(",No,", ",Yes,"), paid.replace(",0,0,", ",5,0,"), at=roble, mapping=mapping
    )

    assert _counts(outcome) == (2, 0, 2, 0, 0)
    assert list(Debt.objects.order_by("reference").values_list("status", "closed_at", "principal_cents")) == [
        ("recalled", NOW, 10_050),
        ("open", None, 500),
    ]
