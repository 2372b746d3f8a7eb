"""Syllables, and how easy texts are to read: worked examples."""

from __future__ import annotations

import pytest

from acuerdo.content.rules.checks import check_template, read_template
from acuerdo.content.rules.documents import EmailDocument
from acuerdo.content.rules.reading import band_of, reading_of, reading_of_document, syllables_of
from tests.content.test_texts import LEGAL, TOKENS


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("sol", 1), ("pago", 2), ("deuda", 2), ("importe", 3), ("hoy", 1), ("muy", 1), ("y", 1), ("rey", 1),
        ("quiere", 2), ("guerra", 2), ("seguir", 2), ("pingüino", 3), ("agua", 2), ("ciudad", 2), ("país", 2),
        ("día", 2), ("leer", 2), ("aéreo", 4), ("cooperar", 4), ("vencimiento", 4), ("después", 2), ("ahora", 3),
        ("situación", 3), ("mayo", 2), ("reúne", 3), ("averiguáis", 4), ("oído", 3), ("cuéntenos", 3), ("brr", 1),
    ],
)  # fmt: skip
def test_spanish_syllables_are_counted(word: str, syllables: int) -> None:
    assert syllables_of(word, "es") == syllables


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("pay", 1), ("payment", 2), ("the", 1), ("time", 1), ("times", 1), ("table", 2), ("tables", 2), ("whole", 1),
        ("owed", 1), ("wanted", 2), ("needed", 2), ("choose", 1), ("choices", 2), ("agree", 2), ("agreed", 2),
        ("amount", 2), ("possible", 3), ("company", 3), ("telephone", 3), ("why", 1), ("hmm", 1),
        # A rule of thumb: vowels that stand together are one, so this one comes out one short.
        ("created", 2),
    ],
)  # fmt: skip
def test_english_syllables_are_counted(word: str, syllables: int) -> None:
    assert syllables_of(word, "en") == syllables


def test_a_spanish_text_is_measured_by_fernandez_huerta() -> None:
    # 12 words in 2 sentences, 19 syllables: 206.84 − 60 × 19/12 − 1.02 × 12/2 = 105.7.
    text = "Su pago de marzo no nos consta. Puede pagar hoy en línea."

    reading = reading_of(text, "es")

    assert reading is not None
    assert (reading.words, reading.sentences, reading.syllables) == (12, 2, 19)
    assert reading.score == 105.7
    assert reading.band.es == "muy fácil"


def test_an_english_text_is_measured_by_flesch() -> None:
    # 13 words in 2 sentences, 15 syllables: 206.835 − 1.015 × 13/2 − 84.6 × 15/13 = 102.6.
    text = "We have not seen your payment yet. You can pay it here today."

    reading = reading_of(text, "en")

    assert reading is not None
    assert (reading.words, reading.sentences, reading.syllables) == (13, 2, 15)
    assert reading.score == 102.6
    assert reading.band.en == "very easy"


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (95, "muy fácil"), (90, "muy fácil"), (85, "fácil"), (75, "bastante fácil"), (60, "normal"),
        (59.9, "bastante difícil"), (30, "difícil"), (29, "muy difícil"), (-20, "muy difícil"),
    ],
)  # fmt: skip
def test_every_score_has_its_band(score: float, band: str) -> None:
    assert band_of(score).es == band


def test_a_handful_of_words_is_not_measured() -> None:
    assert reading_of("Pague aquí.", "es") is None
    assert reading_of("123 456 789 0 1 2 3 4 5 6 7 8", "es") is None


def test_a_documents_body_is_measured_with_its_fallbacks_and_names() -> None:
    text = [
        {"t": "Hola, "},
        {"tok": "debtor.given_name", "fallback": "buenos días"},
        {"t": ": "},
        {"tok": "creditor.name"},
        {"t": " no ve su pago de "},
        {"tok": "debt.balance"},
        {"t": " y le pide una respuesta."},
        {"tok": "no.such"},
    ]
    document = EmailDocument.model_validate(
        {"lang": "es", "subject": "No se cuenta", "blocks": [{"id": "a", "type": "text", "props": {"text": text}}]}
    )

    reading = reading_of_document(document, TOKENS)

    # Hola buenos días / Luz Norte no ve su pago de y le pide una respuesta: the amount is no word.
    assert reading is not None
    assert (reading.words, reading.sentences) == (15, 2)


def test_a_text_that_is_hard_to_read_is_told_and_may_be_published() -> None:
    hard = (
        "Transcurrido infructuosamente el plazo reglamentariamente establecido contractualmente, procederemos "
        "inmediatamente a la reclamación extrajudicial correspondiente de las cantidades adeudadas."
    )
    block = {"id": "a", "type": "text", "props": {"text": hard}}
    document, _ = read_template(
        {"channel": "email", "variants": {"es.firm": {"subject": "x", "preheader": "y", "blocks": [block, *LEGAL]}}}
    )
    assert document is not None

    faults = check_template(document, TOKENS, may_be_missing=frozenset())

    found = [fault for fault in faults if fault.code == "hard_to_read"]
    assert [(fault.where, fault.stops) for fault in found] == [("es.firm", False)]
