"""Wrong input to any command: the exit code, the place and the remedy; never a traceback.

What `acuerdo import` says about files and mappings is in tests/portfolio/test_command.py.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.strategies.test_file_form import FRIENDLY

FILES = {
    "empty.yaml": b"",
    "binary.yaml": bytes(range(256)) * 8,
    "half.yaml": b"a: 1\nb: [1,\n",
    "no-pack.yaml": b"schema: policy-pack/1\n",
    "cut.yaml": FRIENDLY.encode()[:190],
    "dead.yaml": FRIENDLY.replace(", no_contact_point: end_na}", "}").encode(),
    "fact.yaml": FRIENDLY.replace("fact: case.open_tasks", "fact: debt.colour").encode(),
    "good.yaml": FRIENDLY.encode(),
    "empty.jsonl": b"",
    "binary.jsonl": b"\xff\x00\x01",
    "half.jsonl": b'{"now": "2026-11-19T12:00Z", "channel": "sms"',
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(line: str) -> int:
    """Run a command as the command line does; return its exit code."""
    name, *rest = shlex.split(line)
    try:
        load_command_class(get_commands()[name], name).run_from_argv(["acuerdo", name, *rest])
    except SystemExit as leaving:
        return int(leaving.code or 0)
    return 0


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("run --port 70000", 2, "field --port: a port lies between 1 and 65535"),
        ("run --host 192.0.2.1", 2, "field --host: '192.0.2.1' is no address of this machine"),
        ("run --workers -1", 2, "field --workers: processes lie between 0 and 64"),
        ("run --web-workers 0", 2, "field --web-workers: processes lie between 1 and 64"),
        ("web --workers 65", 2, "field --workers: processes lie between 1 and 64"),
        ("demo --port 0", 2, "field --port: a port lies between 1 and 65535"),
        ("strategy check missing.yaml", 2, "missing.yaml: No such file or directory. Check the path."),
        ("strategy check .", 2, ".: Is a directory. Name a file in it."),
        ("strategy check empty.yaml", 2, "empty.yaml: The file is empty. Begin with"),
        ("strategy check binary.yaml", 2, "binary.yaml, line 2: The file is not text in UTF-8. Save it"),
        ("strategy check cut.yaml", 2, "cut.yaml, line 8: "),
        ("strategy check dead.yaml", 1, "dead.yaml, line 15, step first_sms, field no_contact_point: "),
        ("strategy check fact.yaml", 1, "fact.yaml, line 8, step entry, field segment"),
        ("strategy simulate missing.yaml", 2, "missing.yaml: No such file or directory. Check the path."),
        ("strategy simulate dead.yaml", 1, "dead.yaml, line 15, step first_sms"),
        ("strategy simulate good.yaml --days 0", 2, "field --days: must be between 1 and "),
        ("strategy simulate good.yaml --start soon", 2, "argument --start: "),
        ("strategy check", 2, "the following arguments are required: file"),
        ("strategy", 2, "the following arguments are required: command"),
        ("compliance check missing.yaml", 2, "missing.yaml: there is no such pack; check the path, or take one of: "),
        ("compliance check empty.yaml", 2, "empty.yaml: is no policy pack: a mapping is expected; begin with"),
        ("compliance check binary.yaml", 2, "binary.yaml: is not text in UTF-8; save it as UTF-8 text"),
        ("compliance check half.yaml", 2, "half.yaml: is no YAML: line 3: "),
        ("compliance check no-pack.yaml", 1, "no-pack.yaml, id: Field required"),
        ("compliance judge --pack es missing.jsonl", 2, "missing.jsonl: No such file or directory. Check the path."),
        ("compliance judge --pack es .", 2, ".: Is a directory. Name a file in it."),
        ("compliance judge --pack es empty.jsonl", 0, ""),
        ("compliance judge --pack es binary.jsonl", 1, '"line":1'),
        ("compliance judge --pack es half.jsonl", 1, '"line":1'),
        ("compliance judge --pack binary.yaml empty.jsonl", 2, "binary.yaml: is not text in UTF-8"),
        ("compliance judge --pack es --alternate none=x empty.jsonl", 2, "field none.alternates: "),
        (
            "compliance judge --pack es --alternate zzz empty.jsonl",
            2,
            "field zzz.alternates: no loaded pack has this rule",
        ),
        ("compliance judge empty.jsonl", 2, "the following arguments are required: --pack"),
        ("bench nosuch", 2, "field NAME: there is no benchmark 'nosuch'; there are: "),
        ("bench --size 0", 2, "field --size: a size is a whole number from 1"),
        ("demo --scale 0", 2, "field --scale: a scale lies between 0.002 and 50"),
        ("demo --days x", 2, "argument --days: invalid int value: 'x'"),
        ("demo good.yaml", 2, "unrecognized arguments: good.yaml"),
        ("creditor", 2, "the following arguments are required: command"),
        ("creditor add", 2, "the following arguments are required: REF, --name"),
        ("creditor add x --name X --sector y", 2, "argument --sector: invalid choice: 'y'"),
        ("import", 2, "the following arguments are required: FILE, --creditor, --mapping"),
        ("import a.csv --creditor x --mapping y --on-error z", 2, "argument --on-error: invalid choice: 'z'"),
    ],
)
def test_wrong_input_ends_with_its_code_and_names_place_and_remedy(capsys, folder, line, code, told):
    assert run(line) == code

    printed = capsys.readouterr()
    assert told in printed.err + printed.out
    assert "Traceback" not in printed.err
