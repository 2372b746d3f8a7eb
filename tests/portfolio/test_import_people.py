"""Who is the same person, and which debts are whose, within a file and across files and creditors."""

from __future__ import annotations

import pytest

from acuerdo.portfolio.enums import OnError
from acuerdo.portfolio.importing.reading.tables import Table
from acuerdo.portfolio.models import (
    ContactPoint,
    Debt,
    Debtor,
    DebtorReference,
)
from acuerdo.portfolio.operations import (
    register_import,
    run_import,
)
from tests.factories import LUMEN, NOW, creditor
from tests.portfolio.accounts import ANA, CARLA, DIEGO, MAPPING, counts_of, import_accounts

pytestmark = pytest.mark.django_db


def test_same_person_at_another_creditor_is_one_debtor_whose_gaps_are_filled(tmp_path):
    roble, lumen = creditor(), creditor(LUMEN)
    import_accounts(tmp_path, CARLA.replace("35010", ""), at=roble)

    import_accounts(
        tmp_path,
        CARLA.replace("C1", "77").replace("Carla Núñez", "C. Nunez").replace("600 123 456", "611222333"),
        at=lumen,
    )

    carla = Debtor.objects.get()
    assert (carla.name, carla.postcode) == ("Carla Núñez", "35010")
    assert DebtorReference.objects.filter(debtor=carla).count() == 2
    assert ContactPoint.objects.filter(debtor=carla, kind="phone").count() == 2


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

    assert counts_of(outcome) == (6, 4, 0, 0, 2)
    assert outcome.counts.reasons == {"debtor.reference:duplicate_row": 1, "debtor.reference:unknown_debtor": 1}
    carla = Debtor.objects.get(name="Carla Núñez")
    assert list(Debt.objects.order_by("id").values_list("reference", "debtor_id", "principal_cents")) == [
        ("F1", carla.pk, 1_050),
        ("F2", carla.pk, 2_000),
    ]


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of a few rows, so that a short file has many."""
    original = Table.blocks
    monkeypatch.setattr(Table, "blocks", lambda self, **_: original(self, block_bytes=250))


def test_rows_far_apart_are_one_person_and_no_debt_twice(tmp_path, small_blocks):
    roble = creditor()
    accounts = [CARLA.replace("F1", f"F{number}") for number in range(20)]
    others = [DIEGO.replace("C2", f"D{n}").replace("F2", f"G{n}").replace("X1234567L", "") for n in range(20)]

    first = import_accounts(tmp_path, *accounts, *others, CARLA, at=roble)
    again = import_accounts(tmp_path, *accounts, *others, CARLA, at=roble)

    assert counts_of(first) == (41, 40, 0, 0, 1)
    assert counts_of(again) == (41, 0, 0, 40, 1)
    assert Debtor.objects.count() == 21
    assert first.counts.reasons == {"debt.reference:duplicate_row": 1}


def test_person_told_differently_later_in_a_file_stays_as_told_first(tmp_path, small_blocks):
    roble = creditor()
    rows = [
        CARLA,
        *(DIEGO.replace("F2", f"G{n}") for n in range(9)),
        CARLA.replace("F1", "F9").replace("Núñez", "Soto"),
    ]

    first = import_accounts(tmp_path, *rows, at=roble)
    again = import_accounts(tmp_path, *rows, at=roble)

    assert (counts_of(first), counts_of(again)) == ((11, 11, 0, 0, 0), (11, 0, 0, 11, 0))
    assert Debtor.objects.filter(name="Carla Núñez").count() == 1


def test_two_customer_numbers_with_one_national_id_are_one_person(tmp_path):
    roble = creditor()

    import_accounts(tmp_path, CARLA, CARLA.replace("C1", "C8").replace("F1", "F8"), at=roble)

    carla = Debtor.objects.get()
    assert list(DebtorReference.objects.order_by("reference").values_list("reference", "debtor_id")) == [
        ("C1", carla.pk),
        ("C8", carla.pk),
    ]


def test_debt_of_another_customer_is_sent_back(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, DIEGO, at=roble)

    outcome = import_accounts(tmp_path, CARLA.replace("F1", "F2"), at=roble)

    assert outcome.counts.reasons == {"debt.reference:other_debtor": 1}
    assert Debt.objects.get(reference="F2").debtor.name == "Diego Ruiz"


def test_recalled_debt_closes_and_paid_one_reopens(tmp_path):
    roble = creditor()
    mapping = MAPPING.replace("debt.disputed: disputed", "debt.recalled: disputed")
    paid = DIEGO.replace(",80,0,Yes", ",0,0,No")
    import_accounts(tmp_path, CARLA, paid, at=roble, mapping=mapping)
    assert list(Debt.objects.order_by("reference").values_list("status", flat=True)) == ["open", "paid"]

    outcome = import_accounts(
        tmp_path, CARLA.replace(",No,", ",Yes,"), paid.replace(",0,0,", ",5,0,"), at=roble, mapping=mapping
    )

    assert counts_of(outcome) == (2, 0, 2, 0, 0)
    assert list(Debt.objects.order_by("reference").values_list("status", "closed_at", "principal_cents")) == [
        ("recalled", NOW, 10_050),
        ("open", None, 500),
    ]
