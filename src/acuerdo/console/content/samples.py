"""Whose values a preview shows: a case of one's own, masked; or the sample that comes with the product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import polars as pl

from acuerdo.cases.queries import CaseFilters, CaseRow, fact_frame, list_cases, search_cases
from acuerdo.console.parts import formats
from acuerdo.content.rules.formats import FORMATS, format_column
from acuerdo.content.rules.runs import Run, Text, Token
from acuerdo.content.rules.samples import SAMPLE_DATE, raw_sample
from acuerdo.content.rules.tokens import LINK_KEYS, MESSAGE_TOKENS, TokenSpec
from acuerdo.kernel.facts import Fact
from acuerdo.portfolio.queries import profile_of, recipients
from acuerdo.portfolio.rules import printed_phone

_BROUGHT = frozenset(spec.key for spec in MESSAGE_TOKENS)
_SHOWN = 8
_MASK = "•••"
_DEBTS = (
    {"reference": "F-2026-0117", "due_date": SAMPLE_DATE - timedelta(days=40), "balance_cents": 14_250},
    {"reference": "F-2026-0166", "due_date": SAMPLE_DATE - timedelta(days=10), "balance_cents": 9_750},
)


class ShownCreditor(NamedTuple):
    """A creditor as pages show it; what pages keep printed, they keep for each such set of values."""

    name: str
    legal_name: str
    phone: str
    website: str
    postal_address: str
    privacy_url: str
    brand_colour: str
    brand_initials: str


# The initials are made of the name.
_OF_CREDITOR = ShownCreditor._fields[:-1]


@dataclass(frozen=True, slots=True)
class Sample:
    """The values a preview shows: one row with a column per token, written for people of a language."""

    row: pl.DataFrame
    specs: Mapping[str, TokenSpec]
    language: str

    def written(self, key: str, form: str | None = None) -> str:
        """A value as people read it; empty if the row has none, or if it is no text."""
        spec = self.specs.get(key)
        if spec is None or spec.type in ("rows", "colour", "link") or key not in self.row.columns:
            return ""
        known = form if form in FORMATS[spec.type] else None
        written = format_column(
            self.row[key].to_list(), spec=spec, form=known, language=self.language,
            currencies=self.row["debt.currency"].to_list(),
        )  # fmt: skip
        return written[0] or ""

    def text(self, runs: Iterable[Run]) -> str:
        """Runs as people read them, links by their words."""
        return "".join(run.t if isinstance(run, Text) else self._token(run) for run in runs)

    def _token(self, run: Token) -> str:
        return self.written(run.tok, run.format) or run.fallback or ""

    @property
    def creditor(self) -> ShownCreditor:
        """Name, address and colour of the creditor, as pages show it."""
        own = {
            name: str(self.row.get_column(f"creditor.{name}", default=pl.Series([""]))[0] or "")
            for name in _OF_CREDITOR
        }
        initials = "".join(word[0] for word in own["name"].split()[:2]).upper()
        return ShownCreditor(**own, brand_initials=initials)


def sample_row(*, tokens: Mapping[str, TokenSpec], language: str, creditor_id: int | None = None) -> pl.DataFrame:
    """One row with an example for every token, a creditor's own name and colours if one is named."""
    row: dict[str, Any] = {
        spec.key: [raw_sample(spec, language)]
        for spec in tokens.values()
        if spec.type != "rows" and spec.key not in LINK_KEYS
    }
    row |= {"debts": [list(_DEBTS)], "debt.currency": ["EUR"]}
    if creditor_id is not None:
        profile = asdict(profile_of(creditor_id=creditor_id))
        profile["phone"] = printed_phone(profile["phone"])
        row |= {f"creditor.{name}": [profile[name] or None] for name in _OF_CREDITOR}
    return pl.DataFrame(row, strict=False)


def case_row(
    *,
    case_id: int,
    creditor_ids: Sequence[int],
    channel: str,
    tokens: Mapping[str, TokenSpec],
    custom: Iterable[Fact],
    now: datetime,
) -> pl.DataFrame:
    """One row with the values of a case for every token, personal ones masked. No row: no such case of theirs."""
    own = tuple(custom)
    facts = fact_frame([case_id], [key for key in tokens if key not in _BROUGHT], now=now, custom=own)
    facts = facts.filter(pl.col("creditor_id").is_in(list(creditor_ids)))
    if facts.is_empty():
        return facts
    asked = facts.with_columns(pl.lit(None, pl.Int64).alias("contact_point_id"), pl.lit(channel).alias("channel"))
    known = recipients(asked)
    return known.with_columns(*_masked(known), pl.col("debt.currency").fill_null("EUR"))


def _masked(known: pl.DataFrame) -> list[pl.Expr]:
    """Enough to see whether a text reads well, too little to know who it is."""
    words = [
        name
        for name in known.columns
        if name in ("debtor.given_name", "debtor.name")
        or (name.startswith("custom.") and known[name].dtype == pl.String)
    ]
    first = [pl.col(name).str.replace_all(r"(\S)\S*", "${1}" + _MASK) for name in words]
    debt = pl.element().struct.with_fields(reference=_last_of(pl.field("reference")))
    return [*first, _last_of(pl.col("debtor.reference")), pl.col("debts").list.eval(debt)]


def _last_of(reference: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit(_MASK), reference.str.slice(-3))


def cases_found(*, sought: str, creditor_ids: list[int], now: datetime) -> list[dict[str, str]]:
    """Cases to choose from, without names: number, first letters, balance."""
    if sought.strip():
        rows: Iterable[CaseRow] = search_cases(sought, creditor_ids=creditor_ids, now=now, limit=_SHOWN)
    else:
        rows = list_cases(CaseFilters(creditor_ids=creditor_ids), now=now, limit=_SHOWN).rows
    return [{"id": str(row.id), "label": _label(row)} for row in rows]


def _label(row: CaseRow) -> str:
    letters = " ".join(f"{word[0]}." for word in row.name.split())
    return f"{row.id} · {letters} · {formats.money(row.balance_cents, row.currency)}"
