"""The ledger: entries in, balances and states with them, news out."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.kernel.models import Event
from acuerdo.portfolio.models import Debt, LedgerEntry
from acuerdo.portfolio.operations import CannotPost, post_entries, reverse_payments
from acuerdo.portfolio.queries import CONSISTENCY, balance_of, owed
from tests.factories import NOW, creditor, debt, debtor

pytestmark = pytest.mark.django_db


def _entries(of: Debt, *parts: tuple[str, int], payment_id: int | None = 1) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "debt_id": of.pk,
                "debtor_id": of.debtor_id,
                "kind": "payment",
                "component": component,
                "amount_cents": cents,
                "value_date": NOW.date(),
                "payment_id": payment_id,
            }
            for component, cents in parts
        ],
        schema_overrides={"payment_id": pl.Int64},
    )


def _broken() -> list[str]:
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        for name, sql, _ in CONSISTENCY:
            cursor.execute(sql)
            found += [name for _ in cursor.fetchall()]
    return found


def test_payment_of_the_whole_debt_closes_it_and_tells():
    roble = creditor()
    owes = debt(debtor(at=roble), roble, 24_000)

    posted = post_entries(_entries(owes, ("principal", -24_000)), now=NOW)

    owes.refresh_from_db()
    assert (posted, owes.status, owes.principal_cents, owes.closed_at) == (1, "paid", 0, NOW)
    told = Event.objects.get(kind="DebtsPaid").data
    assert told == {"creditor_id": roble.pk, "debtor_ids": [owes.debtor_id], "debt_ids": [owes.pk]}
    assert Event.objects.get(kind="LedgerPosted").data == {"creditor_id": roble.pk, "entries": 1, "cents": -24_000}


def test_reversed_payment_opens_the_debt_again_once():
    roble = creditor()
    owes = debt(debtor(at=roble), roble, 24_000)
    post_entries(_entries(owes, ("principal", -24_000)), now=NOW)

    first = reverse_payments(payment_ids=[1], debtor_ids=[owes.debtor_id], note="returned", now=NOW)
    second = reverse_payments(payment_ids=[1], debtor_ids=[owes.debtor_id], note="returned", now=NOW)

    owes.refresh_from_db()
    assert (first, second, owes.status, owes.principal_cents, owes.closed_at) == (1, 0, "open", 24_000, None)
    assert Event.objects.filter(kind="DebtsReopened").count() == 1
    assert _broken() == []


def test_entry_below_zero_is_refused_and_nothing_is_written():
    roble = creditor()
    owes = debt(debtor(at=roble), roble, 24_000)

    with pytest.raises(CannotPost):
        post_entries(_entries(owes, ("principal", -24_001)), now=NOW)

    assert LedgerEntry.objects.count() == 1
    assert Debt.objects.get().principal_cents == 24_000


def test_unknown_debt_is_refused():
    roble = creditor()
    owes = debt(debtor(at=roble), roble, 24_000)

    with pytest.raises(CannotPost):
        post_entries(_entries(owes, ("principal", -1)).with_columns(debt_id=pl.lit(10**12)), now=NOW)


def test_nothing_to_post_tells_nothing():
    assert post_entries(_entries(Debt(pk=1, debtor_id=1)), now=NOW) == 0
    assert not Event.objects.exists()


def test_owed_counts_open_debts_only():
    roble = creditor()
    carla = debtor(at=roble)
    debt(carla, roble, 24_000)
    debt(carla, roble, 10_000, status="recalled")

    found = owed(pl.DataFrame({"creditor_id": [roble.pk, roble.pk], "debtor_id": [carla.pk, 10**12]}))

    assert sorted(found.select("debtor_id", "balance_cents", "open_debts").rows()) == [
        (carla.pk, 24_000, 1),
        (10**12, 0, 0),
    ]
    assert balance_of(debtor_id=carla.pk, creditor_id=roble.pk).cents == 24_000


moves = st.lists(
    st.tuples(st.sampled_from(["fees", "interest", "principal"]), st.integers(-3_000, 3_000)), min_size=1, max_size=8
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(moves)
def test_balances_are_always_the_sum_of_the_ledger(db, steps):
    roble = creditor(f"c{Debt.objects.count()}")
    owes = debt(debtor(at=roble), roble, 5_000)

    for component, cents in steps:
        try:
            post_entries(_entries(owes, (component, cents), payment_id=None), now=NOW)
        except CannotPost:
            continue

    assert _broken() == []
