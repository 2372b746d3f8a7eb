"""The start page: true figures of one's own creditors, the range in the address, what waits."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict
from django.utils import timezone

from acuerdo.console.home.charts import stacks
from acuerdo.console.home.forms import Days, read_range
from acuerdo.insights.operations import rebuild
from acuerdo.kernel import clock
from acuerdo.staff.models import User
from tests import factories
from tests.factories import LUMEN, NOW


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def portfolio(db):
    roble, lumen = factories.creditor(), factories.creditor(LUMEN)
    carla = factories.case(factories.debtor(at=roble), roble)
    luis = factories.case(factories.debtor("Luis Gil", at=lumen), lumen)
    for case, cents in ((carla, 124_000), (luis, 9_900)):
        factories.debt(case.debtor, case.creditor, cents)
        factories.message(case)
        factories.payment(case, 3_300)
    factories.task(luis)
    rebuild()
    return carla, luis


def test_agent_sees_the_figures_of_their_creditor_only(client_of, portfolio):
    carla, _luis = portfolio

    page = client_of(factories.ana(carla.creditor)).get("/").context["page"]

    assert [(tile.label, tile.value, tile.change) for tile in page.tiles] == [
        ("Owed", "€1,240", "the same as on 17 May 2026"),
        ("Recovered", "€33", "none in the 30 days before"),
        ("Contacts", "1", "none in the 30 days before"),
        ("Promises to pay", "0", "none in the 30 days before"),
    ]
    assert list(page.needs) == []


def test_dan_sees_no_figures(client_of, portfolio):
    response = client_of(factories.dan()).get("/")

    assert "No creditor is yours yet" in response.content.decode()
    assert [tile.value for tile in response.context["page"].tiles] == ["€0", "€0", "0", "0"]


def test_change_is_told_in_words_against_the_days_before(client_of, portfolio):
    carla, _luis = portfolio
    factories.payment(carla, 6_600, at=datetime(2026, 6, 3, 10, tzinfo=NOW.tzinfo))
    rebuild()

    page = client_of(factories.ana(carla.creditor)).get("/?days=7").context["page"]

    assert page.tiles[1].change == "50% less than in the 7 days before"
    assert (page.tiles[1].trend, page.tiles[1].tone) == ("down", "warning")


def test_a_change_beyond_percents_is_told_by_the_number_before(client_of, portfolio):
    carla, _luis = portfolio
    factories.payment(carla, 100, at=datetime(2026, 6, 3, 10, tzinfo=NOW.tzinfo))
    rebuild()

    page = client_of(factories.ana(carla.creditor)).get("/?days=7").context["page"]

    assert page.tiles[1].change == "€1 in the 7 days before"
    assert (page.tiles[1].trend, page.tiles[1].tone) == ("up", "success")


def test_what_waits_is_listed_with_where_to_go(client_of, portfolio):
    _carla, luis = portfolio

    page = client_of(factories.ana(luis.creditor)).get("/").context["page"]

    assert [(need.text, need.detail, need.href) for need in page.needs] == [
        ("1 open task", "1 is overdue", "/cases/?flag=task")
    ]


def test_figures_as_a_file(client_of, portfolio):
    carla, _luis = portfolio

    lines = client_of(factories.ana(carla.creditor)).get("/figures.csv?days=7").content.decode().splitlines()

    assert lines[0] == "day,figure,key,value"
    assert [line for line in lines if line.startswith("2026-06-14")] == [
        "2026-06-14,contacts,sms,1",
        "2026-06-14,promises,,0",
        "2026-06-14,recovered,EUR,33.0",
        "2026-06-14,owed,EUR,1240.0",
    ]


@pytest.mark.parametrize("cases", [1, 3])
def test_home_takes_the_same_queries_however_much_there_is(client_of, db, cases, django_assert_num_queries):
    roble = factories.creditor()
    for index in range(cases):
        factories.message(factories.case(factories.debtor(f"Persona {index}"), roble))
    rebuild()
    client = client_of(factories.ana(roble))

    # Session, user, scope, days, owed before, the range before, what waits.
    with django_assert_num_queries(7):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_uncertain_messages_within_the_scope(client_of, db, rows, django_assert_num_queries):
    roble, lumen = factories.creditor(), factories.creditor(LUMEN)
    for case in (factories.case(factories.debtor(f"Persona {index}"), roble) for index in range(rows)):
        factories.message(case, status="uncertain", sent_at=None)
    factories.message(factories.case(factories.debtor("Luis Gil"), lumen), status="uncertain", sent_at=None)
    client = client_of(factories.ana(roble))

    with django_assert_num_queries(4):
        response = client.get("/uncertain/")

    assert len(response.context["page"]["messages"]) == rows
    assert "Luis Gil" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", Days(date(2026, 5, 17), date(2026, 6, 15), 30)),
        ("days=7", Days(date(2026, 6, 9), date(2026, 6, 15), 7)),
        ("days=5", Days(date(2026, 5, 17), date(2026, 6, 15), 30)),
        ("from=2026-05-01&to=2026-05-31", Days(date(2026, 5, 1), date(2026, 5, 31), 0)),
        ("from=2026-05-31&to=2026-05-01", Days(date(2026, 5, 17), date(2026, 6, 15), 30)),
        ("from=x&to=2026-05-01", Days(date(2026, 5, 17), date(2026, 6, 15), 30)),
        ("from=2020-01-01&to=2026-05-31", Days(date(2025, 5, 31), date(2026, 5, 31), 0)),
    ],
)
def test_range_is_read_from_the_address(query, expected):
    assert read_range(QueryDict(query), today=NOW.date()) == expected


def test_stacks_pile_up_from_below():
    chart = stacks(labels=["1", "2"], layers=[("SMS", [2, 0]), ("E-mail", [2, 1])])

    assert [[(block.y, block.height, block.tone) for block in column.blocks] for column in chart.columns] == [
        [(80.0, 80.0, "primary"), (0.0, 80.0, "accent")],
        [(120.0, 40.0, "accent")],
    ]
    assert (chart.top, chart.total, chart.columns[0].text) == (4, 5, "SMS 2, E-mail 2")


def test_hours_are_the_readers_and_days_the_creditors(client_of, portfolio, monkeypatch):
    carla, _luis = portfolio
    # Half past eleven in the evening of the 15th in Lima; in Madrid the 16th has begun.
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 6, 16, 4, 30, tzinfo=UTC))
    ana = factories.ana(carla.creditor)
    User.objects.update(time_zone="America/Lima")

    html = client_of(ana).get("/").content.decode()

    assert ">23:30</time>" in html
    assert "18 May 2026 to 16 Jun 2026." in html
    assert "Days are counted in Madrid time." in html
    assert timezone.get_current_timezone() == timezone.get_default_timezone()


def test_days_of_creditors_in_several_zones_are_each_their_own(client_of, db):
    roble, lumen = factories.creditor(), factories.creditor(LUMEN, time_zone="America/Bogota")

    html = client_of(factories.ana(roble, lumen)).get("/").content.decode()

    assert "Days are counted in the time of each creditor." in html
