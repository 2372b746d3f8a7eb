"""Steps in words."""

from __future__ import annotations

import pytest
from django.utils import translation

from acuerdo.console.strategies.words import outlet_words, step_words


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
