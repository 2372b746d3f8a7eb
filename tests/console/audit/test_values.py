"""What differs in an entry of the log, in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from acuerdo.console.audit.values import field_words, value_words
from acuerdo.console.audit.words import actor_words


@pytest.mark.parametrize(
    ("name", "value", "field", "words"),
    [
        ("amount_cents", 241_156, "importe", "2.411,56"),
        ("amount_cents", "x", "importe", "x"),
        ("status", "closed", "estado", "cerrado"),
        ("status", "new_one", "estado", "new_one"),
        ("opted_out", 32, "rechazado", "SMS"),
        ("opted_out", 0, "rechazado", "—"),
        ("opted_out", "sms", "rechazado", "sms"),
        ("event", "dispute_opened", "motivo", "Disputa"),
        ("channel", "email", "canal", "Correo"),
        ("is_ceased", False, "ningún contacto", "no"),
        ("all_creditors", True, "todos los acreedores", "sí"),
        ("rule", {"fact": "debt.count", "op": ">=", "value": 2}, "regla", "deudas abiertas: 2 o más"),
        ("rule", {"x": 1}, "regla", '{"x": 1}'),
        ("added", ["entry", "end"], "pasos nuevos", "entry, end"),
        ("rows", 1065, "filas", "1.065"),
        ("first", 2986, "primero", "2986"),
        ("own_field", None, "own field", "—"),
        ("own_field", "a" * 130, "own field", "a" * 119 + "…"),
    ],
)
def test_fields_and_codes_have_words(name: str, value: Any, field: str, words: str) -> None:
    with translation.override("es"):
        assert (field_words(name), value_words(name, value)) == (field, words)


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("user", "Ben Costa", "Ben Costa"),
        ("debtor", "debtor 7", "Deudor"),
        ("system", "", "El sistema"),
        ("x", "", "x"),
    ],
)
def test_who_is_named_or_said_in_words(kind: str, name: str, words: str) -> None:
    with translation.override("es"):
        assert actor_words(kind, name) == words
