"""What doctor finds, and the remedy it names."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from acuerdo.cli import checks
from acuerdo.cli.checks import GB
from acuerdo.kernel import clock

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)


def test_nothing_wrong_needs_no_remedy(tmp_path):
    (tmp_path / "manifest.json").touch()

    findings = [
        checks.check_home(tmp_path, free=10 * GB),
        checks.check_version(180004),
        checks.check_encoding(encoding="UTF8", provider="b", locale="C.UTF-8"),
        checks.check_clock(here=NOON, there=NOON + timedelta(seconds=1)),
        checks.check_migrations([]),
        checks.check_front_end(tmp_path / "manifest.json"),
        checks.check_port(host="127.0.0.1", port=8000, is_taken=False, is_ours=False),
        checks.check_port(host="127.0.0.1", port=8000, is_taken=True, is_ours=True),
        checks.check_embedded(is_running=True, pid=7, log=tmp_path / "pg.log"),
    ]

    assert [finding.remedy for finding in findings] == [""] * len(findings)


@pytest.mark.parametrize(
    ("finding", "remedy"),
    [
        (checks.check_version(140011), "Upgrade"),
        (checks.check_encoding(encoding="SQL_ASCII", provider="c", locale="C"), "ENCODING 'UTF8'"),
        (checks.check_encoding(encoding="UTF8", provider="c", locale="es_ES.utf8"), "C.UTF-8"),
        (checks.check_clock(here=NOON, there=NOON + timedelta(seconds=90)), "NTP"),
        (checks.check_migrations(["cases.0001_initial"]), "acuerdo migrate"),
        (checks.check_port(host="127.0.0.1", port=8000, is_taken=True, is_ours=False), "--port"),
    ],
)
def test_each_fault_has_its_remedy(finding, remedy):
    assert remedy in finding.remedy


def test_full_disk_and_missing_build_have_their_remedy(tmp_path):
    assert "disk space" in checks.check_home(tmp_path, free=GB).remedy
    assert checks.check_front_end(tmp_path / "manifest.json").remedy == "Run `make build`."
    assert "start again" in checks.check_embedded(is_running=False, pid=None, log=tmp_path / "pg.log").remedy
    if os.geteuid() != 0:  # root may write anywhere
        tmp_path.chmod(0o500)
        assert "writable" in checks.check_home(tmp_path, free=10 * GB).remedy


@pytest.mark.django_db
def test_database_of_the_tests_is_well():
    findings = checks.look_at_database(now=clock.now)

    assert [finding.check for finding in findings] == ["database version", "encoding", "clock", "migrations", "workers"]
    assert [finding.remedy for finding in findings] == [""] * 5


@pytest.mark.django_db
def test_inconsistent_rows_are_named():
    found = checks.inconsistencies(
        [
            ("fine", "SELECT 1 AS id WHERE false", "nothing"),
            ("orphans", "SELECT generate_series(1, 30) AS id", "restore them"),
        ]
    )

    assert found == [checks.Inconsistency(check="orphans", ids=list(range(1, 21)), remedy="restore them")]


@pytest.mark.django_db
def test_all_consistency_checks_of_the_contexts_run():
    assert checks.inconsistencies(checks.consistency_checks()) == []
