"""Limits on guessing and ways to write a date, a postcode, an amount. No database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from acuerdo.portal.paying.amounts import NotAnAmount, cents_of_text, written_amount
from acuerdo.portal.rules import Entry, Tries, answer_fits, may_answer

AT = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tries", "entry"),
    [
        (Tries(0, 0, 0), Entry(is_open=True, tries_left=5)),
        (Tries(4, 4, 4, AT), Entry(is_open=True, tries_left=1)),
        (Tries(5, 5, 5, AT), Entry(is_open=False, tries_left=0, until=AT + timedelta(days=1))),
        # A second link to the same person gives no new tries beyond the person's own.
        (Tries(0, 7, 7, AT), Entry(is_open=True, tries_left=1)),
        (Tries(0, 8, 8, AT), Entry(is_open=False, tries_left=0, until=AT + timedelta(days=1))),
        # One address that goes through many people's links.
        (Tries(0, 0, 29, AT), Entry(is_open=True, tries_left=1)),
        (Tries(0, 0, 30, AT), Entry(is_open=False, tries_left=0, until=AT + timedelta(days=1))),
        (Tries(9, 9, 9), Entry(is_open=False, tries_left=0)),
    ],
)
def test_answers_are_limited_per_link_person_and_address(tries: Tries, entry: Entry) -> None:
    assert may_answer(tries) == entry


@pytest.mark.parametrize(
    "answer", ["09/03/1985", "9/3/1985", "9-3-85", "09.03.1985", " 9 3 1985 ", "1985-03-09", "09031985"]
)
def test_birth_date_fits_however_it_is_written(answer: str) -> None:
    assert answer_fits(answer, birth_date=date(1985, 3, 9), postcode="") is True


@pytest.mark.parametrize("answer", ["03/09/1985", "31/02/1985", "1985", "", "28004", "09/03/1986", "9/3", "x"])
def test_other_answers_do_not_fit(answer: str) -> None:
    assert answer_fits(answer, birth_date=date(1985, 3, 9), postcode="") is False


@pytest.mark.parametrize(("answer", "fits"), [("28004", True), (" 28 004 ", True), ("sw1a1aa", False), ("", False)])
def test_postcode_fits_with_or_without_blanks(answer: str, fits: bool) -> None:
    assert answer_fits(answer, birth_date=None, postcode="28004") is fits


def test_two_digit_years_are_of_people_who_can_owe() -> None:
    assert answer_fits("1/2/04", birth_date=date(2004, 2, 1), postcode="") is True
    assert answer_fits("1/2/45", birth_date=date(1945, 2, 1), postcode="") is True


@pytest.mark.parametrize("answer", ["", "-", " "])
def test_nothing_known_fits_nothing(answer: str) -> None:
    assert answer_fits(answer, birth_date=None, postcode="") is False


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("50", 5_000), ("49.90", 4_990), ("49,9", 4_990), ("1.234,50", 123_450), ("1,234.50", 123_450),
        ("1.234", 123_400), ("1234", 123_400), ("50 €", 5_000), ("€50", 5_000), ("1 234,5", 123_450), ("0", 0),
    ],
)  # fmt: skip
def test_amount_is_read_as_people_write_it(text: str, cents: int) -> None:
    assert cents_of_text(text) == cents


@pytest.mark.parametrize("text", ["", "abc", "1,2,3", "12.3456", "1.23.4", "9" * 20, ",5"])
def test_other_texts_are_no_amounts(text: str) -> None:
    with pytest.raises(NotAnAmount):
        cents_of_text(text)


@pytest.mark.parametrize("cents", [0, 5, 1_000, 123_405, 100_000_000])
def test_written_amounts_are_read_back(cents: int) -> None:
    for language, sign in (("es", ","), ("en", ".")):
        with translation.override(language):
            assert (cents_of_text(written_amount(cents)), written_amount(cents)[-3]) == (cents, sign)
