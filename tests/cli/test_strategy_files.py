"""`acuerdo strategy export|import|diff`: strategies between git and the database."""

from __future__ import annotations

import json
import shlex
from io import StringIO

import pytest
from django.core.management import call_command

from acuerdo.strategies.models import Strategy, StrategyVersion
from tests.strategies import scenes

pytestmark = pytest.mark.django_db

LONGER = scenes.REMINDER.replace("timeout: P3D", "timeout: P5D")


def run(line: str) -> tuple[int, str, str]:
    """Run a command; its exit code, what it answered and what it complained of."""
    out, err, code = StringIO(), StringIO(), 0
    name, *rest = shlex.split(line)
    try:
        call_command(name, *rest, stdout=out, stderr=err)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "longer.yaml").write_text(LONGER, encoding="utf-8")
    (tmp_path / "reminder.yaml").write_text(scenes.REMINDER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def mine():
    scenes.templates()
    return scenes.strategy()


def test_a_strategy_comes_out_and_goes_in_unchanged(mine, folder):
    assert run("strategy export reminder --output out.yaml")[0] == 0
    assert run("strategy import out.yaml")[0] == 0

    assert run("strategy export reminder") == (0, (folder / "out.yaml").read_text(encoding="utf-8"), "")
    assert Strategy.objects.get().draft_revision == 1


def test_a_file_becomes_the_draft_and_goes_live_when_asked(mine, folder):
    kept = run("strategy --json import longer.yaml")
    assert run("strategy import longer.yaml --publish")[0] == 0

    assert json.loads(kept[1]) == {"strategy": "reminder", "created": False, "version": None}
    assert Strategy.objects.get().draft_revision == 2
    assert StrategyVersion.objects.count() == 2
    assert "timeout: P3D" in run("strategy export reminder@1")[1]


def test_a_file_of_a_new_strategy_makes_it(folder):
    scenes.templates()

    assert run("strategy import reminder.yaml")[0] == 0

    assert Strategy.objects.get().status == "draft"
    code, _out, err = run("strategy diff reminder@live reminder")
    assert code == 2
    assert "there are: none, it was never published" in err


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("reminder.yaml reminder", 0),
        ("reminder reminder@live", 0),
        ("reminder@1 reminder@live", 0),
        ("longer.yaml reminder@1", 1),
        ("reminder longer.yaml", 1),
        ("reminder.yaml longer.yaml", 1),
    ],
)
def test_files_drafts_and_versions_are_compared(mine, folder, line, code):
    found = run(f"strategy diff {line}")

    assert (found[0], "nothing differs" in found[1]) == (code, code == 0)


def test_a_difference_names_step_setting_before_and_after(mine, folder):
    _code, words, _err = run("strategy diff reminder longer.yaml")
    told = json.loads(run("strategy --json diff reminder longer.yaml")[1])

    assert words == "listen: changed (wait_event)\n  timeout: P3D -> P5D\n"
    assert told["steps"][0]["settings"] == [{"name": "timeout", "before": "P3D", "after": "P5D"}]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("diff nobody reminder", "field before: there is no strategy 'nobody'"),
        ("diff reminder nobody.yaml", "nobody.yaml: No such file or directory. Check the path."),
        ("diff reminder@7 reminder", "field before: there is no version '7' of 'reminder'; there are: 1"),
        ("export reminder@x", "field strategy: there is no version 'x' of 'reminder'; there are: 1"),
        ("export nobody", "field strategy: there is no strategy 'nobody'"),
    ],
)
def test_what_is_not_there_is_named_with_a_remedy(mine, folder, line, told):
    code, _out, err = run(f"strategy {line}")

    assert code == 2
    assert told in err
