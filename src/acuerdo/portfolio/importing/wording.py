"""Rows as the file words them, in one number for the person and one for the debt.

The same words under the same mapping say the same, so a row worded as last time need not be read again. Words say
less than values: another way to write the same amount is another number, and is then read and compared.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from hashlib import blake2b

import polars as pl

from acuerdo.portfolio.importing.mapping.document import Source
from acuerdo.portfolio.importing.mapping.fitting import Fitted, columns_of

PERSON_WORDS, DEBT_WORDS = "__person_words", "__debt_words"
# Raise it when reading the same words gives other values that accounts already imported should get, too.
READING = 1


def with_wording(rows: pl.DataFrame, fitted: Fitted) -> pl.DataFrame:
    """Rows with `__person_words` and `__debt_words`; null throughout for a part that the file does not speak of."""
    person, debt = _columns(fitted)
    seed = seed_of(fitted)
    return rows.with_columns(
        (_number(columns, seed) if columns else pl.lit(None, pl.Int64)).alias(name)
        for name, columns in ((PERSON_WORDS, person), (DEBT_WORDS, debt))
    )


def seed_of(fitted: Fitted) -> int:
    """What a mapping makes of words: equal seeds, equal readings."""
    spoken = f"{READING} {fitted.mapping.country} {fitted.part.model_dump_json()}"
    return int.from_bytes(blake2b(spoken.encode(), digest_size=8).digest(), "little")


def _columns(fitted: Fitted) -> tuple[list[str], list[str]]:
    fields = fitted.part.fields
    person = {key: each for key, each in fields.items() if _speaks_of("debtor", key)}
    debt = {key: each for key, each in fields.items() if _speaks_of("debt", key)}
    return _named(person), _named(debt | fitted.part.custom)


def _speaks_of(whom: str, key: str) -> bool:
    return key.startswith(f"{whom}.") and key != f"{whom}.reference"


def _named(sources: Dict[str, Source]) -> list[str]:
    return sorted({column for source in sources.values() for column in columns_of(source)})


def _number(columns: list[str], seed: int) -> pl.Expr:
    return pl.struct(columns).hash(seed).reinterpret(signed=True)
