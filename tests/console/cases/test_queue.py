"""The queue beside a case: the list it was opened from, its neighbours, and the way on."""

from __future__ import annotations

import pytest

from acuerdo.cases.models import Note, SavedView, Task
from tests import factories

PEOPLE = ("Ana Uno", "Bea Dos", "Carla Tres", "Dora Cuatro")


@pytest.fixture
def roble(db):
    return factories.creditor()


@pytest.fixture
def four(roble):
    """Four cases, the largest balance first; all but the last have a task."""
    cases = []
    for number, name in enumerate(PEOPLE):
        case = factories.case(factories.debtor(name, at=roble), roble)
        factories.facts(case, balance_cents=90_000 - number, open_tasks=int(number < 3))
        if number < 3:
            factories.task(case, f"Llamar a {name}")
        cases.append(case)
    return cases


@pytest.fixture
def ana(client_of, roble):
    return client_of(factories.ana(roble))


def queue_at(client, address):
    return client.get(address).context["page"].frame.queue


def task_of(case):
    return Task.objects.get(case=case).pk


def names(queue):
    return [(row.name, row.is_current) for row in queue.rows]


def test_the_list_stands_beside_the_case_with_its_filters(ana, four):
    row = ana.get("/cases/?flag=task").context["page"]["list"].rows[1]

    queue = queue_at(ana, row.href)

    assert row.href == f"/cases/{four[1].pk}/?list=flag%3Dtask&at=1"
    assert names(queue) == [("Ana Uno", False), ("Bea Dos", True), ("Carla Tres", False)]
    assert (queue.title, queue.href) == ("A task", "/cases/?flag=task")
    assert queue.previous == f"/cases/{four[0].pk}/?list=flag%3Dtask&at=0"
    assert queue.next == f"/cases/{four[2].pk}/?list=flag%3Dtask&at=2"


def test_the_ends_of_the_list_lead_nowhere(ana, four):
    first, last = (queue_at(ana, f"/cases/{four[at].pk}/?list=&at={at}") for at in (0, 3))

    assert (first.previous, last.next, first.title) == ("", "", "Open cases")


def test_a_case_that_left_the_list_gives_its_number_to_the_next(ana, four):
    queue = queue_at(ana, f"/cases/{four[3].pk}/?list=flag%3Dtask&at=1")

    assert names(queue) == [("Ana Uno", False), ("Bea Dos", False), ("Carla Tres", False)]
    assert (queue.previous, queue.next) == (queue.rows[0].href, queue.rows[1].href)


def test_a_saved_view_goes_by_its_name_and_a_search_by_its_words(ana, four, roble):
    query = "flag=task"
    ana.post("/cases/views/", {"name": "Mi mañana", "query": query})

    assert SavedView.objects.count() == 1
    assert queue_at(ana, f"/cases/{four[0].pk}/?list=flag%3Dtask&at=0").title == "Mi mañana"
    assert queue_at(ana, f"/cases/{four[0].pk}/?list=q%3Duno&at=0").title == "“uno”"


def test_without_a_list_the_readers_tasks_are_the_queue(ana, four):
    queue = queue_at(ana, f"/cases/{four[1].pk}/")

    assert queue.title == "Your tasks"
    assert names(queue) == [("Ana Uno", False), ("Bea Dos", True), ("Carla Tres", False)]
    assert queue.next == f"/cases/{four[2].pk}/"


def test_without_list_and_tasks_there_is_no_queue(ana, roble):
    case = factories.case(factories.debtor(at=roble), roble)
    factories.facts(case)

    page = ana.get(f"/cases/{case.pk}/")

    assert page.context["page"].frame.queue is None
    assert "case-queue" not in page.content.decode()


@pytest.mark.parametrize("at", ["x", "-1", "", "9999999999"])
def test_a_place_that_is_none_is_passed_over(ana, four, at):
    assert queue_at(ana, f"/cases/{four[0].pk}/?list=flag%3Dtask&at={at}").title == "Your tasks"


def test_acts_and_tabs_keep_the_place(ana, four):
    here = "?list=flag%3Dtask&at=1"

    page = ana.get(f"/cases/{four[1].pk}/{here}")
    noted = ana.post(f"/cases/{four[1].pk}/note/{here}", {"text": "Cobra el viernes"})

    assert {href for href, _ in page.context["page"].frame.tabs} == {
        f"/cases/{four[1].pk}/{part}{here}" for part in ("", "debts/", "payments/", "person/")
    }
    content = page.content.decode()
    assert f'action="/cases/{four[1].pk}/note/?list=flag%3Dtask&amp;at=1"' in content
    assert 'aria-current="page">Timeline' in content
    assert (noted.url, Note.objects.count()) == (f"/cases/{four[1].pk}/{here}", 1)


def test_done_and_next_goes_on_in_the_list_and_ends_with_it(ana, four):
    def done(at):
        case = four[at]
        place = f"?list=flag%3Dtask&at={at}"
        return ana.post(f"/cases/{case.pk}/task/{task_of(case)}/done/{place}", {"next": "1"}).url

    assert done(1) == f"/cases/{four[2].pk}/?list=flag%3Dtask&at=1"
    assert done(2) == "/cases/?flag=task"


def test_done_and_next_without_a_list_is_the_most_urgent_task(ana, four):
    assert ana.post(f"/cases/{four[2].pk}/task/{task_of(four[2])}/done/", {"next": "1"}).url == f"/cases/{four[0].pk}/"
