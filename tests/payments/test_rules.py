"""What may be paid and promised, and what becomes of promises and intents. No database."""

from datetime import date

import polars as pl
import pytest

from acuerdo.payments.rules import Refusal, may_pay, may_promise, next_intent_status, next_promise_states

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("amount", "balance", "refusal"),
    [
        (24_000, 24_000, None),
        (1_000, 24_000, None),
        (999, 24_000, Refusal("below_minimum", 1_000)),
        (0, 24_000, Refusal("below_minimum", 1_000)),
        (-5, 24_000, Refusal("below_minimum", 1_000)),
        (24_001, 24_000, Refusal("above_balance", 24_000)),
        # The rest of a debt may always be paid.
        (300, 300, None),
        (299, 300, Refusal("below_minimum", 300)),
        (100, 0, Refusal("nothing_owed")),
    ],
)
def test_may_pay(amount: int, balance: int, refusal: Refusal | None) -> None:
    assert may_pay(amount_cents=amount, balance_cents=balance, min_payment_cents=1_000) == refusal


@pytest.mark.parametrize(
    ("amount", "balance", "due", "refusal"),
    [
        (8_000, 24_000, date(2026, 6, 15), None),
        (8_000, 24_000, date(2026, 7, 30), None),
        (8_000, 24_000, date(2026, 7, 31), Refusal("too_far", "2026-07-30")),
        (8_000, 24_000, date(2026, 6, 14), Refusal("in_the_past", "2026-06-15")),
        (24_001, 24_000, date(2026, 6, 20), Refusal("above_balance", 24_000)),
        (0, 24_000, date(2026, 6, 20), Refusal("above_balance", 24_000)),
        (8_000, 0, date(2026, 6, 20), Refusal("nothing_owed")),
    ],
)
def test_may_promise(amount: int, balance: int, due: date, refusal: Refusal | None) -> None:
    assert may_promise(amount_cents=amount, balance_cents=balance, due_date=due, today=TODAY) == refusal


@pytest.mark.parametrize(
    ("paid", "due", "status"),
    [
        (8_000, date(2026, 7, 1), "kept"),
        (7_999, date(2026, 6, 15), "open"),
        # Two days of grace: a transfer made on Saturday arrives on Monday.
        (0, date(2026, 6, 13), "open"),
        (0, date(2026, 6, 12), "broken"),
        (8_000, date(2026, 6, 1), "kept"),
    ],
)
def test_promise_is_kept_by_money_and_broken_by_the_calendar(paid: int, due: date, status: str) -> None:
    promises = pl.DataFrame({"amount_cents": [8_000], "paid_cents": [paid], "due_date": [due], "today": [TODAY]})

    assert next_promise_states(promises)["to_status"].to_list() == [status]


@pytest.mark.parametrize(
    ("current", "told", "becomes"),
    [
        ("started", "approved", "approved"),
        ("started", "declined", "declined"),
        ("started", "abandoned", "abandoned"),
        # Money that comes late counts; nothing takes it back.
        ("abandoned", "approved", "approved"),
        ("declined", "approved", "approved"),
        ("approved", "declined", "approved"),
        ("approved", "abandoned", "approved"),
        ("abandoned", "declined", "declined"),
    ],
)
def test_intent_follows_the_news_in_any_order(current: str, told: str, becomes: str) -> None:
    assert next_intent_status(current=current, told=told) == becomes
