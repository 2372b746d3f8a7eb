"""Segments on screen: counted, changed, kept apart by creditor, and not overwritten for one another."""

from __future__ import annotations

import pytest

from acuerdo.kernel.audit import SYSTEM
from acuerdo.segments.models import Segment
from acuerdo.segments.operations import create_segment
from tests import factories
from tests.console.people import signed_in, text_of
from tests.factories import NOW

pytestmark = pytest.mark.django_db

OVER_100 = {"fact": "debt.balance", "op": ">=", "value": "100.00"}


@pytest.fixture
def roble():
    return factories.creditor()


@pytest.fixture
def eva():
    return factories.eva()


def segment(key: str = "large", *, creditor_id: int | None = None, rule: object = OVER_100) -> int:
    return create_segment(key=key, name=key.title(), rule=rule, creditor_id=creditor_id, actor=SYSTEM, now=NOW)


def owing(name: str, roble, cents: int):
    case = factories.case(factories.debtor(name, at=roble), roble)
    factories.facts(case, balance_cents=cents)
    return case


def fields(**changed: str) -> dict[str, str]:
    return {
        "name": "Large",
        "description": "",
        "creditor": "",
        "revision": "1",
        "rule.join": "all",
        "rule.0.fact": "debt.balance",
        "rule.0.op": ">=",
        "rule.0.value": "50",
        "do": "save",
    } | changed


@pytest.mark.parametrize("rows", [1, 3])
def test_list_counts_all_segments_in_a_fixed_number_of_queries(roble, eva, rows, django_assert_num_queries):
    owing("Carla Núñez", roble, 24_000)
    for number in range(rows):
        segment(f"large-{number}", creditor_id=roble.pk if number else None)
    client = signed_in(eva)
    client.get("/segments/")

    # session, user, creditors, segments, zones of creditors, counts; own columns where a creditor has segments
    with django_assert_num_queries(6 + (rows > 1)):
        answer = client.get("/segments/")

    assert text_of(answer).count('data-label="Cases now">1</td>') == rows


def test_detail_lists_its_cases_highest_balance_first(roble, eva):
    for name, cents in (("Carla Núñez", 24_000), ("Luis Gil", 90_000), ("Marta Soler", 5_000)):
        owing(name, roble, cents)

    html = text_of(signed_in(eva).get(f"/segments/{segment()}/"))

    assert html.index("Luis Gil") < html.index("Carla Núñez")
    assert "Marta Soler" not in html


def test_a_segment_of_a_creditor_out_of_scope_does_not_exist(roble):
    mine = segment(creditor_id=roble.pk)
    ben = signed_in(factories.ben(factories.creditor(factories.LUMEN)))

    assert ben.get(f"/segments/{mine}/").status_code == 404
    assert "Large" not in text_of(ben.get("/segments/"))


@pytest.mark.parametrize("address", ["new/", "1/edit/"])
def test_a_lead_may_look_but_not_write(roble, address):
    segment()

    answer = signed_in(factories.ben(roble)).post(f"/segments/{address}", fields())

    assert answer.status_code == 403
    assert Segment.objects.get().revision == 1


def test_new_segment_is_kept_with_its_rule(roble, eva):
    answer = signed_in(eva).post("/segments/new/", fields())

    made = Segment.objects.get()
    assert answer["Location"] == f"/segments/{made.pk}/"
    assert (made.key, made.name, made.rule) == ("large", "Large", {"all": [OVER_100 | {"value": "50"}]})


def test_a_condition_without_value_is_named_where_it_is_and_nothing_is_kept(roble, eva):
    answer = signed_in(eva).post("/segments/new/", fields(**{"rule.0.value": "viel"}))

    assert answer.status_code == 422
    assert 'class="field-error"' in text_of(answer)
    assert Segment.objects.count() == 0


def test_the_second_of_two_who_edit_is_told_and_overwrites_nothing(roble, eva):
    mine, client = segment(), signed_in(eva)

    first = client.post(f"/segments/{mine}/edit/", fields(name="First"))
    second = client.post(f"/segments/{mine}/edit/", fields(name="Second"))

    assert (first.status_code, second.status_code) == (302, 422)
    assert Segment.objects.get().name == "First"


def test_live_count_is_a_fragment_and_half_a_rule_has_none(roble, eva):
    owing("Carla Núñez", roble, 24_000)
    client = signed_in(eva)

    whole = text_of(client.post("/segments/count/", fields()))
    half = text_of(client.post("/segments/count/", fields(**{"rule.0.fact": ""})))

    assert "1 case now" in whole
    assert "Not counted yet" in half
    assert "<html" not in whole + half


def test_a_fact_that_is_gone_leaves_a_segment_that_selects_nobody(roble, eva):
    owing("Carla Núñez", roble, 24_000)
    mine = segment()
    Segment.objects.update(rule={"fact": "custom.gone", "op": "=", "value": "x"})
    client = signed_in(eva)

    answers = [client.get(address) for address in ("/segments/", f"/segments/{mine}/", f"/segments/{mine}/edit/")]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "Carla Núñez" not in text_of(answers[1])


def test_archived_segments_are_gone(roble, eva):
    mine, client = segment(), signed_in(eva)

    client.post(f"/segments/{mine}/archive/")

    assert client.get(f"/segments/{mine}/").status_code == 404
