"""`acuerdo strategy`: answers for people and programs, and plain words about bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from acuerdo.segments.models import Segment, StaticList
from acuerdo.simulation.management.commands.strategy import Command
from acuerdo.strategies.enums import StrategyStatus
from acuerdo.strategies.models import Strategy
from tests import factories
from tests.strategies import scenes
from tests.strategies.test_file_form import FRIENDLY

# A wait, and what makes a circle without one of it.
LISTEN = """\
    kind: wait_event
    events: [link_clicked, replied]
    timeout: P3D
    next: {link_clicked: done, replied: done, timeout: until_ten}
"""
INSTEAD = """\
    kind: message
    channel: email
    template: x
    next: {sent: first_sms, not_allowed: done, no_contact_point: until_ten}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "strategy.yaml"
    path.write_text(FRIENDLY, encoding="utf-8")
    return path


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code and standard output."""
    try:
        call_command("strategy", *arguments)
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, capsys.readouterr().out


def test_check_of_sound_file(capsys, file: Path):
    code, out = call(capsys, "--json", "check", str(file))

    assert code == 0
    assert json.loads(out) == {"strategy": "late-friendly", "steps": 6, "faults": []}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("timeout: until_ten", "timeout: first_sms", ("unreachable", "until_ten", 21)),
        ("fact: case.open_tasks", "fact: debt.colour", ("unknown_fact", "entry", 8)),
        (", no_contact_point: end_na}", "}", ("dead_outlet", "first_sms", 15)),
        (LISTEN, INSTEAD, ("loop_without_wait", "first_sms", 10)),
    ],
)  # fmt: skip
def test_check_names_line_step_and_fault(capsys, file: Path, old: str, new: str, fault: tuple[str, str, int]):
    file.write_text(FRIENDLY.replace(old, new, 1), encoding="utf-8")

    code, out = call(capsys, "--json", "check", str(file))

    assert code == 1
    assert [(each["code"], each["step"], each["line"]) for each in json.loads(out)["faults"]] == [fault]


@pytest.mark.parametrize("command", ["check", "simulate", "import"])
@pytest.mark.parametrize(
    ("content", "line"), [(b"", None), (b"\x00\xff\xfe", 1), (FRIENDLY.encode()[:190], 8), (b"steps: [", 1)]
)
def test_unreadable_file_is_wrong_use(capsys, file: Path, command: str, content: bytes, line: int | None):
    file.write_bytes(content)

    code, out = call(capsys, "--json", command, str(file))

    error = json.loads(out)["error"]
    assert code == 2
    assert (error["file"], error.get("line")) == (str(file), line)


def test_missing_file_is_wrong_use(capsys, tmp_path: Path):
    code, out = call(capsys, "--json", "check", str(tmp_path / "none.yaml"))

    assert code == 2
    assert json.loads(out)["error"]["file"].endswith("none.yaml")


def test_simulate_tells_what_would_happen(capsys, file: Path):
    code, out = call(
        capsys, "--json", "simulate", str(file), "--population", "200", "--days", "5", "--start", "2026-06-15"
    )

    told = json.loads(out)
    assert code == 0
    assert {"contacts", "paid_cents", "paid_interval_cents", "verdicts", "breaches", "seconds"} <= set(told)
    assert told["breaches"] == 0


NAMED = FRIENDLY.replace("{fact: case.open_tasks, op: '>=', value: 5}", "{segment: busy}")
BUSY = "segments:\n  busy: {all: [{segment: owing}, {fact: case.open_tasks, op: '>=', value: 5}]}\n"
OWING = "{fact: debt.balance, op: '>=', value: '10.00'}\n"


def simulated(capsys, file: Path, *more: str) -> tuple[int, dict[str, object]]:
    code, out = call(capsys, "--json", "simulate", str(file), "--population", "50", "--days", "2", *more)
    return code, json.loads(out)


def test_segments_are_told_in_a_folder_beside_the_file(capsys, file: Path, tmp_path: Path):
    folder = tmp_path / "segments"
    folder.mkdir()
    (folder / "of-ours.yaml").write_text(BUSY, encoding="utf-8")
    (folder / "owing.yml").write_text(OWING, encoding="utf-8")
    (folder / "notes.txt").write_text("no segment", encoding="utf-8")
    file.write_text(NAMED, encoding="utf-8")

    code, told = simulated(capsys, file, "--segments", str(folder))

    assert (code, told["breaches"]) == (0, 0)


@pytest.mark.django_db
def test_segments_and_lists_are_looked_up_in_the_database(capsys, file: Path):
    roble = factories.creditor()
    rule = {"any": [{"list": "vip"}, {"fact": "debt.balance", "op": ">", "value": "1.00"}]}
    owing = Segment.objects.create(
        key="owing", name="Owing", rule=rule, created_at=factories.NOW, updated_at=factories.NOW,
    )  # fmt: skip
    StaticList.objects.create(key="vip", name="VIP", creditor=roble, created_at=factories.NOW, updated_at=factories.NOW)
    file.write_text(NAMED.replace("busy", owing.key), encoding="utf-8")

    code, out = call(capsys, "simulate", str(file), "--population", "50", "--days", "2")

    assert code == 0
    assert "simulated people stand on no list" in out


@pytest.mark.django_db
def test_a_segment_that_nobody_knows_is_a_fault_with_its_remedy(capsys, file: Path, tmp_path: Path):
    (tmp_path / "of-ours.yaml").write_text(BUSY, encoding="utf-8")
    file.write_text(NAMED, encoding="utf-8")

    code, told = simulated(capsys, file, "--segments", str(tmp_path / "of-ours.yaml"))

    assert code == 1
    assert [(each["code"], each["step"]) for each in told["faults"]] == [("unknown_segment", "entry")]
    assert "--segments FILE" in told["faults"][0]["remedy"]


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [("segments:\n  busy: 5\n", 2, "busy"), ("[1, 2]", 1, None), ("fact: x", 1, None), ("{", 1, None)],
)
def test_a_file_without_segments_is_wrong_use(
    capsys, file: Path, tmp_path: Path, text: str, line: int, field: str | None
):
    path = tmp_path / "busy.yaml"
    path.write_text(text, encoding="utf-8")
    file.write_text(NAMED, encoding="utf-8")

    code, told = simulated(capsys, file, "--segments", str(path))

    error = told["error"]
    assert code == 2
    assert (error["file"], error["line"], error.get("field")) == (str(path), line, field)


@pytest.mark.parametrize(
    ("text", "more", "has_database", "wants"),
    [
        (NAMED, [], True, True),
        (NAMED, [], False, False),
        (NAMED, ["--segments", "busy.yaml"], True, False),
        (FRIENDLY, [], True, False),
        ("", [], True, False),
    ],
)
def test_the_database_is_started_only_for_names_that_no_file_tells(
    tmp_path: Path, settings, monkeypatch, text: str, more: list[str], has_database: bool, wants: bool
):
    monkeypatch.chdir(tmp_path)
    settings.ACUERDO_HOME = tmp_path / "home"
    (tmp_path / "home" / "pg").mkdir(parents=True)
    if has_database:
        (tmp_path / "home" / "pg" / "PG_VERSION").write_text("18", encoding="utf-8")
    Path("strategy.yaml").write_text(text, encoding="utf-8")
    Path("busy.yaml").write_text(OWING, encoding="utf-8")

    assert Command().wants_database(["strategy", "simulate", "strategy.yaml", "--json", *more]) is wants


ODD = "{all: [{fact: custom.x, op: '>', value: 5}, {fact: custom.x, op: contains, value: south}]}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "code", "told"),
    [
        ("{segment: early}", 1, "unknown_segment"),
        (ODD, 2, "custom.x is used as different types"),
    ],
)
def test_simulate_says_what_only_the_database_knows(capsys, file: Path, rule: str, code: int, told: str):
    file.write_text(FRIENDLY.replace("{fact: case.open_tasks, op: '>=', value: 5}", rule), encoding="utf-8")

    found, out = call(capsys, "--json", "simulate", str(file), "--population", "5", "--days", "1")

    assert found == code
    assert told in out


@pytest.mark.parametrize("wrong", [("--population", "0"), ("--days", "100000"), ("--pack", "atlantis")])
def test_simulate_refuses_what_it_cannot_do(capsys, file: Path, wrong: tuple[str, str]):
    code, out = call(capsys, "--json", "simulate", str(file), *wrong)

    assert code == 2
    assert json.loads(out)["error"]["field"] == wrong[0]


@pytest.mark.django_db
def test_import_publish_and_export_come_full_circle(capsys, tmp_path: Path):
    scenes.templates()
    file, back = tmp_path / "in.yaml", tmp_path / "out.yaml"
    file.write_text(scenes.REMINDER, encoding="utf-8")

    first = call(capsys, "--json", "import", str(file), "--publish")
    again = call(capsys, "--json", "import", str(file))
    exported = call(capsys, "--json", "export", "reminder", "--output", str(back))

    assert [first[0], again[0], exported[0]] == [0, 0, 0]
    assert json.loads(first[1]) == {"strategy": "reminder", "created": True, "version": 1}
    assert json.loads(again[1]) == {"strategy": "reminder", "created": False, "version": None}
    assert Strategy.objects.get().status == StrategyStatus.LIVE
    assert back.read_text(encoding="utf-8") == scenes.REMINDER


@pytest.mark.django_db
def test_import_with_unpublished_template_stays_a_draft(capsys, tmp_path: Path):
    file = tmp_path / "in.yaml"
    file.write_text(scenes.REMINDER, encoding="utf-8")

    code, out = call(capsys, "--json", "import", str(file), "--publish")

    assert code == 1
    assert [(each["code"], each["line"]) for each in json.loads(out)["faults"]] == [("unknown_template", 18)]
    assert Strategy.objects.get().status == StrategyStatus.DRAFT


@pytest.mark.django_db
def test_import_of_a_faulty_file_keeps_the_draft_and_tells(capsys, file: Path):
    file.write_text(FRIENDLY.replace("fact: case.open_tasks", "fact: debt.colour", 1), encoding="utf-8")

    code, out = call(capsys, "--json", "import", str(file))

    assert (code, [each["code"] for each in json.loads(out)["faults"]]) == (1, ["unknown_fact"])
    assert Strategy.objects.get().status == StrategyStatus.DRAFT


@pytest.mark.django_db
def test_export_of_unknown_strategy_is_wrong_use(capsys):
    assert call(capsys, "--json", "export", "none")[0] == 2
