"""Rows of a block that the file words as last time: found before anything in them is read."""

from __future__ import annotations

from functools import partial

import polars as pl

from acuerdo.portfolio.importing.checking import text_of
from acuerdo.portfolio.importing.mapping.fitting import Fitted
from acuerdo.portfolio.importing.pipeline import Unchanged
from acuerdo.portfolio.importing.reading.records import BROKEN, LINE
from acuerdo.portfolio.importing.wording import DEBT_WORDS, PERSON_WORDS
from acuerdo.portfolio.operations.loading.sql import as_one_text, by_key
from acuerdo.portfolio.operations.loading.state import Run

# A file that says nothing of persons (null) cannot say anything else of them.
_DEBTS = """
    SELECT k.place - 1, r.id, d.id
    FROM unnest(string_to_array(%(references)s, E'\\x1f'), string_to_array(%(debts)s, E'\\x1f'),
                %(person_words)s::bigint[], %(debt_words)s::bigint[])
        WITH ORDINALITY AS k(reference, debt, person_words, debt_words, place)
    JOIN portfolio_debtorreference r ON r.creditor_id = %(creditor)s AND r.reference = k.reference
        AND (k.person_words IS NULL OR r.words_hash = k.person_words)
    JOIN portfolio_debt d ON d.creditor_id = %(creditor)s AND d.reference = k.debt AND d.debtor_id = r.debtor_id
        AND d.words_hash = k.debt_words
"""
_PEOPLE = """
    SELECT k.place - 1, r.id
    FROM unnest(string_to_array(%(references)s, E'\\x1f'), %(person_words)s::bigint[])
        WITH ORDINALITY AS k(reference, person_words, place)
    JOIN portfolio_debtorreference r ON r.creditor_id = %(creditor)s AND r.reference = k.reference
        AND r.words_hash = k.person_words
"""
REFERENCE, DEBT = "debtor.reference", "debt.reference"


def unchanged_in(fitted: Fitted, run: Run) -> Unchanged:
    """The one who is asked for each block of a file."""
    return partial(unchanged, fitted=fitted, run=run)


def unchanged(rows: pl.DataFrame, fitted: Fitted, run: Run) -> pl.DataFrame:
    """The rows of a block (of `with_wording`) that say what they said: `__line`, `reference_id`, `debt_id`.

    `debt_id` is missing in files that only say who people are. Rows about a person or a debt of whom another row of
    the block says something else are not among them: which of the rows counts is decided where rows are read.
    """
    keys = [REFERENCE] if fitted.debtors_only else [REFERENCE, DEBT]
    named = rows.select(
        LINE,
        PERSON_WORDS,
        DEBT_WORDS,
        BROKEN,
        *(text_of(fitted.part.fields[key], fitted.part.format).alias(key) for key in keys),
    )
    whole = named.filter(pl.col(BROKEN).is_null()).drop_nulls(keys)
    if whole.is_empty():
        return pl.DataFrame(schema={LINE: pl.Int64, "reference_id": pl.Int64, "debt_id": pl.Int64})
    found = _found(whole, run, keys)
    once = whole.with_row_index("place").join(found, on="place", maintain_order="left")
    once = once.filter(pl.col(keys[-1]).is_first_distinct())
    others = named.join(once.select(LINE), on=LINE, how="anti")
    for key in keys:
        once = once.join(others.select(key).drop_nulls(), on=key, how="anti", maintain_order="left")
    return once.select(LINE, *found.columns[1:])


def _found(whole: pl.DataFrame, run: Run, keys: list[str]) -> pl.DataFrame:
    schema = {"place": pl.UInt32, "reference_id": pl.Int64, **({"debt_id": pl.Int64} if DEBT in keys else {})}
    values = {
        "references": as_one_text(whole[REFERENCE]),
        "person_words": _array(whole[PERSON_WORDS]),
        "creditor": run.creditor_id,
    }
    if DEBT not in keys:
        return by_key(_PEOPLE, values, schema)
    return by_key(
        _DEBTS, {**values, "debts": as_one_text(whole[DEBT]), "debt_words": _array(whole[DEBT_WORDS])}, schema
    )


def _array(values: pl.Series) -> str | None:
    return None if values.null_count() else "{" + str(values.cast(pl.String).str.join(",").item()) + "}"
