"""Figures of the home page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from acuerdo.insights import operations
from acuerdo.insights.queries import (
    DayFigures,
    Figures,
    Needs,
    daily_figures,
    figures_between,
    needs_of,
    owed_at_end_of,
)
from tests import factories
from tests.factories import LUMEN, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases():
    roble, lumen = factories.creditor(), factories.creditor(LUMEN)
    carla = factories.case(factories.debtor(at=roble), roble)
    luis = factories.case(factories.debtor("Luis Gil", at=lumen), lumen)
    return carla, luis


def test_days_without_anything_are_there_and_owed_runs_on(cases):
    carla, luis = cases
    factories.debt(carla.debtor, carla.creditor, 24_000, booked_at=NOW - timedelta(days=30))
    factories.debt(luis.debtor, luis.creditor, 10_000, booked_at=NOW - timedelta(days=1))
    factories.message(carla, "sms", at=NOW - timedelta(days=1))
    factories.payment(carla, 4_000, at=NOW)
    operations.rebuild()

    days = daily_figures(creditor_ids=None, first=date(2026, 6, 13), last=date(2026, 6, 15))

    assert days == [
        DayFigures(date(2026, 6, 13), {}, 0, {}, {"EUR": 24_000}),
        DayFigures(date(2026, 6, 14), {"sms": 1}, 0, {}, {"EUR": 34_000}),
        DayFigures(date(2026, 6, 15), {}, 0, {"EUR": 4_000}, {"EUR": 34_000}),
    ]


def test_figures_cover_only_the_creditors_asked_for(cases):
    carla, luis = cases
    for each in cases:
        factories.message(each)
        factories.payment(each, 1_000)
        factories.promise(each, 2_000)
    operations.rebuild()

    mine = figures_between(creditor_ids=[carla.creditor_id], first=date(2026, 6, 1), last=date(2026, 6, 15))
    nobody = figures_between(creditor_ids=[], first=date(2026, 6, 1), last=date(2026, 6, 15))

    assert mine == Figures(contacts=1, promises=1, recovered={"EUR": 1_000}, promised={"EUR": 2_000})
    assert nobody == Figures(contacts=0, promises=0, recovered={}, promised={})
    assert owed_at_end_of(creditor_ids=[luis.creditor_id], day=date(2026, 6, 15)) == {}


def test_needs_counts_what_waits_within_the_scope(cases):
    carla, luis = cases
    factories.task(carla)
    factories.task(carla, due_at=NOW + timedelta(days=1))
    factories.task(luis)
    factories.message(carla, status="uncertain", sent_at=None)
    factories.hold(carla, until=NOW + timedelta(days=3))
    factories.hold(carla, "vulnerability_declared")
    factories.hold(luis, until=NOW + timedelta(days=30))

    assert needs_of(creditor_ids=[carla.creditor_id], now=NOW) == Needs(
        overdue_tasks=1,
        open_tasks=2,
        uncertain_messages=1,
        imports_with_rejects=0,
        rejected_rows=0,
        holds_ending=1,
    )


def test_figures_take_two_queries_for_the_days_and_one_for_a_range(cases, django_assert_num_queries):
    with django_assert_num_queries(2):
        daily_figures(creditor_ids=None, first=date(2026, 6, 1), last=date(2026, 6, 15))
    with django_assert_num_queries(1):
        figures_between(creditor_ids=None, first=date(2026, 6, 1), last=date(2026, 6, 15))
    with django_assert_num_queries(1):
        needs_of(creditor_ids=None, now=NOW)
