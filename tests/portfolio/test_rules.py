"""Allocation: the worked numbers of docs/algorithms/allocation.md, and what must always hold."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acuerdo.portfolio.rules import DEFAULT_ORDER, allocate, check_order

PAIR = {"creditor_id": 1, "debtor_id": 7, "currency": "EUR"}
CARLAS = pl.DataFrame(
    [
        (1, *PAIR.values(), date(2026, 1, 31), 500, 1_000, 10_000),
        (2, *PAIR.values(), date(2026, 2, 28), 0, 2_000, 20_000),
    ],
    schema=["debt_id", *PAIR, "due_date", "fees_cents", "interest_cents", "principal_cents"],
    orient="row",
)


def _payments(*amounts: int, debt_id: int | None = None) -> pl.DataFrame:
    rows = [
        {"payment_id": number, **PAIR, "amount_cents": amount, "debt_id": debt_id}
        for number, amount in enumerate(amounts, 1)
    ]
    return pl.DataFrame(rows, schema_overrides={"debt_id": pl.Int64})


def _parts(payments: pl.DataFrame, **options: object) -> list[tuple[int, int, str, int]]:
    return sorted(allocate(payments=payments, debts=CARLAS, **options).rows())  # type: ignore[arg-type]


def test_default_order_pays_all_costs_and_interest_before_principal():
    assert _parts(_payments(3_000)) == [(1, 1, "fees", 500), (1, 1, "interest", 1_000), (1, 2, "interest", 1_500)]


def test_order_by_debt_settles_the_oldest_whole():
    assert _parts(_payments(3_000), orders={1: ("debt", *DEFAULT_ORDER)}) == [
        (1, 1, "fees", 500),
        (1, 1, "interest", 1_000),
        (1, 1, "principal", 1_500),
    ]


def test_named_debt_is_served_first():
    assert _parts(_payments(3_000, debt_id=2)) == [(1, 2, "interest", 2_000), (1, 2, "principal", 1_000)]


def test_payments_follow_one_another():
    assert _parts(_payments(1_200, 5_000)) == [
        (1, 1, "fees", 500),
        (1, 1, "interest", 700),
        (2, 1, "interest", 300),
        (2, 1, "principal", 2_700),
        (2, 2, "interest", 2_000),
    ]


def test_overpayment_stays_with_the_payment():
    parts = allocate(payments=_payments(40_000), debts=CARLAS)

    assert parts["amount_cents"].sum() == 33_500


def test_other_currency_and_other_creditor_take_nothing():
    foreign = _payments(3_000).with_columns(currency=pl.lit("USD"))
    stranger = _payments(3_000).with_columns(creditor_id=pl.lit(2, pl.Int64))

    assert _parts(foreign) == []
    assert _parts(stranger) == []


def test_named_debt_that_is_full_passes_the_rest_on():
    parts = _parts(_payments(22_500, debt_id=2))

    assert parts == [(1, 1, "fees", 500), (1, 2, "interest", 2_000), (1, 2, "principal", 20_000)]


@pytest.mark.parametrize(
    "order", [("fees",), ("debt",), ("fees", "interest", "interest"), ("principal", "debt", "fees")]
)
def test_incomplete_order_is_refused(order: tuple[str, ...]):
    with pytest.raises(ValueError, match="order must name"):
        check_order(order)


def test_empty_order_is_the_default():
    assert check_order([]) == DEFAULT_ORDER


def _one_by_one(payments: list[dict], debts: list[dict], order: tuple[str, ...]) -> dict[tuple[int, int, str], int]:
    """The same rule in the plainest way: payment by payment, part by part."""
    left = {(debt["debt_id"], name): debt[f"{name}_cents"] for debt in debts for name in DEFAULT_ORDER}
    money = {each["payment_id"]: each["amount_cents"] for each in payments}
    by_due = sorted(debts, key=lambda debt: (debt["due_date"], debt["debt_id"]))
    components = order[1:] if order[0] == "debt" else order
    if order[0] == "debt":
        slots = [(debt["debt_id"], name) for debt in by_due for name in components]
    else:
        slots = [(debt["debt_id"], name) for name in components for debt in by_due]
    found: dict[tuple[int, int, str], int] = {}
    for is_named in (True, False):
        for payment in payments:
            for debt_id, name in slots:
                if is_named and payment["debt_id"] != debt_id:
                    continue
                part = min(money[payment["payment_id"]], left[(debt_id, name)])
                if part > 0:
                    key = (payment["payment_id"], debt_id, name)
                    found[key] = found.get(key, 0) + part
                    money[payment["payment_id"]] -= part
                    left[(debt_id, name)] -= part
    return found


amounts = st.integers(min_value=0, max_value=500)


@st.composite
def cases(draw):
    debts = [
        {
            "debt_id": number,
            **PAIR,
            "due_date": date(2026, 1, draw(st.integers(1, 3))),
            **{f"{name}_cents": draw(amounts) for name in DEFAULT_ORDER},
        }
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]
    payments = [
        {
            "payment_id": number,
            **PAIR,
            "amount_cents": draw(st.integers(1, 900)),
            "debt_id": draw(st.sampled_from([None, 1, 2, 9])),
        }
        for number in range(1, draw(st.integers(1, 5)) + 1)
    ]
    order = draw(st.permutations(DEFAULT_ORDER))
    return payments, debts, tuple((["debt"] if draw(st.booleans()) else []) + list(order))


@given(cases())
def test_frames_agree_with_one_by_one(case):
    payments, debts, order = case

    parts = allocate(
        payments=pl.DataFrame(payments, schema_overrides={"debt_id": pl.Int64}),
        debts=pl.DataFrame(debts),
        orders={1: order},
    )

    assert {(p, d, name): cents for p, d, name, cents in parts.rows()} == _one_by_one(payments, debts, order)
