"""Segments are named, changed with a revision and archived; counts and pages come from the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acuerdo.kernel.audit import Actor
from acuerdo.kernel.models import AuditEntry
from acuerdo.portfolio.models import CustomField
from acuerdo.segments.models import Segment
from acuerdo.segments.operations import CannotSaveSegment, archive_segment, create_segment, update_segment
from acuerdo.segments.queries import (
    all_cases_by_rule,
    cases_by_rule,
    count_by_rule,
    count_segments,
    segment,
    segment_by_key,
    segment_sql,
    segments,
)
from acuerdo.segments.rules import parse_rule
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
BEN = Actor(kind="user", id=1, name="Ben Costa")
LATE = {"fact": "debt.days_past_due", "op": ">=", "value": 30}
EVERYBODY = {"all": []}


@pytest.fixture
def roble() -> Any:
    return factories.creditor()


@pytest.fixture
def three(roble: Any) -> list[int]:
    """Three open cases that owe 100, 200 and 300, and a closed one."""
    cases = []
    for cents in (10_000, 20_000, 30_000):
        case = factories.case(factories.debtor(f"Persona {cents}"), roble)
        factories.facts(case, balance_cents=cents)
        cases.append(case.pk)
    closed = factories.case(factories.debtor("Cerrada"), roble, status="closed")
    factories.facts(closed, balance_cents=0)
    return cases


def create(key: str = "late", rule: object = LATE, **more: Any) -> int:
    return create_segment(key=key, name="Late", rule=rule, actor=BEN, now=NOW, **more)


def test_segment_is_created_with_its_rule_and_written_down() -> None:
    created = create(description="30 days")

    (row,) = segments()
    assert (row.id, row.key, row.revision, row.updated_by) == (created, "late", 1, "Ben Costa")
    assert (row.rule, row.is_faulty) == (parse_rule(LATE), False)
    assert AuditEntry.objects.get().action == "segments.segment.created"


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"fact": "debt.nothing", "op": "=", "value": 1}, "unknown_fact"),
        ({"any": "x"}, "bad_document"),
        ({"fact": "custom.tariff", "op": "=", "value": "2.0A"}, "unknown_fact"),
    ],
)
def test_rule_with_faults_is_not_saved(rule: object, code: str) -> None:
    with pytest.raises(CannotSaveSegment) as refused:
        create(rule=rule)

    assert [fault.code for fault in refused.value.faults] == [code]
    assert (Segment.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_own_facts_of_the_creditor_may_be_used(roble: Any) -> None:
    CustomField.objects.create(creditor=roble, key="tariff", type="text", label="Tariff")
    case = factories.case(factories.debtor(), roble)
    factories.facts(case, custom={"tariff": "2.0A"})
    rule = {"fact": "custom.tariff", "op": "=", "value": "2.0A"}

    key = create(rule=rule, creditor_id=roble.pk)

    row = segment(segment_id=key, creditor_ids=[roble.pk])
    assert row is not None
    assert count_by_rule(row.rule, creditor_ids=[roble.pk], now=NOW, custom=row.custom) == 1
    assert count_segments([row], creditor_ids=[roble.pk], now=NOW) == {key: 1}


def test_fact_that_is_gone_leaves_a_segment_that_selects_nobody(roble: Any, three: list[int]) -> None:
    CustomField.objects.create(creditor=roble, key="tariff", type="text", label="Tariff")
    create(rule={"fact": "custom.tariff", "op": "is_not_set"}, creditor_id=roble.pk)
    CustomField.objects.all().delete()

    row = segment_by_key(key="late", creditor_ids=[roble.pk])

    assert row is not None
    assert row.is_faulty is True
    assert segment_sql(row, creditor_ids=[roble.pk], now=NOW) == ("FALSE", [])
    assert count_segments([row], creditor_ids=[roble.pk], now=NOW) == {}


def test_several_segments_are_counted_in_one_pass(roble: Any, three: list[int]) -> None:
    lumen = factories.creditor(factories.LUMEN)
    rich = create("rich", {"fact": "debt.balance", "op": ">", "value": "100"})
    theirs = create("theirs", EVERYBODY, creditor_id=lumen.pk)

    with CaptureQueriesContext(connection) as queries:
        counted = count_segments(segments(), creditor_ids=[roble.pk, lumen.pk], now=NOW)

    assert counted == {rich: 2, theirs: 0}
    assert len(queries) <= 4
    assert count_segments(segments(), creditor_ids=[], now=NOW) == {}


def test_segment_of_another_creditor_is_not_found(roble: Any) -> None:
    lumen = factories.creditor(factories.LUMEN)
    key = create(creditor_id=lumen.pk)

    assert segment(segment_id=key, creditor_ids=[roble.pk]) is None
    assert segment_by_key(key="late", creditor_ids=[roble.pk]) is None


def test_key_is_taken_once_until_it_is_archived() -> None:
    first = create()
    with pytest.raises(CannotSaveSegment) as refused:
        create()
    archive_segment(segment_id=first, actor=BEN, now=NOW)
    archive_segment(segment_id=first, actor=BEN, now=NOW + timedelta(days=1))
    second = create()

    assert refused.value.faults[0].code == "key_taken"
    assert Segment.objects.get(pk=first).archived_at == NOW
    assert [row.id for row in segments()] == [second]


def test_update_raises_the_revision_and_refuses_an_old_one() -> None:
    key = create()

    revision = update_segment(segment_id=key, revision=1, name="All", rule=EVERYBODY, actor=BEN, now=NOW)
    with pytest.raises(CannotSaveSegment) as refused:
        update_segment(segment_id=key, revision=1, name="Other", rule=LATE, actor=BEN, now=NOW)

    assert (revision, refused.value.faults[0].code) == (2, "changed_meanwhile")
    assert str(refused.value) == "Ben Costa: saved it meanwhile"
    kept = Segment.objects.get()
    assert (kept.name, kept.rule) == ("All", EVERYBODY)
    entry = AuditEntry.objects.get(action="segments.segment.updated")
    assert (entry.before, entry.after) == ({"name": "Late", "rule": LATE}, {"name": "All", "rule": EVERYBODY})


def test_segments_are_those_for_all_and_for_ones_own_creditors(roble: Any) -> None:
    lumen = factories.creditor(factories.LUMEN)
    for key, creditor_id in (("a", None), ("b", roble.pk), ("c", lumen.pk)):
        create(key, creditor_id=creditor_id)

    assert {row.key for row in segments(creditor_ids=[roble.pk])} == {"a", "b"}


def test_count_takes_two_queries_and_open_cases(roble: Any, three: list[int]) -> None:
    rule = parse_rule({"fact": "debt.balance", "op": ">=", "value": "200.00"})

    with CaptureQueriesContext(connection) as queries:
        counted = count_by_rule(rule, creditor_ids=[roble.pk], now=NOW)

    assert (counted, len(queries)) == (2, 2)
    assert count_by_rule(rule, creditor_ids=None, now=NOW) == 2
    assert count_by_rule(rule, creditor_ids=[], now=NOW) == 0
    assert all_cases_by_rule(rule, creditor_ids=[roble.pk], now=NOW) == three[1:]


@pytest.mark.parametrize("creditors", ["one", "all", "none"])
def test_what_is_worked_out_counts_as_it_lists(roble: Any, three: list[int], creditors: str) -> None:
    lumen = factories.creditor(factories.LUMEN)
    scope = {"one": [roble.pk], "all": None, "none": [lumen.pk]}[creditors]
    rule = parse_rule({"fact": "risk.band", "op": "in", "value": ["medium", "high"]})

    counted = count_by_rule(rule, creditor_ids=scope, now=NOW)

    assert counted == len(all_cases_by_rule(rule, creditor_ids=scope, now=NOW))
    assert (counted > 0) == (creditors != "none")


def test_closed_cases_count_only_if_the_rule_speaks_of_status(roble: Any, three: list[int]) -> None:
    assert count_by_rule(parse_rule(EVERYBODY), creditor_ids=[roble.pk], now=NOW) == 3
    closed = parse_rule({"fact": "case.status", "op": "=", "value": "closed"})
    assert count_by_rule(closed, creditor_ids=[roble.pk], now=NOW) == 1


def test_pages_come_by_falling_balance_and_end(roble: Any, three: list[int]) -> None:
    first = cases_by_rule(parse_rule(EVERYBODY), creditor_ids=[roble.pk], now=NOW, limit=2)
    second = cases_by_rule(parse_rule(EVERYBODY), creditor_ids=[roble.pk], now=NOW, limit=2, cursor=first.next_cursor)

    assert (first.case_ids, second.case_ids) == ((three[2], three[1]), (three[0],))
    assert second.next_cursor is None


def test_each_creditor_is_judged_by_its_own_date(roble: Any) -> None:
    """22:30 UTC: tomorrow in Madrid, today in Lima."""
    lima = factories.creditor(factories.LUMEN, time_zone="America/Lima")
    for creditor in (roble, lima):
        factories.facts(factories.case(factories.debtor(), creditor), oldest_due_date=NOW.date())
    late = NOW.replace(hour=22, minute=30)

    rule = parse_rule({"fact": "debt.days_past_due", "op": "=", "value": 1})

    assert count_by_rule(rule, creditor_ids=None, now=late) == 1
    assert count_by_rule(rule, creditor_ids=[lima.pk], now=late) == 0
