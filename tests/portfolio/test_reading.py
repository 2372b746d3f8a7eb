"""Files of every kind and fault, as rows of text with their line."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acuerdo.portfolio.importing.faults import CannotReadFile
from acuerdo.portfolio.importing.reading.blocks import TextBlock, text_blocks
from acuerdo.portfolio.importing.reading.records import records
from acuerdo.portfolio.importing.reading.tables import open_table, unique_names
from acuerdo.portfolio.importing.reading.text import delimiter_of

TEXT = "código;nombre;importe\n1;Álvaro Núñez;1.234,50\n2;Íñigo;7,00\n"


def _written(folder: Path, content: bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("encoding", "guessed"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("windows-1252", "windows-1252"),
    ],
)
def test_encodings_are_told_apart(tmp_path, encoding, guessed):
    table = open_table(_written(tmp_path, TEXT.encode(encoding)))

    assert (table.written.encoding, table.written.delimiter, table.columns) == (
        guessed,
        ";",
        ("código", "nombre", "importe"),
    )
    assert table.sample()["nombre"].to_list() == ["Álvaro Núñez", "Íñigo"]


def test_accent_late_in_the_file_decides_the_encoding(tmp_path):
    content = b"a,b\n" + b"1,plain\n" * 5_000 + "2,señor\n".encode("latin-1")

    table = open_table(_written(tmp_path, content))

    assert table.written.encoding == "windows-1252"
    assert [block.rows["b"][-1] for block in table.blocks()] == ["señor"]


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        ("a,b,c\n1,2,3", ","),
        ("a;b;c\n1,5;2;3", ";"),
        ("a\tb\n1,2\t3", "\t"),
        ("a|b\n1|2", "|"),
        ('"x;y",b\n"1;2",3', ","),
        ("only\n1", ","),
    ],
)
def test_delimiters(sample, expected):
    assert delimiter_of(sample)[0] == expected


def test_line_numbers_count_fields_of_several_lines(tmp_path):
    path = _written(tmp_path, b'a,b\r\n1,"x\r\ny"\r\n\r\n2,z\r\n')

    rows = next(open_table(path).blocks()).rows

    assert rows.select("a", "b", "__line").rows() == [("1", "x\ny", 2), ("2", "z", 5)]


def test_broken_records_are_marked_and_take_no_other_with_them(tmp_path):
    path = _written(tmp_path, b'a,b,c\n1,2\n3,4,5,6\n7,"8,9\n10,11,12\n13,14,\n')

    rows = pl.concat(block.rows for block in open_table(path).blocks())

    assert rows.select("a", "__line", "__broken").rows() == [
        ("1", 2, "too_few_fields"),
        ("3", 3, "too_many_fields"),
        ("7", 4, "open_quote"),
        ("10", 5, None),
        ("13", 6, None),
    ]


def test_two_stray_quotes_far_apart_do_not_swallow_the_rows_between(tmp_path):
    between = "".join(f"{number},plain\n" for number in range(100))
    path = _written(tmp_path, f'a,b\n1,"open\n{between}2,close"\n'.encode())

    rows = next(open_table(path).blocks()).rows

    assert rows.height == 102
    assert rows.filter(pl.col("__broken").is_not_null())["__line"].to_list() == [2, 103]


def test_short_row_after_a_field_of_several_lines_is_marked(tmp_path):
    path = _written(tmp_path, b'a,b,c\n1,"x\ny",\n2,3\n')

    rows = next(open_table(path).blocks()).rows

    assert rows.select("a", "__broken").rows() == [("1", None), ("2", "too_few_fields")]


cells = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=8)


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=30), st.integers(20, 200))
def test_blocks_of_any_size_give_the_rows_that_csv_gives(rows, size):
    import tempfile

    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = _written(Path(folder), text.getvalue().encode())

        found = [
            row
            for block in text_blocks(path, encoding="utf-8", block_bytes=size)
            for row in records(block, columns=("a", "b", "c"), delimiter=",").select("a", "b", "c").rows()
        ]

    assert found == [row for row in rows if any(cell.strip() for cell in row)]


def test_spreadsheet_numbers_and_dates_read_as_text(tmp_path):
    path = Path(__file__).parent / "files" / "accounts.xlsx"

    table = open_table(path)

    assert (table.sheets, table.sheet, table.columns, table.header_line) == (
        ("Deudas", "Notas"),
        "Deudas",
        ("Cliente", "Importe", "Vencimiento"),
        3,
    )
    rows = next(table.blocks()).rows
    assert rows.select("Cliente", "Importe", "Vencimiento", "__line").rows() == [
        ("1042", "12.5", "2026-01-31", 4),
        ("C7", "7", "2026-02-28", 5),
    ]
    assert fastexcel.read_excel(path).sheet_names == ["Deudas", "Notas"]


def test_parquet_keeps_values_as_a_csv_would_show_them(tmp_path):
    path = tmp_path / "file.parquet"
    pl.DataFrame(
        {"ref": [1, 2], "amount": [1.5, None], "due": [date(2026, 1, 31), None], "ok": [True, False]}
    ).write_parquet(path)

    rows = next(open_table(path).blocks()).rows

    assert rows.select("ref", "amount", "due", "ok", "__line").rows() == [
        ("1", "1.5", "2026-01-31", "true", 1),
        ("2", "", "", "false", 2),
    ]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "empty.csv", "the file is empty"),
        (b"  \n ", "blank.csv", "the file is empty"),
        (b"\x7fELF\x00\x01\x02\x00" * 10, "program.csv", "this is a binary file, not a table"),
        (b"PK\x03\x04 no zip at all", "broken.xlsx", "the workbook is damaged, or is no workbook"),
        (b"PAR1 cut short", "broken.parquet", "the Parquet file is damaged or cut short"),
    ],
)
def test_files_that_are_no_table_are_refused_with_a_reason(tmp_path, content, name, told):
    with pytest.raises(CannotReadFile) as refusal:
        open_table(_written(tmp_path, content, name))

    assert (refusal.value.faults[0].file, refusal.value.faults[0].text.en) == (name, told)


def test_missing_file_and_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(CannotReadFile):
            open_table(path)


def test_bytes_that_are_no_text_are_refused_with_their_line(tmp_path):
    path = _written(tmp_path, b"a,b\n" + b"1,x\n" * 100 + b"2,\xff\xfe\n")

    with pytest.raises(CannotReadFile) as refusal:
        list(open_table(path, encoding="utf-8").blocks())

    assert refusal.value.faults[0].line == 102


def test_unknown_encoding_and_header_beyond_the_end_are_refused(tmp_path):
    path = _written(tmp_path, b"a,b\n1,2\n")

    with pytest.raises(CannotReadFile):
        open_table(path, encoding="klingon")
    with pytest.raises(CannotReadFile):
        open_table(path, header_line=9)


def test_header_line_may_be_below_a_title(tmp_path):
    table = open_table(_written(tmp_path, b"Report,,\na,b\n1,2\n"), header_line=2)

    assert (table.columns, next(table.blocks()).rows["__line"].to_list()) == (("a", "b"), [3])


def test_header_cells_become_names_that_differ():
    assert unique_names(["a", " a ", "", "__line", "b  c"]) == ("a", "a 2", "column 3", "line 2", "b c")


def test_old_mac_line_ends_are_read(tmp_path):
    assert open_table(_written(tmp_path, b"a,b\r1,2\r3,4\r")).sample()["a"].to_list() == ["1", "3"]


def test_records_of_a_block_keep_the_block_line():
    block = TextBlock(content=b"1,2\n3,4\n", line=11, ends=2, read=8)

    assert records(block, columns=("a", "b"), delimiter=",")["__line"].to_list() == [11, 12]
