"""The texts behind rules, in words."""

from __future__ import annotations

from django.utils import translation

from acuerdo.compliance.queries import citation_words


def test_our_own_limits_are_said_in_the_language_of_the_reader_and_laws_as_they_are_called() -> None:
    with translation.override("es"):
        said = [citation_words(each) for each in ("Operator default; no statutory number exists", "Ley 3/1991 art. 8")]

    assert said == ["Límite propio: ninguna ley fija un número", "Ley 3/1991 art. 8"]
