"""A real file of invoices, through the example's mappings."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from acuerdo.kernel.audit import SYSTEM
from acuerdo.payments.operations.importing import run_payments_import
from acuerdo.portfolio.enums import ImportKind, OnError
from acuerdo.portfolio.importing.mapping.doubts import doubts_about
from acuerdo.portfolio.importing.mapping.fitting import fit
from acuerdo.portfolio.importing.mapping.guess import guess_mapping
from acuerdo.portfolio.importing.reading.tables import open_table
from acuerdo.portfolio.models import ContactPoint, Debt, Debtor
from acuerdo.portfolio.operations import register_import, run_import
from tests.factories import NOW, creditor

EXAMPLE = Path(__file__).parents[2] / "examples" / "receivables"


@pytest.mark.django_db
def test_receivables_go_in_and_their_payments_close_them(data_folder):
    roble = creditor()
    file = data_folder / "credit" / "ibm_accounts_receivable.csv"
    registered = {
        kind: register_import(
            creditor_id=roble.pk,
            files=[file],
            mapping=(EXAMPLE / name).read_text(),
            on_error=OnError.REFUSE,
            is_dry_run=False,
            actor=SYSTEM,
            now=NOW,
            kind=kind,
        ).pk
        for kind, name in ((ImportKind.DEBTS, "mapping.yaml"), (ImportKind.PAYMENTS, "payments.yaml"))
    }

    debts = run_import(import_id=registered[ImportKind.DEBTS], actor=SYSTEM, now=NOW, report=lambda *_: None)
    paid = run_payments_import(import_id=registered[ImportKind.PAYMENTS], actor=SYSTEM, now=NOW, report=lambda *_: None)

    with file.open() as stream:
        lines = list(csv.DictReader(stream))
    customers = {line["customerID"] for line in lines}
    assert (debts.counts.rows, debts.counts.created, debts.counts.reasons) == (len(lines), len(lines), {})
    assert (Debtor.objects.count(), ContactPoint.objects.count()) == (len(customers), 2 * len(customers))
    assert Debt.objects.filter(disputed_at__isnull=False).count() == sum(line["Disputed"] == "Yes" for line in lines)
    assert (paid.counts.created, paid.counts.reasons) == (len(lines), {})
    assert Debt.objects.filter(status="open").count() == 0


def test_receivables_are_mapped_by_their_headers(data_folder):
    table = open_table(data_folder / "credit" / "ibm_accounts_receivable.csv")

    mapping = guess_mapping([table])

    fields = mapping.files[0].fields
    assert {key: source.column for key, source in fields.items()} == {
        "debtor.reference": "customerID",
        "debt.reference": "invoiceNumber",
        "debt.issued_date": "InvoiceDate",
        "debt.due_date": "DueDate",
        "debt.principal": "InvoiceAmount",
        "debt.disputed": "Disputed",
    }
    assert {source.date for source in fields.values() if source.date} == {"%m/%d/%Y"}
    # Dates and amounts are beyond doubt; its country codes are numbers of branches.
    found = [doubt for fitted in fit(mapping, [table]) for doubt in doubts_about(fitted)]
    assert [(doubt.kind, doubt.column, doubt.example) for doubt in found] == [("values", "countryCode", "391, 406")]
