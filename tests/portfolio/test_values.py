"""Whole columns read as one cell after the other would be, by the libraries or by plain Python."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import phonenumbers
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from schwifty import IBAN
from stdnum.cl import rut
from stdnum.es import cif, dni, nie
from stdnum.exceptions import ValidationError

from acuerdo.portfolio.importing.values import choices, places
from acuerdo.portfolio.importing.values.amounts import STYLES, AmountStyle, cents, numbers, style_of
from acuerdo.portfolio.importing.values.dates import SERIAL, DateReading, dates, format_of
from acuerdo.portfolio.importing.values.emails import email, emails
from acuerdo.portfolio.importing.values.ibans import ibans
from acuerdo.portfolio.importing.values.national_ids import is_company, national_ids
from acuerdo.portfolio.importing.values.phones import phone, phones


def _column(*cells: str | None) -> pl.Series:
    return pl.Series("cell", cells, dtype=pl.String)


def _read(cells: pl.Series, reader: pl.Expr) -> list[object]:
    return cells.to_frame().select(reader).to_series().to_list()


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        (AmountStyle(",", "."), "1.234,56", 123_456),
        (AmountStyle(",", "."), "12.50", None),
        (AmountStyle(",", "."), "-3,00", -300),
        (AmountStyle(",", "."), "(4,10) €", -410),
        (AmountStyle(",", "."), "5,00-", -500),
        (AmountStyle(".", ","), "1,234.5", 123_450),
        (AmountStyle(".", "'"), "1'234.50", 123_450),
        (AmountStyle(".", ""), "1.005", 101),
        (AmountStyle(".", ""), "+7", 700),
        (AmountStyle(".", ""), "EUR 7.10", 710),
        (AmountStyle(".", ""), "1e5", None),
        (AmountStyle(".", ""), "nan", None),
        (AmountStyle(".", ""), "99999999999999", None),
        (AmountStyle(".", ""), "", None),
    ],
)
def test_amounts(style: AmountStyle, text: str, expected: int | None):
    assert cents(_column(text), style).to_list() == [expected]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4), st.sampled_from(STYLES))
def test_amounts_round_as_decimal_does(amount: Decimal, style: AmountStyle):
    text = f"{amount:,}".replace(",", "T").replace(".", style.decimal).replace("T", style.thousands)

    expected = int((amount * 100).to_integral_value(rounding=ROUND_HALF_UP))
    assert cents(_column(text), style).to_list() == [expected]


def test_style_is_the_one_that_fits_most_cells():
    assert style_of(_column("1.234,56", "12,5")) == (AmountStyle(",", "."), True)
    assert style_of(_column("12.5", "7")) == (AmountStyle(".", ""), True)
    assert style_of(_column(None)) == (AmountStyle(".", ""), True)


def test_style_is_uncertain_where_a_sign_may_be_both():
    assert style_of(_column("1.234", "12")) == (AmountStyle(".", ""), False)


def test_numbers_keep_their_decimals():
    assert numbers(_column("0,125", "x"), AmountStyle(",", ".")).to_list() == [0.125, None]


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("%d/%m/%Y", "31/01/2026", date(2026, 1, 31)),
        ("%m/%d/%Y", "1/2/2013", date(2013, 1, 2)),
        ("%d/%m/%Y", "31/02/2026", None),
        ("%Y-%m-%d", "2026-01-31 10:20:30", date(2026, 1, 31)),
        ("%Y-%m-%d", "2026-01-31T10:20:30Z", date(2026, 1, 31)),
        ("%Y%m%d", "20260131", date(2026, 1, 31)),
        ("%Y%m%d", "202601", None),
        ("%d/%m/%Y", "31/01/26", None),
        ("%d/%m/%y", "31/01/26", date(2026, 1, 31)),
        (SERIAL, "45291", date(2023, 12, 31)),
        (SERIAL, "45291.0", date(2023, 12, 31)),
        (SERIAL, "2023", None),
        ("%d %b %Y", "31 Jan 2026", date(2026, 1, 31)),
    ],
)
def test_dates(form: str, text: str, expected: date | None):
    assert dates(_column(text), form).to_list() == [expected]


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d"]),
)
def test_dates_read_what_strftime_wrote(day: date, form: str):
    assert dates(_column(day.strftime(form)), form).to_list() == [day]


@given(st.from_regex(r"\A[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}\Z"))
def test_dates_agree_with_strptime(text: str):
    try:
        expected = datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 -- a day has no zone
    except ValueError:
        expected = None
    if expected and not 1900 <= expected.year <= 2099:
        expected = None
    assert dates(_column(text), "%d/%m/%Y").to_list() == [expected]


def test_format_tells_the_other_reading_where_both_fit():
    assert format_of(_column("1/2/2013", "3/4/2013")) == DateReading("%d/%m/%Y", "%m/%d/%Y")
    assert format_of(_column("1/2/2013", "3/4/2013"), country="US") == DateReading("%m/%d/%Y", "%d/%m/%Y")
    assert format_of(_column("1/2/2013", "3/14/2013")) == DateReading("%m/%d/%Y")
    assert format_of(_column("abc", "def")) is None
    assert format_of(_column(None)) is None


def _as_library(text: str, check: object) -> bool:
    try:
        check.validate(text)  # type: ignore[attr-defined]
    except ValidationError:
        return False
    return True


@given(st.from_regex(r"\A[0-9]{8}[A-Z]\Z"))
def test_nif_agrees_with_the_library(text: str):
    is_filler = len(set(text[:8])) == 1

    assert (national_ids(_column(text), country="ES")[0] is not None) == (_as_library(text, dni) and not is_filler)


@given(st.from_regex(r"\A[XYZ][0-9]{7}[A-Z]\Z"))
def test_nie_agrees_with_the_library(text: str):
    is_filler = text[1:8] == "0" * 7

    assert (national_ids(_column(text), country="ES")[0] is not None) == (_as_library(text, nie) and not is_filler)


@given(st.from_regex(r"\A[ABCDEFGHJNPQRSUVW][0-9]{7}[0-9A-J]\Z"))
def test_cif_agrees_with_the_library(text: str):
    assert (national_ids(_column(text), country="ES")[0] is not None) == _as_library(text, cif)


@given(st.from_regex(r"\A[1-9][0-9]{6,7}[0-9K]\Z"))
def test_rut_agrees_with_the_library(text: str):
    assert (national_ids(_column(text), country="CL")[0] is not None) == _as_library(text, rut)


def test_ids_are_normalised_with_their_country():
    assert national_ids(_column("12.345.678-z", "ESX1234567L", None), country="ES").to_list() == [
        "ES12345678Z",
        "ESX1234567L",
        None,
    ]
    assert national_ids(_column("12.345.678-5"), country="CL").to_list() == ["CL123456785"]
    assert national_ids(_column("79.123.456", "12"), country="CO").to_list() == ["CO79123456", None]
    assert national_ids(_column("AB12345", "?"), country="ZZ").to_list() == ["ZZAB12345", None]
    assert _read(_column("ESA58818501", "ES12345678Z", "CL1"), is_company(pl.col("cell"))) == [True, False, None]


@settings(deadline=None)  # the library reads its registry on the first call
@given(st.from_regex(r"\A[0-9]{20}\Z"), st.integers(0, 99))
@example("95336693959359893165", 0)
def test_spanish_iban_agrees_with_the_library(bban: str, check: int):
    text = f"ES{check:02}{bban}"

    assert (ibans(_column(text))[0] is not None) == IBAN(text, allow_invalid=True).is_valid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ES91 2100 0418 4502 0005 1332", "ES9121000418450200051332"),
        ("DE89370400440532013000", "DE89370400440532013000"),
        ("gb29 nwbk 6016 1331 9268 19", "GB29NWBK60161331926819"),
        ("GB29NWBK60161331926818", None),
        ("XX29NWBK60161331926819", None),
        ("ES91", None),
    ],
)
def test_ibans(text: str, expected: str | None):
    assert ibans(_column(text)).to_list() == [expected]


@given(st.from_regex(r"\A(\+34|0034|)[ ]?[5-9][0-9]{7,9}\Z"))
def test_phones_agree_with_the_library(text: str):
    found = phones(_column(text), country="ES")

    assert (found["value"][0], found["is_mobile"][0]) == (phone(text, country="ES") or (None, False))


@pytest.mark.parametrize(
    ("country", "text", "expected"),
    [
        ("ES", "600 12-34-56", ("+34600123456", True)),
        ("ES", "+33 6 12 34 56 78", ("+33612345678", True)),
        ("ES", "803123456", (None, False)),
        ("CL", "9 6123 4567", ("+56961234567", True)),
        ("GB", "07400 123456", ("+447400123456", True)),
        ("ES", "600123456 ext. 5", (None, False)),
    ],
)
def test_phones(country: str, text: str, expected: tuple[str | None, bool]):
    found = phones(_column(text), country=country)

    assert (found["value"][0], found["is_mobile"][0]) == expected


def test_phones_of_a_country_without_patterns_are_asked_of_the_library():
    assert phones(_column("+34600123456"), country="XX")["value"].to_list() == ["+34600123456"]
    assert phonenumbers.PhoneMetadata.metadata_for_region("XX") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana.Gil@Example.ES", "ana.gil@example.es"),
        ("mailto:a@b.co", "a@b.co"),
        ("a..b@example.es", None),
        ("a@b", None),
        ("a b@example.es", None),
        ("@example.es", None),
        ("x" * 65 + "@example.es", None),
        ("a@" + "x" * 250 + ".es", None),
    ],
)
def test_emails(text: str, expected: str | None):
    assert _read(_column(text), emails(pl.col("cell"))) == [expected]
    assert email(text) == expected


def test_places_follow_from_the_postcode():
    codes = _column("28001", "7001", "35010", "38001", "99001", None)
    code = places.postcodes(pl.col("cell"), country="ES")

    assert _read(codes, code) == ["28001", "07001", "35010", "38001", None, None]
    assert _read(codes, places.regions(code, country="ES")) == ["ES-MD", "ES-IB", "ES-CN", "ES-CN", None, None]
    assert _read(codes, places.time_zones(code, country="ES")) == [
        "Europe/Madrid",
        "Europe/Madrid",
        "Atlantic/Canary",
        "Atlantic/Canary",
        None,
        None,
    ]


def test_places_of_other_countries():
    assert _read(_column("sw1a 1aa", "!"), places.postcodes(pl.col("cell"), country="GB")) == ["SW1A 1AA", None]
    assert _read(_column("110111"), places.regions(pl.col("cell"), country="CO")) == [None]
    assert _read(_column("110111"), places.time_zones(pl.col("cell"), country="CO")) == ["America/Bogota"]


def test_words_with_a_fixed_meaning():
    assert _read(_column("Sí", "no", "X", "maybe"), choices.booleans(pl.col("cell"))) == [True, False, True, None]
    assert _read(_column("Español", "EN", "klingon"), choices.words(pl.col("cell"), choices.LANGUAGE_WORDS)) == [
        "es",
        "en",
        None,
    ]
    assert _read(_column("eur", "EURO"), choices.codes(pl.col("cell"), choices.CURRENCIES)) == ["EUR", None]
