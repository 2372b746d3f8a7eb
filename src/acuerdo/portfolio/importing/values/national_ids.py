"""National ids with their check letters, whole columns for Spain and Chile, python-stdnum for the rest.

The result carries the country ("ES12345678Z"): a Colombian and a Peruvian number of eight digits are not one person.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
from stdnum import exceptions as stdnum_exceptions
from stdnum import get_cc_module
from stdnum.co import nit
from stdnum.pe import cui, ruc

from acuerdo.portfolio.importing.values.passes import two_passes

NIF_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_LETTERS = pl.Series(list(NIF_LETTERS))
CIF_LETTERS = "JABCDEFGHI"
# Companies and other bodies; K, L and M are persons.
CIF_FORM = r"^[ABCDEFGHJNPQRSUVW]\d{7}[0-9A-J]$"
COMPANY_FIRST_LETTERS = "ABCDEFGHJNPQRSUVW"
# Numbers typed to get past a form: their letter is right and they are nobody's.
PLACEHOLDERS = r"^(?:0{8}T|1{8}H|2{8}J|3{8}P|4{8}A|5{8}K|6{8}Q|7{8}B|8{8}Y|9{8}R|[XYZ]0{7}[A-Z])$"


def national_ids(text: pl.Series, *, country: str) -> pl.Series:
    """Normalised ids with their country in front; null where the check digit is wrong or the number is a filler."""
    if country == "ES":
        return two_passes(text, _plain_nif, lambda cells: _read(cells, country))
    return _read(text, country)


def _plain_nif(text: pl.Series) -> pl.Series:
    """Eight digits and their letter, the great majority of Spanish ids."""
    one = pl.col("id")
    number = one.str.slice(0, 8).cast(pl.Int64, strict=False)
    letter = pl.lit(_LETTERS).gather((number % 23).fill_null(0))
    # All digits the same: a filler, not a person.
    right = one.str.contains(r"^[0-9]{8}[A-Z]$") & (one.str.slice(8, 1) == letter) & (number % 11_111_111 != 0)
    return text.to_frame("id").select(pl.when(right).then("ES" + one)).to_series()


def _read(text: pl.Series, country: str) -> pl.Series:
    bare = text.str.replace_all(r"[\s.\-/_]", "").str.to_uppercase()
    if country in ("ES", "CL"):
        bare = bare.str.strip_prefix(country) if country == "ES" else bare
        right = spanish(bare) if country == "ES" else chilean(bare)
        return pl.select(pl.when(pl.lit(right)).then(country + pl.lit(bare))).to_series()
    return _by_library(bare, country)


def spanish(bare: pl.Series) -> pl.Series:
    """Whether each is a valid NIF, NIE or CIF (Real Decreto 1065/2007, art. 19 and following; Orden EHA/451/2008)."""
    one = pl.col("id")
    digits = one.str.replace(r"^X", "0").str.replace(r"^Y", "1").str.replace(r"^Z", "2")
    number = digits.str.slice(0, 8).cast(pl.Int64, strict=False)
    letter = _sign(number % 23, NIF_LETTERS)
    person = one.str.contains(r"^(?:\d{8}|[XYZ]\d{7})[A-Z]$") & (one.str.slice(8, 1) == letter)
    # K, L, M: persons without a number of their own; the letter is counted over their seven digits.
    special = one.str.contains(r"^[KLM]\d{7}[A-Z]$") & (
        one.str.slice(8, 1) == _sign(one.str.slice(1, 7).cast(pl.Int64, strict=False) % 23, NIF_LETTERS)
    )
    right = ((person & ~one.str.contains(PLACEHOLDERS)) | special | _company(one)).fill_null(False)
    return bare.to_frame("id").select(right).to_series()


def _company(one: pl.Expr) -> pl.Expr:
    seven = one.str.slice(1, 7).cast(pl.Int64, strict=False)
    places = [(seven // 10**power) % 10 for power in range(6, -1, -1)]
    total = places[1] + places[3] + places[5]
    for place in places[::2]:
        doubled = place * 2
        total = total + doubled // 10 + doubled % 10
    control = (10 - total % 10) % 10
    last = one.str.slice(8, 1)
    as_letter = last == _sign(control, CIF_LETTERS)
    as_digit = last == control.cast(pl.String)
    # Sources disagree on which letters must end in a letter and which in a digit: either is taken, as the library does.
    fits: pl.Expr = one.str.contains(CIF_FORM) & (as_letter | as_digit)
    return fits


def _sign(index: pl.Expr, table: str) -> pl.Expr:
    return index.replace_strict(dict(enumerate(table)), default=None, return_dtype=pl.String)


def chilean(bare: pl.Series) -> pl.Series:
    """Whether each is a valid RUT or RUN: eight digits at most and its modulo 11 sign."""
    one = pl.col("id")
    number = one.str.slice(0, one.str.len_bytes().cast(pl.Int64) - 1).cast(pl.Int64, strict=False)
    weighted = pl.lit(0)
    for place, weight in enumerate((2, 3, 4, 5, 6, 7, 2, 3)):
        weighted = weighted + (number // 10**place) % 10 * weight
    rest = (11 - weighted % 11) % 11
    sign = pl.when(rest == 10).then(pl.lit("K")).otherwise(rest.cast(pl.String))
    right = one.str.contains(r"^[1-9]\d{0,7}[0-9K]$") & (one.str.slice(-1, 1) == sign)
    return bare.to_frame("id").select(right.fill_null(False)).to_series()


def is_company(ids: pl.Expr) -> pl.Expr:
    """Whether a normalised Spanish id is a company's; null where the number cannot tell (other countries)."""
    spanish_id = ids.str.starts_with("ES")
    return pl.when(spanish_id).then(ids.str.slice(2, 1).is_in(list(COMPANY_FIRST_LETTERS)))


def _by_library(bare: pl.Series, country: str) -> pl.Series:
    known = {each: _checked(each, country) for each in bare.drop_nulls().unique()}
    return bare.replace_strict(known, default=None, return_dtype=pl.String)


def _checked(number: str, country: str) -> str | None:
    for check in _checks(country):
        try:
            return country + check(number)
        except stdnum_exceptions.ValidationError:
            continue
    return None


def _checks(country: str) -> tuple[Callable[[str], str], ...]:
    if country == "CO":
        return (nit.validate, _colombian_card)
    if country == "PE":
        return (cui.validate, ruc.validate)
    module = get_cc_module(country, "vat")
    return (module.validate,) if module else (_some_number,)


def _colombian_card(number: str) -> str:
    # The cédula has no check digit: six to ten digits.
    if not (number.isdigit() and 6 <= len(number) <= 10):
        raise stdnum_exceptions.InvalidFormat
    return number


def _some_number(number: str) -> str:
    if not (number.isalnum() and 5 <= len(number) <= 16):
        raise stdnum_exceptions.InvalidFormat
    return number
