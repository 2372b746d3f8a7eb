"""`acuerdo import`: its answer, its exit codes, its words for wrong input."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from acuerdo.portfolio.models import Debt, Import
from tests.factories import creditor

MAPPING = "mapping: 1\nfiles: [{fields: {debtor.reference: c, debt.reference: i, debt.due_date: d, debt.principal: p}}]"
GOOD = "c,i,d,p\nC1,F1,2026-01-31,10\n"

# The command writes its progress by a connection of its own, which must see the import.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "mapping.yaml").write_text(MAPPING)
    creditor()
    return tmp_path


def _import(folder, *arguments, content=GOOD, mapping="mapping.yaml", creditor="banco-roble"):
    path = folder / "accounts.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command(
            "import", str(path), *arguments, "--creditor", creditor, "--mapping", str(folder / mapping),
            "--language", "en", stdout=out, stderr=err,
        )  # fmt: skip
    except SystemExit as end:
        code = int(end.code or 0)
    return code, out.getvalue(), err.getvalue()


def test_answer_is_one_object_with_what_became_of_the_rows(folder):
    code, out, _ = _import(folder, "--json")

    answer = json.loads(out)
    assert code == 0
    assert {name: answer[name] for name in ("rows", "created", "updated", "unchanged", "rejected", "rejects_file")} == {
        "rows": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": 0, "rejects_file": None,
    }  # fmt: skip
    assert answer["seconds"] > 0
    assert answer["read"][0]["date"] == "%Y-%m-%d"
    assert Import.objects.get().status == "done"


def test_a_dry_run_names_what_could_be_read_in_two_ways(folder):
    doubtful = GOOD.replace("2026-01-31", "03/04/2026")

    _, out, _ = _import(folder, "--dry-run", "--json", content=doubtful)
    _, told, _ = _import(folder, "--dry-run", content=doubtful)
    _, sure, _ = _import(folder, "--dry-run", "--json")

    (doubt,) = json.loads(out)["doubts"]
    assert (doubt["kind"], doubt["example"]) == ("date", "03/04/2026")
    assert (doubt["read_as"], doubt["or_as"]) == ("2026-04-03", "2026-03-04")
    assert "doubtful: '03/04/2026' in d is read as 2026-04-03, not as 2026-03-04" in told
    assert json.loads(sure)["doubts"] == []


def test_rejected_rows_end_with_one_and_a_file(folder):
    code, out, _ = _import(folder, "--json", content=GOOD + "C2,F2,tomorrow,10\n")

    answer = json.loads(out)
    assert (code, answer["created"], answer["rejected"], answer["reasons"]) == (1, 1, 1, {"debt.due_date:date": 1})
    assert Path(answer["rejects_file"]).read_text(encoding="utf-8-sig") == (
        "c,i,d,p,line,reasons\nC2,F2,tomorrow,10,3,Due date: is not a date of the given format\n"
    )


def test_refuse_and_dry_run_leave_nothing(folder):
    bad = GOOD + "C2,F2,tomorrow,10\n"

    assert _import(folder, "--json", "--on-error", "refuse", content=bad)[0] == 1
    assert _import(folder, "--json", "--dry-run")[0] == 0
    assert Debt.objects.count() == 0
    assert list(Import.objects.order_by("id").values_list("status", flat=True)) == ["refused", "dry_run"]


def test_words_for_people(folder):
    code, out, _ = _import(folder)

    assert code == 0
    assert out.startswith("Imported: 1 rows in ")
    assert "new 1  changed 0  unchanged 0  rejected 0" in out
    assert "accounts.csv read as: kind 'csv', encoding 'utf-8', delimiter ','" in out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "accounts.csv: the file is empty. Export it again, with a header row"),
        (b"\x00\x01\x02" * 100, "accounts.csv, line 1: this is a binary file, not a table."),
        (GOOD.encode() + b"C2,F2,\x00\xff", "accounts.csv, line 3: this is a binary file, not a table."),
        (b"x,i,d,p\n", "mapping.yaml, field file.fields.debtor.reference: there is no column 'c' in accounts.csv."),
    ],
)
def test_unusable_files_end_with_two_and_leave_nothing(folder, content, told):
    code, _, err = _import(folder, content=content)

    assert (code, Debt.objects.count()) == (2, 0)
    assert err.strip().startswith(told)


def test_wrong_arguments_end_with_two(folder):
    (folder / "broken.yaml").write_bytes(b"\xff\xfe\x00")
    (folder / "empty.yaml").write_text("")

    assert "there is no creditor 'nobody'; there are: banco-roble" in _import(folder, creditor="nobody")[2]
    assert _import(folder, mapping="none.yaml")[0] == 2
    assert _import(folder, mapping="broken.yaml")[0] == 2
    assert "the mapping is empty" in _import(folder, mapping="empty.yaml")[2]
    assert _import(folder, str(folder / "none.csv"))[0] == 2
    assert Import.objects.count() == 0


def test_error_for_programs_names_file_line_and_field(folder):
    code, out, _ = _import(folder, "--json", content=b"x,i,d,p\n")

    error = json.loads(out)["error"]
    assert (code, error["file"], error["field"]) == (2, "mapping.yaml", "file.fields.debtor.reference")
