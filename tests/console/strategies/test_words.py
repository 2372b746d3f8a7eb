"""Steps in words."""

from __future__ import annotations

import pytest
from django.utils import translation

from acuerdo.console.strategies.telling import teller_for
from acuerdo.console.strategies.words import outlet_words, step_words
from acuerdo.strategies.rules.document import Node


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("message", "primer_correo", "Mensaje (primer correo)"),
        ("message", "message", "Mensaje"),
        ("message", "message_2", "Mensaje 2"),
        ("wait", "hour", "Espera"),
        ("wait", "wait_an_hour", "Espera (wait an hour)"),
        ("message", "step_3", "Mensaje 3"),
        ("teleport", "primer_correo", "primer_correo"),
    ],
)
def test_a_step_goes_by_its_kind_and_the_name_somebody_gave_it(kind, name, words):
    with translation.override("es"):
        assert step_words(kind, name) == words


@pytest.mark.parametrize(("outlet", "words"), [("sms_primero", "sms primero"), ("not_allowed", "no permitido")])
def test_a_way_somebody_named_reads_with_blanks(outlet, words):
    with translation.override("es"):
        assert outlet_words(outlet) == words


@pytest.mark.django_db
@pytest.mark.parametrize(("outcome", "words"), [("to_review", "to review"), ("finished", "")])
def test_an_outcome_reads_with_blanks_and_the_usual_one_goes_without_saying(outcome, words):
    end = Node(id="done", kind="end", data={"outcome": outcome})

    assert teller_for(creditor_id=None, language="en").summary(end) == words
