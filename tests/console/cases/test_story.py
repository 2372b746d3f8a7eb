"""The timeline in words."""

from __future__ import annotations

import pytest
from django.utils import translation

from acuerdo.cases.queries import TimelineItem
from acuerdo.console.cases.story import tell
from tests.factories import NOW


@pytest.mark.parametrize(
    ("language", "outlet", "title"),
    [
        ("en", "sent", "Took the way “sent” at step Message (first sms) of “Friendly notice”, version 1"),
        ("en", "next", "Passed step Message (first sms) of “Friendly notice”, version 1"),
        ("en", "big", "Took the way “big” at step Message (first sms) of “Friendly notice”, version 1"),
        ("es", "sent", "Tomó la salida «enviado» en el paso Mensaje (first sms) de «Aviso amable», versión 1"),
        ("es", "next", "Pasó por el paso Mensaje (first sms) de «Aviso amable», versión 1"),
    ],
)
def test_a_decision_names_way_step_strategy_and_version(language, outlet, title):
    data = {"strategy": "early-friendly", "version": 1, "outlet": outlet, "step": "first_sms", "kind": "message"}
    data["titles"] = {"en": "Friendly notice", "es": "Aviso amable"}

    with translation.override(language):
        told = tell(TimelineItem("decision", 7, NOW, data))

    assert (told.title, told.anchor, told.icon) == (title, "decision-7", "workflow")


@pytest.mark.parametrize(
    ("facts", "details"),
    [
        (None, []),
        ({"case.stage": "early"}, []),
        ({"tone.suits": None, "tone.suits_reason": None}, ["Tone: no record yet; the default tone"]),
        (
            {"tone.suits": "friendly", "tone.suits_reason": "paid:2:3:friendly"},
            ["Tone friendly: paid after 2 of 3 friendly messages"],
        ),
    ],
)
def test_a_message_whose_tone_was_chosen_says_why(facts, details):
    data = {"strategy": "early", "version": 2, "outlet": "sent", "step": "text", "facts": facts}

    with translation.override("en"):
        assert list(tell(TimelineItem("decision", 7, NOW, data)).details) == details


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("days_past_due=61", "61 días de mora"),
        ("days_past_due=1", "1 día de mora"),
        ("days_past_due=0", "aún no ha vencido"),
        ("written off", "written off"),
    ],
)
def test_a_stage_says_why_in_words(reason, words):
    with translation.override("es"):
        told = tell(TimelineItem("stage", 3, NOW, {"to": "late", "reason": reason}))

    assert told.details == [words]
