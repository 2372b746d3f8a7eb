"""Exit codes, --json, and errors that name the place."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from acuerdo.cli.command import Command, WrongInput
from acuerdo.cli.progress import progress_line


class Reader(Command):
    def work(self, options):
        if options["line"] is not None:
            raise WrongInput("not a date", file="debts.csv", line=options["line"], field="due")
        if options["file"]:
            open(options["file"]).close()
        self.say("for people")
        self.answer({"rows": 3})
        return options["code"]

    def add_arguments(self, parser):
        parser.add_argument("--line", type=int)
        parser.add_argument("--file")
        parser.add_argument("--code", type=int, default=0)


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(Reader(stdout=out, stderr=err), *arguments)
    except SystemExit as leaving:
        return leaving.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_people_read_sentences_and_programs_json():
    assert run() == (0, "for people\n", "")
    assert run("--json") == (0, '{"rows": 3}\n', "")


def test_problems_found_is_one():
    assert run("--code", "1")[0] == 1


def test_wrong_input_is_two_and_names_file_line_and_field():
    assert run("--line", "7") == (2, "", "debts.csv, line 7, field due: not a date\n")


def test_wrong_input_as_json():
    code, out, err = run("--line", "7", "--json")

    assert (code, err) == (2, "")
    assert json.loads(out) == {"error": {"message": "not a date", "file": "debts.csv", "line": 7, "field": "due"}}


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("not-here.csv", "not-here.csv: No such file or directory. Check the path."),
        (".", ".: Is a directory. Name a file in it."),
        ("1" * 300, "1" * 300 + ": File name too long"),
    ],
)
def test_file_that_cannot_be_opened_is_wrong_input(file, told):
    assert run("--file", file) == (2, "", told + "\n")


def test_forbidden_file_is_wrong_input(monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", path)

    # Only while it runs: whoever writes the report of the test opens files too.
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("builtins.open", refuse)
        answer = run("--file", "secret.csv")

    told = "secret.csv: Permission denied. Let this user read or write it, or name another file.\n"
    assert answer == (2, "", told)


@pytest.mark.parametrize(
    ("done", "total", "line"),
    [
        (12_000, 50_000, "12,000 of 50,000 rows (24 %), 3,000/s, 0:12 left"),
        (12_000, None, "12,000 rows, 3,000/s"),
        (0, 10, "0 of 10 rows (0 %), 0/s, 0:00 left"),
    ],
)
def test_progress_says_rate_and_time_left(done, total, line):
    assert progress_line(done=done, total=total, unit="rows", seconds=4.0) == line
