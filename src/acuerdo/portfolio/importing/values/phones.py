"""Phone numbers to E.164, and whether they can take an SMS.

A first pass over the whole column uses libphonenumber's own patterns of the creditor's country; only what it does
not settle (foreign numbers, odd forms, faults) is asked of the library, once per distinct text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
import polars as pl

NOISE = r"[\s\u00a0().\-/]"
# Types a debtor can be called on; premium and shared cost numbers are never a person's.
KINDS = ("fixed_line", "mobile", "personal_number", "voip")
CALLABLE = frozenset(
    {
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
        phonenumbers.PhoneNumberType.VOIP,
    }
)
MOBILE = frozenset({phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})
SHORTEST = 7


@dataclass(frozen=True, slots=True)
class _Patterns:
    code: int
    callable: str
    mobile: str
    # Where a trunk prefix may be dialled the bare national form is ambiguous: the library decides.
    national: bool


def phones(text: pl.Series, *, country: str) -> pl.DataFrame:
    """Columns `value` (E.164 or null) and `is_mobile` for a column of text, read as dialled in a country."""
    patterns = _patterns(country)
    bare = text.str.replace_all(NOISE, "").str.replace(r"^00", "+")
    national = _national(bare, patterns)
    settled = national.str.contains(patterns.callable)
    first = pl.DataFrame(
        {
            "value": pl.select(pl.when(pl.lit(settled)).then(f"+{patterns.code}" + pl.lit(national))).to_series(),
            "is_mobile": national.str.contains(patterns.mobile).fill_null(False),
        }
    )
    odd = text.filter(first["value"].is_null() & text.is_not_null()).unique()
    if odd.is_empty():
        return first
    answers = [phone(each, country=country) or (None, False) for each in odd]
    asked = pl.DataFrame(
        {"text": odd, "asked": [value for value, _ in answers], "asked_mobile": [mobile for _, mobile in answers]},
        schema={"text": pl.String, "asked": pl.String, "asked_mobile": pl.Boolean},
    )
    both = first.with_columns(text=text).join(asked, on="text", how="left", maintain_order="left")
    return both.select(
        pl.coalesce("value", "asked").alias("value"),
        (pl.col("is_mobile") | pl.col("asked_mobile").fill_null(False)).alias("is_mobile"),
    )


def phone(text: str, *, country: str) -> tuple[str, bool] | None:
    """One number by the library: E.164 and whether it is mobile; None where nobody could be called."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    kind = phonenumbers.number_type(number)
    if kind not in CALLABLE or number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), kind in MOBILE


def _national(bare: pl.Series, patterns: _Patterns) -> pl.Series:
    """The national number where it is beyond doubt, else empty text (null stays null)."""
    prefix = f"+{patterns.code}"
    international = pl.when(pl.lit(bare).str.starts_with(prefix)).then(pl.lit(bare).str.strip_prefix(prefix))
    if not patterns.national:
        return pl.select(international.otherwise(pl.lit(""))).to_series()
    plain = ~pl.lit(bare).str.starts_with("+")
    return pl.select(international.when(plain).then(pl.lit(bare)).otherwise(pl.lit(""))).to_series()


@lru_cache(maxsize=32)
def _patterns(country: str) -> _Patterns:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
    if metadata is None or metadata.mobile is None:
        return _Patterns(0, "^never$", "^never$", national=False)
    kinds = [getattr(metadata, kind) for kind in KINDS]
    found = [kind.national_number_pattern for kind in kinds if kind is not None and kind.national_number_pattern]
    ascii_only = [pattern.replace(r"\d", "[0-9]") for pattern in found]
    mobile = (metadata.mobile.national_number_pattern or "never").replace(r"\d", "[0-9]")
    code = metadata.country_code or 0
    # Shared codes (+1, +44 with the islands) need more than one region's patterns: leave them to the library.
    alone = len(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code, ())) == 1
    pattern = f"^(?:{'|'.join(ascii_only)})$" if alone else "^never$"
    return _Patterns(code, pattern, f"^(?:{mobile})$", national=metadata.national_prefix_for_parsing is None)
