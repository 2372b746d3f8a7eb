"""The texts behind rules, in words."""

from __future__ import annotations

from django.utils import translation

from acuerdo.compliance.queries import Reason, VerdictStory, citation_words


def test_our_own_limits_are_said_in_the_language_of_the_reader_and_laws_as_they_are_called() -> None:
    with translation.override("es"):
        said = [citation_words(each) for each in ("Operator default; no statutory number exists", "Ley 3/1991 art. 8")]

    assert said == ["Límite propio: ninguna ley fija un número", "Ley 3/1991 art. 8"]


def test_reasons_in_the_same_words_are_told_once_with_all_their_texts() -> None:
    held, dispute = (
        Reason(rule, "hold", "law", True, "Nothing stopped contact.", texts)
        for rule, texts in (("es.hold.adr", ("Ley 10/2025",)), ("es.hold.dispute", ("LO 3/2018", "Ley 10/2025")))
    )
    hours = Reason("es.hours", "time_window", "law", False, "Outside the hours allowed.", ())

    told = VerdictStory("defer", ("es 1",), (held, hours, dispute)).told

    assert [(each.rule, each.citations) for each in told] == [
        ("es.hold.adr", ("Ley 10/2025", "LO 3/2018")),
        ("es.hours", ()),
    ]
