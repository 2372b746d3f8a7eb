"""What suits a person, by the figures of docs/algorithms/suiting.md."""

from __future__ import annotations

import pytest

from acuerdo.cases.rules.suiting import TONES, Record, Suited, reason_words, suiting_hour, what_suits, worth_of


@pytest.mark.parametrize(
    ("records", "suited"),
    [
        (
            {"friendly": Record(sent=3, paid=2), "neutral": Record(sent=2, clicked=1)},
            Suited("friendly", "paid:2:3:friendly"),
        ),
        (
            {"friendly": Record(sent=1, paid=1), "neutral": Record(sent=2, opened=2)},
            Suited("neutral", "opened:2:2:neutral"),
        ),
        ({"friendly": Record(sent=4), "neutral": Record(sent=1)}, Suited()),
        (
            {"neutral": Record(sent=2, answered=1), "friendly": Record(sent=2, answered=1)},
            Suited("friendly", "answered:1:2:friendly"),
        ),
        ({"firm": Record(sent=5, clicked=4), "friendly": Record(sent=9, paid=1)}, Suited("firm", "clicked:4:5:firm")),
        ({"": Record(sent=9, paid=9)}, Suited()),
        ({}, Suited()),
    ],
)
def test_tone_follows_from_the_record(records: dict[str, Record], suited: Suited) -> None:
    assert what_suits(records, order=TONES) == suited


@pytest.mark.parametrize(
    ("record", "worth"),
    [
        (Record(sent=3, paid=2), 420),
        (Record(sent=2, clicked=1), 125),
        (Record(sent=2, opened=2), 75),
        (Record(sent=4), 16),
        (Record(sent=2, answered=1), 175),
        (Record(), 50),
    ],
)
def test_worth_is_smoothed(record: Record, worth: int) -> None:
    assert worth_of(record) == worth


@pytest.mark.parametrize(
    ("hours", "hour"), [([], None), ([9, 9], None), ([9, 20, 20], 20), ([20, 9, 20, 9], 9), ([23, 0, 12], 0)]
)
def test_hour_is_the_one_they_act_in_most_often(hours: list[int], hour: int | None) -> None:
    assert suiting_hour(hours) == hour


@pytest.mark.parametrize(
    ("code", "es", "en"),
    [
        ("paid:2:3:friendly", "pagó tras 2 de 3 mensajes cercanos", "paid after 2 of 3 friendly messages"),
        ("answered:1:2:firm", "respondió a 1 de 2 mensajes firmes", "answered 1 of 2 firm messages"),
        ("clicked:4:5:sms", "abrió el enlace de 4 de 5 mensajes SMS", "opened the link of 4 of 5 SMS messages"),
        ("opened:2:2:email", "abrió 2 de 2 mensajes de correo", "opened 2 of 2 e-mail messages"),
        ("", "aún no hay historial; tono por defecto", "no record yet; the default tone"),
        ("default", "aún no hay historial; tono por defecto", "no record yet; the default tone"),
        ("by_hand", "by_hand", "by_hand"),
    ],
)
def test_reason_is_said_in_words(code: str, es: str, en: str) -> None:
    assert (reason_words(code, "es"), reason_words(code, "en")) == (es, en)
