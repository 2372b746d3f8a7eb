"""Debts, and what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

import polars as pl

from acuerdo.kernel.frames import read_columns, read_frame
from acuerdo.kernel.money import Money
from acuerdo.portfolio.models import Creditor, Debt

_OWED = """
    SELECT p.creditor_id, p.debtor_id,
           COALESCE(sum(d.principal_cents + d.interest_cents + d.fees_cents), 0)::bigint AS balance_cents,
           count(d.id) AS open_debts, count(d.disputed_at) AS disputed_debts
    FROM (SELECT DISTINCT * FROM unnest(%s::bigint[], %s::bigint[]) AS k(creditor_id, debtor_id)) p
    LEFT JOIN portfolio_debt d ON d.debtor_id = p.debtor_id AND d.creditor_id = p.creditor_id AND d.status = 'open'
    GROUP BY p.creditor_id, p.debtor_id
"""
_OWED_SCHEMA = {
    "creditor_id": pl.Int64,
    "debtor_id": pl.Int64,
    "balance_cents": pl.Int64,
    "open_debts": pl.Int64,
    "disputed_debts": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class DebtLine:
    """One debt as screens, letters and the portal show it."""

    id: int
    reference: str
    product: str
    debt_type: str
    currency: str
    status: str
    original_cents: int
    principal_cents: int
    interest_cents: int
    fees_cents: int
    issued_date: date | None
    due_date: date
    disputed_at: datetime | None
    closed_at: datetime | None

    @property
    def balance_cents(self) -> int:
        return self.principal_cents + self.interest_cents + self.fees_cents

    @property
    def balance(self) -> Money:
        return Money(self.balance_cents, self.currency)


_LINE = tuple(field.name for field in fields(DebtLine))


def debts_of(*, debtor_id: int, creditor_id: int) -> tuple[DebtLine, ...]:
    """All debts of a pair, open ones first, the oldest first."""
    rows = Debt.objects.filter(debtor_id=debtor_id, creditor_id=creditor_id).values_list(*_LINE)
    return tuple(
        sorted((DebtLine(*row) for row in rows), key=lambda debt: (debt.status != "open", debt.due_date, debt.id))
    )


def balance_of(*, debtor_id: int, creditor_id: int) -> Money:
    """What a debtor owes a creditor now, in the creditor's currency."""
    found = owed(pl.DataFrame({"creditor_id": [creditor_id], "debtor_id": [debtor_id]}))
    return Money(
        int(found["balance_cents"][0]), Creditor.objects.values_list("currency", flat=True).get(pk=creditor_id)
    )


def owed(pairs: pl.DataFrame) -> pl.DataFrame:
    """What each distinct pair (`creditor_id`, `debtor_id`) owes now: `balance_cents`, `open_debts`, `disputed_debts`.

    Asked at the last moment before a message leaves: a pair that owes nothing is in the answer with zero.
    """
    parameters = [pairs["creditor_id"].to_list(), pairs["debtor_id"].to_list()]
    return read_columns(_OWED, parameters, schema=_OWED_SCHEMA)


def debts_by_reference(*, creditor_id: int, references: Sequence[str]) -> pl.DataFrame:
    """`reference`, `debt_id`, `debtor_id`, `currency` of a creditor's debts that are known."""
    return read_frame(
        # Each in the index, whatever the planner believes of a creditor whom its statistics do not know yet.
        "SELECT d.reference, d.id AS debt_id, d.debtor_id, d.currency FROM unnest(%s::text[]) AS k(reference) "
        "CROSS JOIN LATERAL "
        "(SELECT * FROM portfolio_debt WHERE creditor_id = %s AND reference = k.reference OFFSET 0) AS d",
        [list(references), creditor_id],
        schema={"reference": pl.String, "debt_id": pl.Int64, "debtor_id": pl.Int64, "currency": pl.String},
    )
