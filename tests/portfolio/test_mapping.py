"""The mapping: read, written, guessed, laid on files; every fault named."""

from __future__ import annotations

from pathlib import Path

import pytest

from acuerdo.portfolio.importing.checking import check
from acuerdo.portfolio.importing.faults import CannotUseMapping
from acuerdo.portfolio.importing.mapping.fitting import fit
from acuerdo.portfolio.importing.mapping.guess import fold, guess_mapping, how_read, with_guessed_format
from acuerdo.portfolio.importing.mapping.yaml_form import dump_mapping, load_mapping
from acuerdo.portfolio.importing.reading.tables import open_table

CSV = "Nº Cliente;Nombre;N.I.F.;Móvil;Factura;Vencimiento;Importe;En disputa;Tarifa;Alta\n" \
      "7;Ana;12345678Z;600123456;F1;31/01/2026;1.234,50;No;A;01/02/2020\n"  # fmt: skip


def _table(folder: Path, text: str = CSV, name: str = "cartera.csv"):
    path = folder / name
    path.write_text(text)
    return open_table(path)


def _faults(document: str, *tables) -> list[str]:
    with pytest.raises(CannotUseMapping) as refusal:
        fit(load_mapping(document), tables)
    return [fault.in_language("en") for fault in refusal.value.faults]


def test_spanish_headers_are_recognised(tmp_path):
    mapping = guess_mapping([_table(tmp_path)])

    part = mapping.files[0]
    assert {key: source.column for key, source in part.fields.items()} == {
        "debtor.reference": "Nº Cliente",
        "debtor.given_name": "Nombre",
        "debtor.national_id": "N.I.F.",
        "debtor.phone": "Móvil",
        "debt.reference": "Factura",
        "debt.due_date": "Vencimiento",
        "debt.principal": "Importe",
        "debt.disputed": "En disputa",
    }
    assert {key: source.type for key, source in part.custom.items()} == {"tarifa": "text", "alta": "date"}
    assert (part.format.delimiter, part.format.decimal, part.format.thousands) == (";", ",", ".")


def test_guess_written_and_read_again_is_the_same(tmp_path):
    mapping = guess_mapping([_table(tmp_path)])

    assert load_mapping(dump_mapping(mapping)) == mapping


def test_customers_and_invoices_are_joined_by_the_column_they_share(tmp_path):
    people = _table(tmp_path, "Customer ID,Name,Email\n1,Ana,a@example.es\n", "customers.csv")
    invoices = _table(tmp_path, "Invoice,Customer ID,Due date,Amount\nF1,1,2026-01-31,5\n", "invoices.csv")

    mapping = guess_mapping([people, invoices])

    assert [(part.name, part.join.to if part.join else None) for part in mapping.files] == [
        ("customers", "invoices.Customer ID"),
        ("invoices", None),
    ]
    assert mapping.main.name == "invoices"
    assert [each.debtors_only for each in fit(mapping, [invoices, people])] == [True, False]


def test_format_left_out_is_taken_from_the_first_rows(tmp_path):
    document = """
        mapping: 1
        files:
          - fields:
              debtor.reference: Nº Cliente
              debt.reference: Factura
              debt.due_date: Vencimiento
              debt.principal: Importe
            custom: {alta: {column: Alta, type: date}}
    """
    (fitted,) = fit(load_mapping(document), [_table(tmp_path)])

    settled = with_guessed_format(fitted)

    good = check(next(settled.table.blocks()).rows, settled).good
    assert good.select("debt_principal", "debt_due_date", "custom").rows()[0][0] == 123_450
    assert good["custom"].to_list() == ['{"alta":"2020-02-01"}']
    assert how_read(settled) == {
        "file": "cartera.csv", "kind": "csv", "encoding": "utf-8", "delimiter": ";", "sheet": None, "decimal": ",",
        "thousands": ".", "date": "%d/%m/%Y",
    }  # fmt: skip


def test_template_constant_values_and_blank_cells(tmp_path):
    document = """
        mapping: 1
        files:
          - format: {date: "%d/%m/%Y", decimal: ",", thousands: "."}
            fields:
              debtor.reference: Nº Cliente
              debtor.email: {template: "{Nombre|lower}.{Nº Cliente|digits}@example.es"}
              debtor.language: {constant: en}
              debtor.phone: {column: Tarifa, if_invalid: blank}
              debt.reference: Factura
              debt.due_date: Vencimiento
              debt.principal: Importe
              debt.disputed: {column: Tarifa, values: {A: true, Yes: false}}
              debt.recalled: {constant: false}
    """
    (fitted,) = fit(load_mapping(document), [_table(tmp_path)])

    good = check(next(fitted.table.blocks()).rows, fitted).good

    assert good.select("debtor_email", "debtor_language", "debtor_phone", "debt_disputed", "debt_recalled").rows() == [
        ("ana.7@example.es", "en", None, True, False)
    ]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("", "mapping.yaml: the mapping is empty or no document."),
        ("a: [", "mapping.yaml, line 1: not valid YAML"),
        ("\x00\x01", "mapping.yaml: this is a binary file."),
        ("mapping: 2\nfiles: [{}]", "mapping.yaml, field mapping: not valid: Input should be 1."),
        ("mapping: 1\nfiles: []", "mapping.yaml, field files: not valid"),
        ("mapping: 1\nfiles: [{colour: red}]", "mapping.yaml, field files.0.colour: unknown key."),
        ("mapping: 1\nfiles: [{fields: {debt.fees: {}}}]", "mapping.yaml, field files.0.fields.debt.fees: not valid"),
        (
            "mapping: 1\nfiles: [{fields: {debt.fees: {column: a, date: x}}}]",
            "mapping.yaml, field files.0.fields.debt.fees: not",
        ),
        ("mapping: 1\nfiles: [{format: {date: x}}]", "mapping.yaml, field files.0.format.date: not valid"),
        ("mapping: 1\nfiles: [{custom: {Bad Key: a}}]", "mapping.yaml, field files.0.custom: not valid: custom key"),
        ("mapping: 1\nfiles: [{name: a}, {name: a}]", "mapping.yaml, field mapping: not valid: each file needs"),
        ("mapping: 1\nfiles: [{name: a, join: {column: x, to: b.y}}]", "mapping.yaml, field mapping: not valid: a j"),
        ("mapping: 1\nfiles: [{name: a, join: {column: x, to: y}}]", "mapping.yaml, field files.0.join.to: not valid"),
    ],
)  # fmt: skip
def test_wrong_documents_are_refused_with_their_place(document, told):
    with pytest.raises(CannotUseMapping) as refusal:
        load_mapping(document)

    assert refusal.value.faults[0].in_language("en").startswith(told)


def test_every_wrong_name_is_told_with_what_is_near(tmp_path):
    document = """
        mapping: 1
        files:
          - name: accounts
            fields:
              debtor.reference: N Cliente
              debt.referense: Factura
              debt.principal: {template: "{Importe|uper}"}
              debt.due_date: zzz
    """
    assert _faults(document, _table(tmp_path)) == [
        "mapping.yaml, field accounts.fields.debt.referense: unknown field. Did you mean 'debt.reference', "
        "'debtor.reference', 'debt.fees'?",
        "mapping.yaml, field accounts.fields.debtor.reference: there is no column 'N Cliente' in "
        "cartera.csv. "
        "Did you mean 'Nº Cliente', 'Vencimiento'?",
        "mapping.yaml, field accounts.fields.debt.principal: unknown filter 'uper'. Did you mean 'upper'?",
        "mapping.yaml, field accounts.fields.debt.due_date: there is no column 'zzz' in cartera.csv. "
        "There are: Nº Cliente, Nombre, N.I.F., Móvil, Factura, Vencimiento, Importe, En disputa, Tarifa, Alta",
        "mapping.yaml, field accounts.fields.debt.reference: a required field is missing (Debt number). Name "
        "its column",
    ]  # fmt: skip


def test_files_and_parts_must_pair_up(tmp_path):
    document = """
        mapping: 1
        files:
          - {name: people, match: "people*", join: {column: nope, to: debts.a}, fields: {debtor.name: Nombre}}
          - {name: debts, match: "debts*"}
    """
    found = _faults(document, _table(tmp_path, name="people.csv"), _table(tmp_path, name="other.csv"))

    assert [fault.split(". ")[0] for fault in found] == [
        "mapping.yaml, field files: no pattern matches the file other.csv",
        "mapping.yaml, field files.debts: the file debts* is missing",
        "mapping.yaml, field people.join.column: there is no column 'nope' in people.csv",
    ]


def test_payments_must_name_a_debt_or_a_customer(tmp_path):
    document = """
        mapping: 1
        kind: payments
        files: [{fields: {payment.amount: Importe, payment.date: Alta}}]
    """
    assert "no column tells which debt or customer is paid" in _faults(document, _table(tmp_path))[0]


def test_headers_fold_to_bare_words():
    assert fold("N.º de   Factura") == "no de factura"
    assert fold("customerID") == "customer id"
