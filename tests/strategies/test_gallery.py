"""The ready strategies: sound, written as our files are, and each with what it is for."""

from __future__ import annotations

import pytest

from acuerdo.content.operations import GALLERY
from acuerdo.content.rules.yaml_form import template_of_yaml
from acuerdo.strategies.queries.gallery import FOLDER, ready_strategies, ready_strategy
from acuerdo.strategies.rules.checks import find_faults
from acuerdo.strategies.rules.file_form import write_file

CAMPAIGNS = {"due-reminder", "early-days", "payment-received", "thank-you", "broken-promise"}


@pytest.fixture(scope="module")
def templates() -> dict[str, str]:
    read = [template_of_yaml(path.read_text(encoding="utf-8")) for path in GALLERY.glob("**/*.yaml")]
    return {each["key"]: each["channel"] for each in read}


def test_every_ready_strategy_is_sound_with_the_texts_of_the_gallery(templates):
    faults = {each.key: find_faults(each.document, templates=templates) for each in ready_strategies()}

    assert set(faults) == {path.stem for path in FOLDER.glob("*.yaml")} - {"about"}
    assert [str(fault) for found in faults.values() for fault in found] == []


def test_each_reads_back_from_its_own_file_byte_by_byte():
    for each in ready_strategies():
        assert write_file(each.document) == (FOLDER / f"{each.key}.yaml").read_text(encoding="utf-8")


def test_simple_ones_are_campaigns_and_all_say_what_they_are_for():
    assert {each.key for each in ready_strategies() if each.is_campaign} == CAMPAIGNS
    assert all(set(each.about) == {"es", "en"} == set(each.document.title) for each in ready_strategies())
    assert ready_strategy("no-such") is None
