"""Rows of a block that the file words as last time: found before anything in them is read.

A file mostly comes in the order of last time, in which its rows got their keys. So a few rows of a block, looked up,
tell between which keys the others lie; those are read in one go, and only what is not among them is looked up, too.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import polars as pl

from acuerdo.portfolio.importing.checking import text_of
from acuerdo.portfolio.importing.mapping.fitting import Fitted
from acuerdo.portfolio.importing.pipeline import Unchanged
from acuerdo.portfolio.importing.reading.records import BROKEN, LINE
from acuerdo.portfolio.importing.wording import DEBT_WORDS, PERSON_WORDS
from acuerdo.portfolio.operations.loading.sql import UNIT_SEPARATOR, as_one_text, by_index, by_key
from acuerdo.portfolio.operations.loading.state import Run

# A file that says nothing of persons (null) cannot say anything else of them.
_DEBTS = """
    SELECT k.place - 1, r.id, d.id
    FROM unnest(string_to_array(%(references)s, E'\\x1f'), string_to_array(%(debts)s, E'\\x1f'),
                %(person_words)s::bigint[], %(debt_words)s::bigint[])
        WITH ORDINALITY AS k(reference, debt, person_words, debt_words, place)
    CROSS JOIN LATERAL (
        SELECT * FROM portfolio_debtorreference WHERE creditor_id = %(creditor)s AND reference = k.reference OFFSET 0
    ) AS r
    CROSS JOIN LATERAL (
        SELECT * FROM portfolio_debt WHERE creditor_id = %(creditor)s AND reference = k.debt OFFSET 0
    ) AS d
    WHERE (k.person_words IS NULL OR r.words_hash = k.person_words)
        AND d.debtor_id = r.debtor_id AND d.words_hash = k.debt_words
"""
_PEOPLE = """
    SELECT k.place - 1, r.id
    FROM unnest(string_to_array(%(references)s, E'\\x1f'), %(person_words)s::bigint[])
        WITH ORDINALITY AS k(reference, person_words, place)
    CROSS JOIN LATERAL (
        SELECT * FROM portfolio_debtorreference WHERE creditor_id = %(creditor)s AND reference = k.reference OFFSET 0
    ) AS r
    WHERE r.words_hash = k.person_words
"""
# One row of long values: a row for each key costs its reader five times as much. No words: 0, which none hash to.
_BETWEEN = """
    SELECT COALESCE(string_agg(reference || E'\\x1f', ''), ''), COALESCE(string_agg(int8send(id), ''), ''),
           COALESCE(string_agg(int8send(debtor_id), ''), ''),
           COALESCE(string_agg(int8send(COALESCE(words_hash, 0)), ''), '')
    FROM {table} WHERE id BETWEEN %s AND %s AND creditor_id = %s AND strpos(reference, E'\\x1f') = 0
"""
_HELD = {"reference": pl.String, "id": pl.Int64, "debtor_id": pl.Int64, "words_hash": pl.Int64}
REFERENCE, DEBT = "debtor.reference", "debt.reference"
_IDS = {REFERENCE: "reference_id", DEBT: "debt_id"}
# Rows of a block looked up to see whether it is known, and where.
SAMPLE = 64
# So many times as many keys as rows are worth reading; in a file of another order each row is looked up.
WIDEST = 3


def unchanged_in(fitted: Fitted, run: Run) -> Unchanged:
    """The one who is asked for each block of a file."""
    return partial(unchanged, fitted=fitted, run=run)


def unchanged(rows: pl.DataFrame, fitted: Fitted, run: Run) -> pl.DataFrame:
    """The rows of a block (of `with_wording`) that say what they said: `__line`, `reference_id`, `debt_id`.

    `debt_id` is missing in files that only say who people are. Rows about a person or a debt of whom another row of
    the block says something else are not among them: which of the rows counts is decided where rows are read. A row
    missed here is read, which costs time and nothing else; so a block without a known row in its sample has none.
    """
    keys = [REFERENCE] if fitted.debtors_only else [REFERENCE, DEBT]
    named = rows.select(
        LINE,
        PERSON_WORDS,
        DEBT_WORDS,
        BROKEN,
        *(text_of(fitted.part.fields[key], fitted.part.format).alias(key) for key in keys),
    )
    found = _found(named.filter(pl.col(BROKEN).is_null()).drop_nulls(keys), run, keys)
    once = found.filter(pl.col(keys[-1]).is_first_distinct())
    others = named.join(once.select(LINE), on=LINE, how="anti")
    for key in keys:
        once = once.join(others.select(key).drop_nulls(), on=key, how="anti", maintain_order="left")
    return once.drop(keys)


def _found(whole: pl.DataFrame, run: Run, keys: list[str]) -> pl.DataFrame:
    """`__line`, the references and their keys here, of rows that say what they said; in order."""
    step = max(1, whole.height // SAMPLE)
    sample = _looked_up(whole.gather_every(step), run, keys)
    if step == 1 or sample.is_empty():
        return sample
    near = _near(whole, sample, run, keys)
    others = whole.join(near, on=LINE, how="anti", maintain_order="left")
    return pl.concat([near, _looked_up(others, run, keys)]).sort(LINE)


def _near(whole: pl.DataFrame, sample: pl.DataFrame, run: Run, keys: list[str]) -> pl.DataFrame:
    held = _between("portfolio_debtorreference", sample["reference_id"], whole.height, run)
    found = whole.join(held.rename({"id": "reference_id"}), left_on=REFERENCE, right_on="reference")
    found = found.filter(pl.col(PERSON_WORDS).is_null() | (pl.col(PERSON_WORDS) == pl.col("words_hash")))
    if DEBT in keys:
        held = _between("portfolio_debt", sample["debt_id"], whole.height, run).rename({"id": "debt_id"})
        found = found.drop("words_hash").join(held, left_on=DEBT, right_on="reference", suffix="_owner")
        found = found.filter(
            (pl.col(DEBT_WORDS) == pl.col("words_hash")) & (pl.col("debtor_id") == pl.col("debtor_id_owner"))
        )
    return found.select(LINE, *keys, *(_IDS[key] for key in keys))


def _between(table: str, ids: pl.Series, rows: int, run: Run) -> pl.DataFrame:
    """What lies between the keys of a sample and a little beyond; strangers at its ends are left out."""
    first, last = np.quantile(ids.to_numpy(), (0.1, 0.9))
    if last - first > WIDEST * rows:
        return pl.DataFrame(schema=_HELD)
    beyond = (last - first) / 6
    with by_index() as cursor:
        cursor.execute(_BETWEEN.format(table=table), [int(first - beyond), int(last + beyond) + 1, run.creditor_id])
        references, *numbers = cursor.fetchone()
    names = pl.Series([references], dtype=pl.String).str.split(UNIT_SEPARATOR).explode().head(-1)
    columns = [names, *(pl.Series(np.frombuffer(each, ">i8").astype(np.int64)) for each in numbers)]
    return pl.DataFrame(dict(zip(_HELD, columns, strict=True)))


def _looked_up(rows: pl.DataFrame, run: Run, keys: list[str]) -> pl.DataFrame:
    """Each row looked up by its references."""
    schema = {"place": pl.UInt32, **{_IDS[key]: pl.Int64 for key in keys}}
    if rows.is_empty():
        return pl.DataFrame(schema={LINE: pl.Int64, **dict.fromkeys(keys, pl.String), **schema}).drop("place")
    values = {
        "creditor": run.creditor_id,
        "references": as_one_text(rows[REFERENCE]),
        "person_words": _array(rows[PERSON_WORDS]),
    }
    if DEBT in keys:
        values |= {"debts": as_one_text(rows[DEBT]), "debt_words": _array(rows[DEBT_WORDS])}
    found = by_key(_DEBTS if DEBT in keys else _PEOPLE, values, schema)
    return rows.with_row_index("place").join(found, on="place").select(LINE, *keys, *(_IDS[key] for key in keys))


def _array(values: pl.Series) -> str | None:
    return None if values.null_count() else "{" + str(values.cast(pl.String).str.join(",").item()) + "}"
