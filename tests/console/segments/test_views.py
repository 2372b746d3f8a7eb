"""Segments on screen: counted, changed, kept apart by creditor, and not overwritten for one another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from acuerdo.kernel.audit import SYSTEM
from acuerdo.segments.models import Segment
from acuerdo.segments.operations import create_segment, record_sizes
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

    # session, user, creditors, segments, zones of creditors, counts, sizes; own columns where a creditor has segments
    with django_assert_num_queries(7 + (rows > 1)):
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


def test_a_fact_that_is_gone_is_said_and_stays_in_the_form(roble, eva):
    mine = segment()
    Segment.objects.update(rule={"fact": "custom.gone", "op": "=", "value": "x"})
    client = signed_in(eva)

    for address in ("/segments/", f"/segments/{mine}/", f"/segments/{mine}/edit/"):
        assert "There is no fact “custom.gone” any more" in text_of(client.get(address))
    assert '<option value="custom.gone" selected>custom.gone (not available)</option>' in text_of(
        client.get(f"/segments/{mine}/edit/")
    )


def test_segments_are_chosen_in_the_rule_of_another(roble, eva):
    owing("Carla Núñez", roble, 24_000)
    owing("Luis Gil", roble, 900)
    segment("large")
    client = signed_in(eva)
    given = {"name": "Small", "rule.0.fact": "segment:large", "rule.0.op": "not_in_it", "rule.0.value": ""}

    drawn = text_of(client.post("/segments/new/", fields(**given, do="draw")))
    counted = text_of(client.post("/segments/count/", fields(**given)))
    made = client.post("/segments/new/", fields(**given))

    assert '<option value="segment:large" selected>Large</option>' in drawn
    assert "1 case now" in counted
    assert "is not in segment “Large”" in counted
    assert Segment.objects.get(key="small").rule == {"all": [{"not": {"segment": "large"}}]}
    assert "Luis Gil" in text_of(client.get(made["Location"]))


def test_a_segment_is_not_offered_to_itself_and_a_circle_is_refused(roble, eva):
    mine = segment()
    segment("other", rule={"segment": "large"})
    client = signed_in(eva)

    page = text_of(client.get(f"/segments/{mine}/edit/"))
    answer = client.post(f"/segments/{mine}/edit/", fields(**{"rule.0.fact": "segment:other", "rule.0.op": "in_it"}))

    assert '"segment:other"' in page
    assert '"segment:large"' not in page
    assert answer.status_code == 422
    assert "leads back to this one" in text_of(answer)


def test_a_segment_in_use_is_not_archived_and_says_by_whom(roble, eva):
    mine = segment()
    segment("other", rule={"not": {"segment": "large"}})
    client = signed_in(eva)

    answer = client.post(f"/segments/{mine}/archive/", follow=True)

    assert "Not archived: used by Other." in text_of(answer)
    assert "Segment “Other”" in text_of(answer)
    assert Segment.objects.filter(archived_at=None).count() == 2


def test_a_segment_shows_its_days(roble, eva):
    mine = segment()
    owing("Carla Núñez", roble, 24_000)
    client = signed_in(eva)
    assert "the first figure comes tomorrow" in text_of(client.get(f"/segments/{mine}/"))

    record_sizes(now=NOW)
    record_sizes(now=NOW + timedelta(days=1))

    assert text_of(client.get(f"/segments/{mine}/")).count('<td class="right">1</td>') == 2
    assert 'class="chart-line"' in text_of(client.get("/segments/"))


def test_facts_are_explained_in_groups(roble, eva):
    html = text_of(signed_in(eva).get("/segments/facts/"))

    assert "opened of the last 5 e-mails" in html
    assert "What suits them" in html
    assert "By a table of points" not in html
    assert "Low, medium or high, by a table of points over their own history." in html


def test_overlap_counts_what_two_segments_share(roble, eva):
    for name, cents in (("Carla Núñez", 24_000), ("Luis Gil", 90_000), ("Marta Soler", 5_000)):
        owing(name, roble, cents)
    large = segment()
    small = segment("small", rule={"fact": "debt.balance", "op": "<=", "value": "300.00"})
    client = signed_in(eva)

    asked = text_of(client.get("/segments/overlap/"))
    html = text_of(client.get(f"/segments/overlap/?first={large}&second={small}"))
    none = text_of(client.get(f"/segments/overlap/?first={large}&second=999"))

    assert "Choose a segment…" in asked
    assert "33% of the cases of either are in both" in html
    assert html.count('class="num">1</span>') == 3
    assert "of the cases of either" not in none
