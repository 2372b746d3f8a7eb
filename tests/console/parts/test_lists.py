from __future__ import annotations

from django.http import QueryDict

from acuerdo.console.parts.lists import Choice, Column, Filter, ListState, Pages, read

COLUMNS = [
    Column("name", "Name", sort="name"),
    Column("balance", "Balance", sort="balance", right=True),
    Column("x", "X"),
]
FILTERS = [Filter("stage", "Stage", [Choice("early", "Early"), Choice("late", "Late")])]


def test_read_takes_what_the_page_knows():
    state = read(QueryDict("q= vega &stage=late&sort=-balance&page=3"), filters=FILTERS, columns=COLUMNS)

    assert state == ListState(q="vega", sort="-balance", page=3, filters={"stage": "late"})
    assert (state.order, state.offset, state.is_filtered) == (("balance", True), 100, True)


def test_read_passes_over_what_it_does_not_know():
    state = read(QueryDict("stage=mars&sort=drop&page=-1&other=1"), filters=FILTERS, columns=COLUMNS, sort="name")

    assert state == ListState(sort="name")
    assert not state.is_filtered


def test_a_changed_filter_starts_on_the_first_page_and_a_changed_page_keeps_the_filter():
    state = ListState(q="vega", sort="name", page=3, filters={"stage": "late"})

    assert state.address(stage=None) == "?q=vega&sort=name"
    assert state.address(page=4) == "?q=vega&stage=late&sort=name&page=4"


def test_pages_say_where_the_reader_is():
    middle = Pages(ListState(page=2), total=120)
    last = Pages(ListState(page=3), total=120)

    assert (middle.first, middle.last, middle.count, middle.previous, middle.next) == (51, 100, 3, "?", "?page=3")
    assert (last.first, last.last, last.next) == (101, 120, "")
    assert (Pages(ListState(), total=0).first, Pages(ListState(), total=0).count) == (0, 1)
