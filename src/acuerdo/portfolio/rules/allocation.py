"""Which part of which debt a payment settles; docs/algorithms/allocation.md has the worked numbers.

Payments of a pair and the parts they can settle are laid along the same line of money, each end to end: a payment
settles a part as far as the two overlap. That needs no loop over payments, however many come at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

DEFAULT_ORDER = ("fees", "interest", "principal")
COMPONENTS = frozenset(DEFAULT_ORDER)
# First in a creditor's order: settle the oldest debt whole before the next, instead of one component of all debts.
OLDEST_DEBT = "debt"
_PAIR = ["creditor_id", "debtor_id", "currency"]
_RESULT = ["payment_id", "debt_id", "component", "amount_cents"]


def check_order(order: Sequence[str]) -> tuple[str, ...]:
    """A creditor's order of allocation, complete; empty means the default. Raises ValueError for any other word."""
    if not order:
        return DEFAULT_ORDER
    components = order[1:] if order[0] == OLDEST_DEBT else order
    if sorted(components) != sorted(DEFAULT_ORDER):
        raise ValueError(f"order must name fees, interest and principal once each, perhaps after 'debt': {list(order)}")
    return tuple(order)


def allocate(
    *, payments: pl.DataFrame, debts: pl.DataFrame, orders: Mapping[int, Sequence[str]] | None = None
) -> pl.DataFrame:
    """Say what each payment settles: `payment_id`, `debt_id`, `component`, `amount_cents` (positive, never too much).

    `payments`: payment_id, creditor_id, debtor_id, currency, amount_cents and perhaps debt_id (the debt it names,
    served before all others) and received_at. `debts`: debt_id, creditor_id, debtor_id, currency, due_date,
    fees_cents, interest_cents, principal_cents. `orders`: by creditor, see `check_order`. What no debt of the pair
    in the same currency takes is in no row: it stays with the payment.
    """
    queue = _in_order(payments)
    slots = _slots(debts, orders or {})
    named = _settle(queue.filter(pl.col("debt_id").is_not_null()), slots, [*_PAIR, "debt_id"])
    rest = _settle(_less(queue, named, ["payment_id"]), _less(slots, named, ["debt_id", "component"]), _PAIR)
    return (
        pl.concat([named, rest])
        .group_by(["payment_id", "debt_id", "component"], maintain_order=True)
        .agg(pl.col("amount_cents").sum())
        .select(_RESULT)
    )


def _in_order(payments: pl.DataFrame) -> pl.DataFrame:
    missing = [pl.lit(None, pl.Int64).alias("debt_id")] if "debt_id" not in payments.columns else []
    by = [name for name in ("received_at", "payment_id") if name in payments.columns]
    return payments.with_columns(*missing, pl.col("amount_cents").cast(pl.Int64)).sort(by)


def _slots(debts: pl.DataFrame, orders: Mapping[int, Sequence[str]]) -> pl.DataFrame:
    """One row a part that is owed, in the order in which parts are settled."""
    ranks = pl.DataFrame(
        [
            (creditor_id, component, checked.index(component), checked[0] == OLDEST_DEBT)
            for creditor_id in debts["creditor_id"].unique()
            for checked in [check_order(orders.get(creditor_id, ()))]
            for component in DEFAULT_ORDER
        ],
        schema={"creditor_id": pl.Int64, "component": pl.String, "rank": pl.Int64, "whole": pl.Boolean},
        orient="row",
    )
    parts = [
        debts.select(
            "debt_id", *_PAIR, "due_date", component=pl.lit(name), amount_cents=pl.col(f"{name}_cents").cast(pl.Int64)
        )
        for name in DEFAULT_ORDER
    ]
    owed = pl.concat(parts).filter(pl.col("amount_cents") > 0).join(ranks, on=["creditor_id", "component"])
    by_component = pl.when("whole").then(0).otherwise("rank")
    return owed.sort(by_component, "due_date", "debt_id", "rank").select("debt_id", *_PAIR, "component", "amount_cents")


def _settle(payments: pl.DataFrame, slots: pl.DataFrame, group: list[str]) -> pl.DataFrame:
    end = pl.col("amount_cents").cum_sum().over(group)
    paying = payments.select("payment_id", *group, paid_to=end, paid_from=end - pl.col("amount_cents"))
    owing = slots.select(
        *dict.fromkeys(["debt_id", "component", *group]), owed_to=end, owed_from=end - pl.col("amount_cents")
    )
    both = paying.join(owing, on=group, maintain_order="left_right")
    overlap = pl.min_horizontal("paid_to", "owed_to") - pl.max_horizontal("paid_from", "owed_from")
    return both.with_columns(amount_cents=overlap).filter(pl.col("amount_cents") > 0).select(_RESULT)


def _less(rows: pl.DataFrame, settled: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Rows with what was settled taken off; those with nothing left are gone."""
    taken = settled.group_by(key).agg(taken=pl.col("amount_cents").sum())
    left = rows.join(taken, on=key, how="left", maintain_order="left")
    amount = pl.col("amount_cents") - pl.col("taken").fill_null(0)
    return left.with_columns(amount_cents=amount).drop("taken").filter(pl.col("amount_cents") > 0)
