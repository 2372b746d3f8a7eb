"""Doubtful readings of files: told with the cell they come from, and not told where there is no doubt."""

from __future__ import annotations

import pytest

from acuerdo.portfolio.importing.mapping.doubts import doubts_about
from acuerdo.portfolio.importing.mapping.fitting import fit
from acuerdo.portfolio.importing.mapping.guess import guess_mapping
from acuerdo.portfolio.importing.mapping.yaml_form import load_mapping
from acuerdo.portfolio.importing.reading.tables import open_table

HEAD = "Nº Cliente;Nombre;Factura;Vencimiento;Importe"
SURE = f"{HEAD}\n7;Begoña;F1;31/01/2026;1.234,50\n"
OPEN = """
    mapping: 1
    files:
      - fields:
          debtor.reference: Nº Cliente
          debt.reference: Factura
          debt.due_date: Vencimiento
          debt.principal: Importe
"""
CONSTANTS = """
    mapping: 1
    files:
      - fields:
          debtor.reference: {constant: a}
          debt.reference: {constant: b}
          debt.due_date: {constant: "2026-01-31"}
          debt.principal: {constant: "1"}
"""


def table_of(folder, content, encoding="utf-8"):
    path = folder / "cartera.csv"
    path.write_bytes(content.encode(encoding))
    return open_table(path)


def doubts(folder, content, encoding="utf-8"):
    table = table_of(folder, content, encoding)
    (fitted,) = fit(guess_mapping([table]), [table])
    return doubts_about(fitted)


def told(found):
    return [(doubt.kind.value, doubt.column, doubt.example, doubt.read_as, doubt.or_as) for doubt in found]


def test_a_file_that_can_be_read_one_way_only_raises_none(tmp_path):
    assert doubts(tmp_path, SURE) == []
    assert doubts(tmp_path, SURE, "windows-1252") == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            SURE.replace("31/01/2026", "03/04/2026"),
            ("date", "Vencimiento", "03/04/2026", "2026-04-03", "2026-03-04"),
        ),
        (SURE.replace("1.234,50", "1.234"), ("decimal", "Importe", "1.234", "1.23", "1234.00")),
        (
            f"{HEAD.replace('Importe', 'Importe;Saldo')}\n7;Ana;F1;31/01/2026;1.234,50;9,00\n",
            ("column", "Importe", "9,00", "", ""),
        ),
        (
            f"{HEAD};E-mail\n7;Ana;F1;31/01/2026;1.234,50;lunes\n",
            ("values", "E-mail", "lunes", "", ""),
        ),
    ],
)
def test_each_doubt_has_its_example(tmp_path, content, expected):
    assert told(doubts(tmp_path, content)) == [expected]


def test_a_date_column_without_doubt_speaks_for_the_others(tmp_path):
    content = f"{HEAD};Fecha factura\n7;Ana;F1;03/04/2026;1.234,50;31/01/2026\n"

    assert doubts(tmp_path, content) == []


def test_an_old_encoding_shows_by_signs_that_no_name_has(tmp_path):
    (doubt,) = doubts(tmp_path, SURE, "cp850")

    assert (doubt.kind, doubt.chosen, doubt.rival, doubt.or_as) == ("encoding", "windows-1252", "cp850", "Begoña")


def test_two_delimiters_as_even_as_one_another(tmp_path):
    content = "cliente,x;factura,y;vencimiento,z;importe,w\n1,a;2,b;31/01/2026,c;4,d\n"
    path = tmp_path / "cartera.csv"
    path.write_text(content)
    table = open_table(path)
    (fitted,) = fit(load_mapping(CONSTANTS), [table])

    (doubt,) = doubts_about(fitted)

    assert {doubt.chosen, doubt.rival} == {",", ";"}
    assert doubt.is_stated is False


def test_what_the_mapping_states_is_marked_as_stated(tmp_path):
    table = table_of(tmp_path, SURE.replace("31/01/2026", "03/04/2026"))
    stated = OPEN.replace("- fields:", "- format: {date: '%d/%m/%Y'}\n        fields:")

    left_open, decided = (
        [doubt.is_stated for doubt in doubts_about(fit(load_mapping(text), [table])[0])] for text in (OPEN, stated)
    )

    assert (left_open, decided) == ([False], [True])


def test_programs_get_what_is_known(tmp_path):
    (doubt,) = doubts(tmp_path, SURE.replace("31/01/2026", "03/04/2026"))

    assert doubt.as_json() == {
        "file": "cartera.csv", "kind": "date", "column": "Vencimiento", "chosen": "%d/%m/%Y", "rival": "%m/%d/%Y",
        "example": "03/04/2026", "read_as": "2026-04-03", "or_as": "2026-03-04",
    }  # fmt: skip
