"""Rules of policy packs in words."""

from __future__ import annotations

import pytest
from django.utils import translation

from acuerdo.compliance.queries import pack_lines, pack_story
from acuerdo.console.settings.data_words import length_in_words
from acuerdo.console.settings.words import rule_in_words
from tests.factories import NOW


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_two_rules_of_a_pack_read_the_same_and_none_shows_a_code(language: str) -> None:
    told: list[tuple[str, str]] = []
    with translation.override(language):
        for line in pack_lines(now=NOW):
            story = pack_story(pack_id=line.id, now=NOW)
            assert story is not None
            told += [(line.id, rule_in_words(part.rule)) for part in story.rules]

    assert len(told) > 40
    assert sorted(set(told)) == sorted(told)
    assert [words for _pack, words in told if "_" in words] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("P5Y", "5 años"),
        ("P1M", "1 mes"),
        ("P10BD", "10 días hábiles"),
        ("P1DT2H", "1 día 2 horas"),
        ("PT3M", "3 minutos"),
        ("PT0S", "PT0S"),
        ("soon", "soon"),
    ],
)
def test_lengths_of_packs_read_as_people_say_them(text: str, words: str) -> None:
    with translation.override("es"):
        assert length_in_words(text) == words
