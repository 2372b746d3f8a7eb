"""Lists, search, timeline and the page of a case."""

import json
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from acuerdo.cases.operations import create_tasks
from acuerdo.cases.queries import (
    CaseFilters,
    case_data,
    fact_frame,
    ledger_of,
    list_cases,
    open_tasks,
    search_cases,
    timeline,
)
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def roble() -> Any:
    return factories.creditor()


@pytest.fixture
def carla(roble: Any) -> Any:
    debtor = factories.debtor(at=roble, reference="C-77", national_id="12345678Z")
    factories.contact_point(debtor, "email", "carla@example.es")
    factories.contact_point(debtor, "phone", "+34600000001")
    factories.debt(debtor, roble, reference="D-2026/1")
    case = factories.case(debtor, roble)
    factories.facts(case, debt_reference="D-2026/1")
    return case


@pytest.mark.parametrize(
    "typed",
    ["Núñez", "nunez car", "CARLA@example.es", "600 000 001", "+34600000001", "d-2026/1", "C-77", "12345678z"],
)
def test_search_finds_by_what_people_have_at_hand(carla: Any, typed: str) -> None:
    found = search_cases(typed, creditor_ids=[carla.creditor_id], now=NOW)

    assert [row.id for row in found] == [carla.pk]


def test_search_finds_by_case_number(carla: Any) -> None:
    assert [row.id for row in search_cases(f"{carla.pk:06d}", creditor_ids=[carla.creditor_id], now=NOW)] == [carla.pk]


@pytest.mark.parametrize("typed", ["", "  ", "Dan", "carl%", "600000002", "x@example.es"])
def test_search_finds_nothing_else(carla: Any, typed: str) -> None:
    assert search_cases(typed, creditor_ids=[carla.creditor_id], now=NOW) == ()


def test_search_stays_within_the_scope(carla: Any) -> None:
    lumen = factories.creditor(factories.LUMEN)

    assert search_cases("Núñez", creditor_ids=[lumen.pk], now=NOW) == ()
    assert search_cases("Núñez", creditor_ids=[], now=NOW) == ()


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ({}, 1),
        ({"status": "closed"}, 0),
        ({"stages": ["early"]}, 1),
        ({"stages": ["late"]}, 0),
        ({"min_balance_cents": 24_000, "max_balance_cents": 24_000}, 1),
        ({"min_balance_cents": 24_001}, 0),
        ({"min_days_past_due": 45}, 1),
        ({"min_days_past_due": 46}, 0),
        ({"on_hold": True}, 0),
        ({"is_disputed": False}, 1),
        ({"has_promise": False}, 1),
        ({"has_task": True}, 0),
        ({"never_contacted": True}, 1),
        ({"assignee_id": 5}, 0),
        ({"contacted_within_days": 7}, 0),
        ({"paid_within_days": 7}, 0),
        ({"is_vulnerable": False}, 1),
        ({"task_of": 5}, 0),
        ({"where": ("f.balance_cents > %s AND f.language LIKE 'e%%'", [100])}, 1),
        ({"where": ("f.balance_cents > %s", [24_000])}, 0),
    ],
)
def test_filters_narrow_the_list(carla: Any, narrowed: dict[str, Any], count: int) -> None:
    filters = CaseFilters(creditor_ids=[carla.creditor_id], **narrowed)

    page = list_cases(filters, now=NOW)

    assert (page.total, len(page.rows)) == (count, count)


def test_list_is_ordered_and_paged_in_three_queries(roble: Any) -> None:
    for cents in (100, 300, 200):
        factories.facts(factories.case(factories.debtor(f"Persona {cents}"), roble), balance_cents=cents)

    with CaptureQueriesContext(connection) as queries:
        page = list_cases(CaseFilters(creditor_ids=[roble.pk]), now=NOW, offset=1, limit=1)

    assert ([row.balance_cents for row in page.rows], page.total, len(queries)) == ([200], 3, 3)


def test_list_names_the_next_work_of_each_case(carla: Any) -> None:
    factories.task(carla, "later", due_at=NOW + timedelta(days=2))
    factories.task(carla, "first", due_at=NOW + timedelta(days=1))

    (row,) = list_cases(CaseFilters(creditor_ids=[carla.creditor_id]), now=NOW).rows

    assert (row.next_title, row.next_at) == ("first", NOW + timedelta(days=1))


def test_case_page_reads_everything_within_the_scope(carla: Any) -> None:
    factories.hold(carla, "dispute_opened")
    factories.hold(carla, "old", until=NOW - timedelta(days=1))
    factories.task(carla)

    with CaptureQueriesContext(connection) as queries:
        data = case_data(case_id=carla.pk, creditor_ids=[carla.creditor_id], now=NOW)

    assert data is not None
    assert (data.head.name, data.head.days_past_due, data.references) == ("Carla Núñez Prieto", 45, ("C-77",))
    assert [debt.balance_cents for debt in data.debts] == [24_000]
    assert [point.value for point in data.points] == ["carla@example.es", "+34600000001"]
    assert [hold.event for hold in data.holds] == ["dispute_opened"]
    assert [task.title for task in data.tasks] == ["Llamar"]
    assert len(queries) == 6
    assert case_data(case_id=carla.pk, creditor_ids=[], now=NOW) is None


def test_ledger_shows_the_balance_after_each_movement(carla: Any) -> None:
    lines = ledger_of(creditor_id=carla.creditor_id, debtor_id=carla.debtor_id)

    assert [(line.kind, line.amount_cents, line.balance_cents) for line in lines] == [("charge", 24_000, 24_000)]


def test_timeline_merges_groups_by_day_and_pages(carla: Any) -> None:
    message = factories.message(carla, at=NOW - timedelta(days=1))
    factories.message_event(message, "delivered")
    factories.payment(carla, at=NOW - timedelta(days=1, hours=1))
    factories.promise(carla, made_at=NOW - timedelta(days=5))
    factories.note(carla, at=NOW - timedelta(days=3))
    factories.task(carla, created_at=NOW - timedelta(days=4))
    hold = factories.hold(carla, placed_at=NOW - timedelta(days=2))
    keys: dict[str, Any] = {
        "case_id": carla.pk,
        "debtor_id": carla.debtor_id,
        "creditor_id": carla.creditor_id,
        "time_zone": "Europe/Madrid",
    }

    with CaptureQueriesContext(connection) as queries:
        whole = timeline(**keys)
    first = timeline(**keys, limit=3)
    second = timeline(**keys, limit=3, before=first.older_than)

    assert len(queries) == 1
    assert [(day.day, [item.kind for item in day.items]) for day in whole.days] == [
        (date(2026, 6, 14), ["message", "payment"]),
        (date(2026, 6, 13), ["hold"]),
        (date(2026, 6, 12), ["note"]),
        (date(2026, 6, 11), ["task"]),
        (date(2026, 6, 10), ["promise"]),
        (date(2026, 3, 17), ["case_opened"]),
    ]
    assert whole.days[0].items[0].data["events"][0]["kind"] == "delivered"
    assert whole.days[1].items[0].anchor == f"hold-{hold.pk}"
    assert [item.kind for day in first.days + second.days for item in day.items] == [
        item.kind for day in whole.days for item in day.items
    ][:6]
    assert timeline(**keys, kinds=["note"]).older_than is None


def test_frame_carries_facts_by_key_and_days_to_today(carla: Any) -> None:
    frame = fact_frame([carla.pk, 999_999], ["case.stage", "case.age_days", "case.opened"], now=NOW)

    assert frame.to_dicts() == [
        {
            "case_id": carla.pk,
            "debtor_id": carla.debtor_id,
            "creditor_id": carla.creditor_id,
            "case.age_days": 90,
            "case.opened": date(2026, 3, 17),
            "case.stage": "early",
        }
    ]
    assert fact_frame([], ["case.stage"], now=NOW).columns == ["case_id", "debtor_id", "creditor_id", "case.stage"]


def test_queue_shows_open_work_most_urgent_first(carla: Any) -> None:
    factories.task(carla, "later", due_at=NOW + timedelta(days=1))
    factories.task(carla, "mine", assignee_id=7)
    factories.task(carla, "done", status="done")

    lines = open_tasks(creditor_ids=[carla.creditor_id], assignee_id=7)

    assert [line.title for line in lines] == ["mine", "later"]
    assert open_tasks(creditor_ids=[]) == ()


def test_each_reads_a_task_in_their_own_language(carla: Any) -> None:
    text = {"es": "Llamar", "en": "Call"}
    row = {"case_id": carla.pk, "creditor_id": carla.creditor_id, "kind": "call", "title": "Llamar", "due_at": NOW}
    create_tasks(tasks=pl.DataFrame([row | {"titles": json.dumps(text)}]), now=NOW)

    for language, words in (*text.items(), ("fr", "Llamar")):
        with translation.override(language):
            [line] = open_tasks(creditor_ids=[carla.creditor_id])
            [row_shown] = list_cases(CaseFilters(creditor_ids=[carla.creditor_id]), now=NOW).rows
            shown = case_data(case_id=carla.pk, creditor_ids=[carla.creditor_id], now=NOW)
            [day] = timeline(
                case_id=carla.pk, debtor_id=carla.debtor_id, creditor_id=carla.creditor_id,
                time_zone="Europe/Madrid", kinds=["task"],
            ).days  # fmt: skip
        said = (line.title, row_shown.next_title, shown.tasks[0].title, day.items[0].data["title"])
        assert said == (words,) * 4
