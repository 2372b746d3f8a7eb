"""From raw values to the written ones that a message keeps: one frame of people, one variant."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec
import polars as pl

from acuerdo.content.rules.compiling import Compiled, value_tokens
from acuerdo.content.rules.formats import format_column, format_rows
from acuerdo.content.rules.tokens import TokenSpec

_written_as_is = msgspec.json.Encoder().encode
_written_by_name = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class Composed:
    """Written values of a frame's rows, in its order; `missing` names tokens a row cannot do without."""

    values: list[dict[str, Any]]
    missing: list[list[str]]


def compose(frame: pl.DataFrame, compiled: Compiled, tokens: Mapping[str, TokenSpec], *, language: str) -> Composed:
    """Write the values of every row for one variant.

    `frame` has a column per token used (absent columns count as missing), `debts` as lists of structs
    (reference, due_date, balance_cents), and `debt.currency` where money is written.
    """
    rows = frame.height
    currencies = frame["debt.currency"].to_list() if "debt.currency" in frame.columns else ["EUR"] * rows
    columns: dict[str, list[Any]] = {}
    needed: dict[str, str] = {}
    for gap in value_tokens(compiled):
        raw = frame[gap.tok] if gap.tok in frame.columns else pl.repeat(None, rows, dtype=pl.Null, eager=True)
        if tokens[gap.tok].type == "rows":
            columns[gap.key] = _rows(raw, currencies, language)
        else:
            columns[gap.key] = format_column(
                raw.to_list(), spec=tokens[gap.tok], form=gap.form, language=language, currencies=currencies
            )
        if gap.fallback is None:
            needed[gap.key] = gap.tok
    return _by_row(columns, needed, rows)


def _rows(raw: pl.Series, currencies: list[str], language: str) -> list[list[list[str]] | None]:
    """Whole columns of debts at a time: lists of structs become Python values three times as slowly."""
    if raw.dtype == pl.Null:
        return [None] * raw.len()
    counts = raw.list.len().fill_null(0)
    debts = iter(raw.filter(counts > 0).explode().to_list())
    return [
        format_rows(islice(debts, count), language=language, currency=currency) if count else None
        for count, currency in zip(counts.to_list(), currencies, strict=True)
    ]


def _by_row(columns: Mapping[str, list[Any]], needed: Mapping[str, str], rows: int) -> Composed:
    if not columns:
        return Composed([{} for _ in range(rows)], [[] for _ in range(rows)])
    names = list(columns)
    values = [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    missing: list[list[str]] = [[] for _ in range(rows)]
    for key, token in needed.items():
        for number, value in enumerate(columns[key]):
            if not value:
                missing[number].append(token)
    # What is missing but has a fallback is not kept: the version's text holds the fallback.
    if any(None in column for column in columns.values()):
        values = [{key: value for key, value in row.items() if value is not None} for row in values]
    return Composed(values, missing)


def json_of(values: Mapping[str, Any]) -> str:
    """The values as a message's row keeps them."""
    return _written_as_is(values).decode()


def digest_of(version_id: int, variant: str, values: Mapping[str, Any]) -> str:
    """What a message's text follows from, as 32 hexadecimal digits: the same digest means the same text.

    It leaves out links, which follow from the message's number.
    """
    return hashlib.blake2b(_written_by_name([version_id, variant, values]), digest_size=16).hexdigest()
