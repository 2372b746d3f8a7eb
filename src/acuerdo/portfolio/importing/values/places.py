"""Where a person lives, from the postcode: Spanish province to autonomous community and time zone.

Regions are ISO 3166-2 codes with their country ("ES-MD").
"""

from __future__ import annotations

import polars as pl

# First two digits of a Spanish postcode are the province (INE numbering).
COMMUNITY_PROVINCES = {
    "AN": "04 11 14 18 21 23 29 41",
    "AR": "22 44 50",
    "AS": "33",
    "IB": "07",
    "CN": "35 38",
    "CB": "39",
    "CL": "05 09 24 34 37 40 42 47 49",
    "CM": "02 13 16 19 45",
    "CT": "08 17 25 43",
    "VC": "03 12 46",
    "EX": "06 10",
    "GA": "15 27 32 36",
    "MD": "28",
    "MC": "30",
    "NC": "31",
    "PV": "01 20 48",
    "RI": "26",
    "CE": "51",
    "ML": "52",
}
COMMUNITY_OF = {
    province: f"ES-{community}" for community, listed in COMMUNITY_PROVINCES.items() for province in listed.split()
}
CANARIAN = ("35", "38")
# Zones of countries with one zone; others need a column or the creditor's zone.
ZONE_OF = {
    "ES": "Europe/Madrid",
    "PT": "Europe/Lisbon",
    "CO": "America/Bogota",
    "PE": "America/Lima",
    "CL": "America/Santiago",
    "FR": "Europe/Paris",
    "IT": "Europe/Rome",
    "DE": "Europe/Berlin",
    "GB": "Europe/London",
    "AR": "America/Argentina/Buenos_Aires",
}


def postcodes(text: pl.Expr, *, country: str) -> pl.Expr:
    """Postcodes in capitals; for Spain five digits of a real province (a lost leading zero is put back)."""
    if country != "ES":
        code = text.str.to_uppercase()
        return pl.when(code.str.contains(r"^[A-Z0-9][A-Z0-9 \-]{1,9}$")).then(code)
    code = text.str.zfill(5)
    return pl.when(code.str.contains(r"^(?:0[1-9]|[1-4]\d|5[0-2])\d{3}$")).then(code)


def regions(postcode: pl.Expr, *, country: str) -> pl.Expr:
    """The autonomous community of a Spanish postcode; null elsewhere."""
    if country != "ES":
        return pl.lit(None, pl.String)
    return postcode.str.slice(0, 2).replace_strict(COMMUNITY_OF, default=None, return_dtype=pl.String)


def time_zones(postcode: pl.Expr, *, country: str) -> pl.Expr:
    """The zone of a postcode; null where it stays open: Spain without a postcode, countries with several zones."""
    zone = pl.lit(ZONE_OF.get(country), pl.String)
    if country != "ES":
        return zone
    canarian = postcode.str.slice(0, 2).is_in(list(CANARIAN))
    return pl.when(canarian).then(pl.lit("Atlantic/Canary")).when(postcode.is_not_null()).then(zone)
