"""IBAN: length and form by country, and the check digits over the whole column at once (ISO 13616, mod 97)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl
from schwifty import exceptions, registry

from acuerdo.portfolio.importing.values.passes import two_passes

LONGEST = 34
# Check digits are 98 minus a remainder of 97 (ISO 13616): 00, 01 and 99 would pass the sum as 97, 98 and 02 do.
CHECK = "(?:0[2-9]|[1-8][0-9]|9[0-8])"
# Digits of the rearranged number, at most two for each sign.
WIDTH = 2 * LONGEST


def ibans(text: pl.Series) -> pl.Series:
    """Normalised IBANs (no spaces, capitals); null where country, form or check digits are wrong."""
    return two_passes(text, _spanish, _any_country)


def _spanish(text: pl.Series) -> pl.Series:
    """Those of Spain, all digits and written plainly: three integers instead of a sign by sign sum."""
    one = pl.col("iban")
    check, left, right = (
        one.str.slice(at, width).cast(pl.Int64, strict=False) for at, width in ((2, 2), (4, 10), (14, 10))
    )
    bban = (left % 97 * pow(10, 10, 97) + right) % 97
    # E is 14 and S is 28; country and check digits stand last.
    rest = (bban * pow(10, 6, 97) + 142_800 + check) % 97
    right_ones = one.str.contains(rf"^ES{CHECK}[0-9]{{20}}$") & (rest == 1)
    return text.to_frame("iban").select(pl.when(right_ones).then(one)).to_series()


def _any_country(text: pl.Series) -> pl.Series:
    bare = text.str.replace_all(r"[\s\-\u00a0]", "").str.to_uppercase()
    likely = _formed(bare)
    right = np.zeros(len(text), dtype=bool)
    places = likely.to_numpy()
    if places.any():
        right[places] = _check_digits(bare.filter(likely))
    return pl.select(pl.when(pl.lit(pl.Series(right))).then(pl.lit(bare))).to_series()


def _formed(bare: pl.Series) -> pl.Series:
    """Whether each has the form its country prescribes; one pattern a country that occurs, few in any file."""
    found = bare.str.slice(0, 2).drop_nulls().unique().to_list()
    patterns = [pattern for country in found if (pattern := _pattern(country))]
    if not patterns:
        return pl.repeat(value=False, n=len(bare), eager=True)
    return bare.str.contains(f"^(?:{'|'.join(sorted(patterns))})$").fill_null(False)


def _check_digits(candidates: pl.Series) -> np.ndarray:
    """ISO 7064 mod 97-10 over all rows: letters become two digits, the first four signs go last."""
    padded = candidates.str.pad_end(LONGEST, " ").str.join("").item().encode()
    signs = np.frombuffer(padded, dtype=np.uint8).reshape(len(candidates), LONGEST).astype(np.int64)
    turned = np.concatenate([signs[:, 4:], signs[:, :4]], axis=1)
    remainder = np.zeros(len(candidates), dtype=np.int64)
    for column in turned.T:
        letter = column >= ord("A")
        given = column != ord(" ")
        value = np.where(letter, column - 55, column - 48)
        following = (remainder * np.where(letter, 100, 10) + value) % 97
        remainder = np.where(given, following, remainder)
    return np.asarray(remainder == 1)


@lru_cache(maxsize=128)
def _pattern(country: str) -> str | None:
    try:
        spec = registry.get_iban_spec(country)
    except exceptions.InvalidCountryCode:
        return None
    return f"{country}{CHECK}{_bare_pattern(spec.regex.pattern)}"


def _bare_pattern(pattern: str) -> str:
    return pattern.removeprefix("^").removesuffix("$").replace(r"\d", "[0-9]")
