"""Rows that say what they said are not read again; rows that may say anything else always are."""

from __future__ import annotations

import re

import polars as pl
import pytest
from django.db import connection
from django.db.models.expressions import RawSQL

from acuerdo.portfolio.enums import OnError
from acuerdo.portfolio.models import ContactPoint, CustomField, Debt, Debtor, DebtorReference, ImportChange, LedgerEntry
from acuerdo.portfolio.operations import register_import, run_import, undo_import
from acuerdo.portfolio.operations.loading.lookup import DEBTS, REFERENCES
from acuerdo.portfolio.operations.loading.sql import as_one_text, by_index
from tests.factories import NOW, creditor
from tests.portfolio.accounts import ANA, CARLA, DIEGO, MAPPING, counts_of, import_accounts

pytestmark = pytest.mark.django_db
UNREAD = 7
"""A content hash that no row has: it stays where a row was not read."""


def _forget_content() -> None:
    Debt.objects.update(content_hash=UNREAD)
    DebtorReference.objects.update(content_hash=UNREAD)


def _unread() -> list[str]:
    return sorted(Debt.objects.filter(content_hash=UNREAD).values_list("reference", flat=True))


def test_row_worded_as_last_time_is_not_read(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, DIEGO, at=roble)
    _forget_content()

    outcome = import_accounts(tmp_path, CARLA, DIEGO.replace(",80,", ",81,"), at=roble)

    assert counts_of(outcome) == (2, 0, 1, 1, 0)
    assert _unread() == ["F1"]


def test_whole_file_worded_as_last_time_reads_nothing(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, DIEGO, at=roble)
    _forget_content()

    outcome = import_accounts(tmp_path, CARLA, DIEGO, at=roble)

    assert counts_of(outcome) == (2, 0, 0, 2, 0)
    assert _unread() == ["F1", "F2"]


def _many(count):
    # More than a sample twice over: only of such blocks the neighbours are read.
    return [CARLA.replace("C1", f"C{n}").replace("F1", f"F{n}").replace("12345678Z", "") for n in range(10, 10 + count)]


def _shuffled(rows):
    return sorted(rows, key=lambda row: row[::-1])


@pytest.mark.parametrize("order", [list, _shuffled], ids=["in the order of last time", "in another order"])
def test_many_rows_are_known_in_whatever_order_they_come(tmp_path, order):
    roble = creditor()
    rows = _many(150)
    import_accounts(tmp_path, *rows, at=roble)
    _forget_content()
    changed = [row.replace("100.50", "99.00") if row in rows[70:73] else row for row in rows]
    new = DIEGO.replace("F2", "F999")

    outcome = import_accounts(tmp_path, *order([*changed[:80], new, *changed[80:-1]]), at=roble)

    assert counts_of(outcome) == (150, 1, 3, 146, 0)
    assert len(_unread()) == 147


def test_rows_scattered_among_those_of_others_are_looked_up(tmp_path):
    roble = creditor()
    rows = _many(1_000)
    import_accounts(tmp_path, *rows, at=roble)
    _forget_content()

    outcome = import_accounts(tmp_path, *rows[::6], at=roble)

    assert counts_of(outcome) == (167, 0, 0, 167, 0)
    assert len(_unread()) == 1_000


def test_row_worded_in_another_way_is_read_once(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, at=roble)
    reworded = CARLA.replace("100.50", "100.5").replace("600 123 456", "600123456")

    counted = [counts_of(import_accounts(tmp_path, reworded, at=roble))]
    _forget_content()
    counted.append(counts_of(import_accounts(tmp_path, reworded, at=roble)))

    assert counted == [(1, 0, 0, 1, 0)] * 2
    assert _unread() == ["F1"]


@pytest.mark.parametrize("words", ["100.50", "100.5"])
def test_what_people_wrote_since_stays_until_the_file_says_something_else(tmp_path, words):
    roble = creditor()
    import_accounts(tmp_path, CARLA, at=roble)
    Debtor.objects.update(city="Telde", name="Carla N.")
    Debt.objects.update(principal_cents=5_000)

    outcome = import_accounts(tmp_path, CARLA.replace("100.50", words), at=roble)

    assert counts_of(outcome) == (1, 0, 0, 1, 0)
    assert list(Debtor.objects.values_list("name", "city")) == [("Carla N.", "Telde")]
    assert Debt.objects.get().principal_cents == 5_000


def test_another_mapping_reads_the_same_words_again(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, at=roble)
    turned = MAPPING.replace("debt.disputed: disputed", 'debt.disputed: {column: disputed, values: {"No": "Yes"}}')

    outcome = import_accounts(tmp_path, CARLA, at=roble, mapping=turned)

    assert counts_of(outcome) == (1, 0, 1, 0, 0)
    assert Debt.objects.get().disputed_at == NOW


@pytest.mark.parametrize("moved_first", [True, False])
def test_first_row_about_a_person_counts_whichever_is_new(tmp_path, moved_first):
    roble = creditor()
    second = CARLA.replace("F1", "F9")
    import_accounts(tmp_path, CARLA, second, at=roble)
    moved = CARLA.replace("35010", "28004")

    outcome = import_accounts(tmp_path, *([moved, second] if moved_first else [second, moved]), at=roble)

    assert counts_of(outcome) == ((2, 0, 2, 0, 0) if moved_first else (2, 0, 0, 2, 0))
    assert Debtor.objects.get().postcode == ("28004" if moved_first else "35010")


def test_row_of_another_person_is_refused_although_its_words_are_known(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, DIEGO, at=roble)

    outcome = import_accounts(tmp_path, CARLA.replace("C1", "C2"), at=roble)

    assert outcome.counts.reasons == {"debt.reference:other_debtor": 1}


def test_import_that_changes_nothing_writes_no_row_of_the_portfolio(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, DIEGO, at=roble)
    before = _places()

    import_accounts(tmp_path, CARLA, DIEGO, at=roble)

    assert _places() == before


def _places():
    """Where each row lies: to write a row is to move it."""
    kinds = (CustomField, Debtor, DebtorReference, ContactPoint, Debt, LedgerEntry, ImportChange)
    place = RawSQL("ctid::text", ())
    return {kind: sorted(kind.objects.annotate(place=place).values_list("place", flat=True)) for kind in kinds}


def test_row_told_twice_is_refused_once(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, DIEGO, at=roble)

    outcome = import_accounts(tmp_path, CARLA, DIEGO, CARLA, at=roble)

    assert counts_of(outcome) == (3, 0, 0, 2, 1)
    assert outcome.counts.reasons == {"debt.reference:duplicate_row": 1}


def test_rows_without_a_reference_and_broken_rows_come_back_every_time(tmp_path):
    roble = creditor()
    rows = (CARLA, DIEGO.replace("F2", ""), "C9,too,few")
    first = import_accounts(tmp_path, *rows, at=roble)

    again = import_accounts(tmp_path, *rows, at=roble)

    assert (counts_of(first), counts_of(again)) == ((3, 1, 0, 0, 2), (3, 0, 0, 1, 2))


def test_file_that_holds_nothing_but_broken_rows_is_refused_whole(tmp_path):
    assert counts_of(import_accounts(tmp_path, "C9,too,few", at=creditor())) == (1, 0, 0, 0, 1)


def test_undone_import_is_read_anew(tmp_path):
    roble = creditor()
    import_accounts(tmp_path, CARLA, at=roble)
    changed = CARLA.replace("100.50", "90.00")
    undo_import(import_id=import_accounts(tmp_path, changed, at=roble).import_id, actor=ANA, now=NOW)

    outcome = import_accounts(tmp_path, changed, at=roble)

    assert counts_of(outcome) == (1, 0, 1, 0, 0)


def test_people_in_a_file_of_their_own_are_compared_by_their_words(tmp_path):
    roble = creditor()
    people, invoices = tmp_path / "people.csv", tmp_path / "invoices.csv"
    invoices.write_text("no,customer,due,amount\nF1,C1,2026-01-31,10\nF2,C2,2026-02-28,20\n")
    people.write_text("id,name\nC1,Carla Núñez\nC2,Diego Ruiz\n")
    first = _joined(roble, people, invoices)
    _forget_content()
    people.write_text("id,name\nC1,Carla Núñez\nC2,Diego Ruiz Soto\nC1,Carla Núñez\n")

    again = _joined(roble, people, invoices)

    assert (counts_of(first), counts_of(again)) == ((4, 4, 0, 0, 0), (5, 0, 1, 3, 1))
    assert sorted(Debtor.objects.values_list("name", flat=True)) == ["Carla Núñez", "Diego Ruiz Soto"]
    assert _unread() == ["F1", "F2"]


def test_many_people_in_a_file_of_their_own_are_known(tmp_path):
    roble = creditor()
    people, invoices = tmp_path / "people.csv", tmp_path / "invoices.csv"
    invoices.write_text("no,customer,due,amount\nF1,C1,2026-01-31,10\n")
    people.write_text("id,name\n" + "".join(f"C{n},Carla {n}\n" for n in range(150)))
    _joined(roble, people, invoices)
    _forget_content()

    outcome = _joined(roble, people, invoices)

    assert counts_of(outcome) == (151, 0, 0, 151, 0)
    assert set(DebtorReference.objects.values_list("content_hash", flat=True)) == {UNREAD}


def _joined(at, people, invoices):
    mapping = """
        mapping: 1
        files:
          - {name: people, match: "people*", join: {column: id, to: invoices.customer}, fields: {debtor.name: name}}
          - {name: invoices, match: "invoices*",
             fields: {debt.reference: no, debt.due_date: due, debt.principal: amount}}
    """
    run = register_import(
        creditor_id=at.pk, files=[invoices, people], mapping=mapping, on_error=OnError.KEEP_GOOD, is_dry_run=False,
        actor=ANA, now=NOW,
    )  # fmt: skip
    return run_import(import_id=run.pk, actor=ANA, now=NOW, report=lambda *_: None)


@pytest.mark.parametrize(("statement", "table"), [(DEBTS, "portfolio_debt"), (REFERENCES, "portfolio_debtorreference")])
def test_keys_of_a_creditor_whom_statistics_do_not_know_are_looked_up_one_by_one(tmp_path, statement, table):
    import_accounts(tmp_path, *_many(2_000), at=creditor())
    lumbre = creditor("lumbre")
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")
    with by_index() as cursor:
        cursor.execute(f"EXPLAIN {statement}", [as_one_text(pl.Series(_many(2_000))), lumbre.pk])
        plan = " ".join(line for (line,) in cursor.fetchall())

    assert re.search(r"Index Cond: \(\(creditor_id = \d+\) AND \(\(reference\)::text = ", plan), plan
