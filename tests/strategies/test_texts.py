"""Texts for the people who work here: one for everybody, or one for each language, exact through file and form."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from acuerdo.strategies.nodes.agent_task import AgentTaskConfig
from acuerdo.strategies.rules.file_form import read_file, write_file
from acuerdo.strategies.rules.texts import any_of, by_language, in_language, joined

BOTH = {"en": "Call", "es": "Llamar"}
FILE = """\
strategy: calling
title: {}
start: entry
exit: [closed]
steps:
  entry: {kind: entry, segment: {all: []}, next: call}
  call: {kind: agent_task, title: {en: Call, es: Llamar}, next: other}
  other: {kind: agent_task, title: Llamar, next: done}
  done: {kind: end}
"""


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Llamar", "en", "Llamar"),
        (BOTH, "es", "Llamar"),
        (BOTH, "en", "Call"),
        (BOTH, "fr", "Call"),
        ({"es": "Llamar"}, "en", "Llamar"),
    ],
)
def test_each_reads_their_own_language_or_the_one_there_is(text, language, expected):
    assert in_language(text, language) == expected


@pytest.mark.parametrize(
    "text", ["", "  ", "x" * 201, {}, {"es": ""}, {"es": "a", "fr": "b"}, {"es": 1}, 7, None, ["a"]]
)
def test_what_is_no_text_is_refused(text):
    with pytest.raises(ValidationError, match="not a text"):
        AgentTaskConfig.model_validate({"title": text})


def test_a_form_gives_one_text_where_languages_agree():
    assert by_language("Llamar") == {"es": "Llamar", "en": "Llamar"}
    assert by_language({"es": "Llamar"}) == {"es": "Llamar", "en": ""}
    assert by_language(None) == {"es": "", "en": ""}
    assert joined({"es": "Llamar ", "en": "Llamar"}) == "Llamar"
    assert joined({"es": "", "en": "Call"}) == "Call"
    assert joined({"es": " ", "en": ""}) == ""
    assert joined({"en": "Call", "es": "Llamar"}) == {"es": "Llamar", "en": "Call"}
    assert any_of(BOTH) == "Call"


def test_texts_by_language_survive_the_file_exactly():
    document = read_file(FILE).document
    written = write_file(document)

    assert document.nodes[1].data["title"] == BOTH
    assert read_file(written).document == document
    assert write_file(read_file(written).document) == written
