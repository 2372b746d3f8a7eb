"""Accounts that do not exist, sixty columns wide, by the million, two in a hundred bad in one of ten ways."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

BLOCK = 100_000
BAD_SHARE = 0.02
BAD_KINDS = (
    "no_customer",
    "no_invoice",
    "bad_national_id",
    "bad_phone",
    "bad_email",
    "bad_iban",
    "bad_date",
    "bad_amount",
    "bad_currency",
    "bad_postcode",
)
NIF_LETTERS = list("TRWAGMYFPDXBNJZSQVHLCKE")
GIVEN = ["Carla", "Diego", "Lucía", "Marta", "Iván", "Noa", "Álvaro", "Sofía", "Hugo", "Elena", "Pablo", "Irene"]
FAMILY = ["García", "Núñez", "López", "Ruiz", "Prieto", "Soto", "Vega", "Ortiz", "Ramos", "Gil", "Serra", "Castro"]
STREETS = ["Calle Mayor", "Avenida de la Paz", "Calle Nueva", "Plaza España", "Calle del Río", "Paseo del Prado"]
CITIES = ["Madrid", "Barcelona", "Sevilla", "Valencia", "Las Palmas", "Bilbao", "Zaragoza", "Murcia"]
PRODUCTS = ["Tarjeta", "Préstamo personal", "Fibra 600", "Luz estable", "Móvil 20 GB"]
FILLERS = 26
MAPPING = """\
mapping: 1
country: ES
files:
  - name: accounts
    format: {encoding: utf-8, delimiter: ",", decimal: ".", date: "%d/%m/%Y"}
    fields:
      debtor.reference: customer
      debtor.given_name: given_name
      debtor.family_name: family_name
      debtor.family_name_2: family_name_2
      debtor.national_id: nif
      debtor.birth_date: {column: birth_date, date: "%Y-%m-%d"}
      debtor.language: language
      debtor.phone: mobile
      debtor.phone_2: landline
      debtor.email: email
      debtor.street: street
      debtor.postcode: postcode
      debtor.city: city
      debt.reference: invoice
      debt.product: product
      debt.type: debt_type
      debt.issued_date: issued
      debt.due_date: due
      debt.principal: principal
      debt.interest: interest
      debt.fees: fees
      debt.currency: currency
      debt.iban: iban
      debt.disputed: disputed
    custom:
      tariff: {column: tariff, type: text}
      branch: {column: branch, type: text}
      agent: {column: agent, type: text}
      score: {column: score, type: number}
      credit_limit: {column: credit_limit, type: money}
      customer_since: {column: customer_since, type: date}
      vip: {column: vip, type: bool}
      segment: {column: segment, type: text}
"""


def write_accounts(path: Path, rows: int, *, first: int = 0) -> int:
    """Write a CSV of accounts numbered from `first`; returns how many are bad. Column `marker` names the fault."""
    bad = 0
    with path.open("wb") as stream:
        for start in range(first, first + rows, BLOCK):
            block = accounts(start, min(BLOCK, first + rows - start))
            bad += int((block["marker"] != "").sum())
            block.write_csv(stream, include_header=start == first)
    return bad


def accounts(first: int, rows: int) -> pl.DataFrame:
    """Accounts numbered from `first`: the same number is always the same account."""
    dice = np.random.default_rng(first)
    number = pl.Series("number", np.arange(first, first + rows, dtype=np.int64))
    # Spreads neighbours over the whole range (a bijection below 10^8), as real ids are spread.
    place = (number * 61_803_399 + 7) % 99_999_989
    # All digits the same is a filler and rightly refused: there are none among the good.
    spread = pl.select(
        pl.when(place % 11_111_111 == 0).then(99_999_990 + place // 11_111_111).otherwise(place)
    ).to_series()
    frame = pl.DataFrame({"number": number, "place": place, "spread": spread})
    frame = frame.with_columns(
        pl.Series("bad", np.where(dice.random(rows) < BAD_SHARE, dice.integers(0, len(BAD_KINDS), rows), -1)),
        *(pl.Series(name, dice.integers(0, top, rows)) for name, top in _DICE.items()),
    )
    columns = {**_person(), **_account(), **_own()}
    made = frame.select("bad", **columns)
    return _spoiled(made, frame["bad"]).drop("bad")


_DICE = {
    "d1": 12,
    "d2": 12,
    "d3": 12,
    "d4": 6,
    "d5": 8,
    "d6": 5,
    "days": 700,
    "cents": 500_000,
    "small": 5_000,
    "age": 20_000,
}


def _pick(name: str, values: list[str]) -> pl.Expr:
    return pl.col(name).replace_strict(dict(enumerate(values)), return_dtype=pl.String)


def _padded(expression: pl.Expr, width: int) -> pl.Expr:
    return expression.cast(pl.String).str.zfill(width)


def _person() -> dict[str, pl.Expr]:
    nif = _padded(pl.col("spread"), 8) + (pl.col("spread") % 23).replace_strict(
        dict(enumerate(NIF_LETTERS)), return_dtype=pl.String
    )
    province = (pl.col("spread") // 7) % 52 + 1
    return {
        "customer": pl.lit("C") + _padded(pl.col("spread"), 8),
        "given_name": _pick("d1", GIVEN),
        "family_name": _pick("d2", FAMILY),
        "family_name_2": _pick("d3", FAMILY),
        "nif": nif,
        "birth_date": (pl.date(1945, 1, 1) + pl.duration(days="age")).dt.to_string(),
        "language": pl.when(pl.col("d4") == 0).then(pl.lit("en")).otherwise(pl.lit("es")),
        "mobile": pl.lit("6") + _padded(pl.col("spread"), 8),
        "landline": pl.lit("+34 91") + _padded(pl.col("spread") % 8_000_000 + 1_000_000, 7),
        "email": pl.lit("user") + pl.col("spread").cast(pl.String) + pl.lit("@example.es"),
        "street": _pick("d4", STREETS) + pl.lit(" ") + (pl.col("d5") * 17 + 1).cast(pl.String),
        "postcode": _padded(province * 1000 + pl.col("spread") % 900, 5),
        "city": _pick("d5", CITIES),
    }


def _account() -> dict[str, pl.Expr]:
    # Check digits of an IBAN: 98 - (BBAN, country and 00 as one number) mod 97, in two halves that fit an integer.
    bank, account = 2100_0418_45, pl.col("spread") * 97 % 9_999_999_967
    left = (bank % 97 * pow(10, 10, 97) + account) % 97
    check = 98 - (left * pow(10, 6, 97) + 142_800) % 97
    due = pl.date(2024, 1, 1) + pl.duration(days="days")
    return {
        "invoice": pl.lit("F") + _padded(pl.col("place") * 7 % 99_999_989, 8),
        "product": _pick("d6", PRODUCTS),
        "debt_type": pl.when(pl.col("d6") < 2).then(pl.lit("consumer_credit")).otherwise(pl.lit("service")),
        "issued": (due - pl.duration(days=30)).dt.strftime("%d/%m/%Y"),
        "due": due.dt.strftime("%d/%m/%Y"),
        "principal": _money(pl.col("cents") + 1_000),
        "interest": _money(pl.when(pl.col("d6") == 0).then("small").otherwise(0)),
        "fees": _money(pl.when(pl.col("d6") == 1).then(500).otherwise(0)),
        "currency": pl.lit("EUR"),
        "iban": pl.lit("ES") + _padded(check, 2) + pl.lit(str(bank)) + _padded(account, 10),
        "disputed": pl.when(pl.col("d1") == 0).then(pl.lit("Yes")).otherwise(pl.lit("No")),
    }


def _money(cents: pl.Expr) -> pl.Expr:
    return (cents // 100).cast(pl.String) + pl.lit(".") + _padded(cents % 100, 2)


def _own() -> dict[str, pl.Expr]:
    own = {
        "tariff": pl.lit("T") + pl.col("d6").cast(pl.String),
        "branch": _padded(pl.col("spread") % 900, 4),
        "agent": pl.lit("A") + (pl.col("spread") % 50).cast(pl.String),
        "score": (pl.col("small") // 5).cast(pl.String),
        "credit_limit": _money(pl.col("small") * 100),
        "customer_since": (pl.date(2010, 1, 1) + pl.duration(days="days")).dt.strftime("%d/%m/%Y"),
        "vip": pl.when(pl.col("d2") == 0).then(pl.lit("Yes")).otherwise(pl.lit("No")),
        "segment": pl.lit("S") + pl.col("d5").cast(pl.String),
        "marker": pl.lit(""),
    }
    fillers = {
        f"filler_{n}": pl.lit(f"v{n}-") + (pl.col("spread") % (10 + n)).cast(pl.String) for n in range(1, FILLERS + 1)
    }
    return {**own, **fillers}


_WRONG = {
    "no_customer": ("customer", ""),
    "no_invoice": ("invoice", ""),
    "bad_national_id": ("nif", "12345678A"),
    "bad_phone": ("mobile", "12345"),
    "bad_email": ("email", "nobody@"),
    "bad_iban": ("iban", "ES0021000418450000000000"),
    "bad_date": ("due", "31/02/2024"),
    "bad_amount": ("principal", "many"),
    "bad_currency": ("currency", "EURO"),
    "bad_postcode": ("postcode", "99999"),
}


def _spoiled(made: pl.DataFrame, bad: pl.Series) -> pl.DataFrame:
    kinds = dict(enumerate(BAD_KINDS))
    spoiled = [
        pl.when(pl.col("bad") == number).then(pl.lit(_WRONG[kind][1])).otherwise(_WRONG[kind][0]).alias(_WRONG[kind][0])
        for number, kind in kinds.items()
    ]
    return made.with_columns(
        *spoiled, pl.lit(bad).replace_strict(kinds, default="", return_dtype=pl.String).alias("marker")
    )
