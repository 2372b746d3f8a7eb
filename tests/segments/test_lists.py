"""Lists of people from files: matched by whatever the file names them by, and rules over who is on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acuerdo.cases.queries import fact_frame
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.models import AuditEntry
from acuerdo.segments.models import ListMember, StaticList
from acuerdo.segments.operations import (
    CannotArchive,
    CannotSaveList,
    CannotSaveSegment,
    Filled,
    add_members,
    archive_list,
    archive_segment,
    create_list,
    create_segment,
    replace_members,
    rows_of_file,
)
from acuerdo.segments.queries import (
    count_by_rule,
    known_rules,
    names_of_references,
    overlap,
    resolved,
    segment,
    static_list,
    static_lists,
)
from acuerdo.segments.rules import CannotResolve, parse_rule, to_polars
from acuerdo.segments.rules.matching import Unmatched, match_rows
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
BEN = Actor(kind="user", id=1, name="Ben Costa")


@pytest.fixture
def roble() -> Any:
    return factories.creditor()


@pytest.fixture
def three(roble: Any) -> dict[str, Any]:
    """Carla by her customer number, Luis by his debt, Marta by her national id; each with a case and its facts."""
    carla = factories.debtor(at=roble, reference="C1")
    luis = factories.debtor("Luis Gil", at=roble, reference="C2")
    factories.debt(luis, roble, reference="F-9")
    marta = factories.debtor("Marta Soler", at=roble, reference="C3", national_id="ES12345678Z")
    cases = {}
    for person in (carla, luis, marta):
        cases[person.given_name] = factories.case(person, roble)
        factories.facts(cases[person.given_name])
    return cases


def rows(*values: str) -> pl.DataFrame:
    return pl.DataFrame(
        {"line": range(1, len(values) + 1), "value": values}, schema={"line": pl.Int64, "value": pl.String}
    )


def made(roble: Any, *values: str, key: str = "vip") -> Filled:
    return create_list(key=key, name="Best", creditor_id=roble.pk, rows=rows(*values), actor=BEN, now=NOW)


def count(document: Any, roble: Any) -> int:
    return count_by_rule(parse_rule(document), creditor_ids=[roble.pk], now=NOW)


def test_people_are_found_by_customer_debt_and_national_id(roble: Any, three: dict[str, Any]) -> None:
    filled = made(roble, "C1", " F-9 ", "12345678-z", "", "C1", "nobody")

    assert (filled.found, filled.members) == (3, 3)
    assert [(row.line, row.reason) for row in filled.matched.unmatched] == [
        (4, "empty"), (5, "repeated"), (6, "nobody"),
    ]  # fmt: skip
    (row,) = static_lists(creditor_ids=[roble.pk])
    assert (row.key, row.members, row.unmatched_count, row.updated_by) == ("vip", 3, 3, "Ben Costa")
    assert row.unmatched[2] == Unmatched(6, "nobody", "nobody")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.after) == ("segments.list.created", {"name": "Best", "members": 3, "unmatched": 3})


@pytest.mark.parametrize(
    ("text", "column", "lines"),
    [
        ("note;customer\na;C1\nb;C9\n", "customer", [(2, "C1"), (3, "C9")]),
        ("C1;a\nC2;b\n", "C1", [(1, "C1"), (2, "C2")]),
    ],
)
def test_the_column_of_a_file_that_names_people_is_read(
    roble: Any, three: dict[str, Any], text: str, column: str, lines: list[tuple[int, str]]
) -> None:
    read = rows_of_file(chunks=[text[:5].encode(), text[5:].encode()], creditor_id=roble.pk)

    assert (read.column, read.rows.rows()) == (column, lines)


def test_value_that_means_several_people_names_none(roble: Any, three: dict[str, Any]) -> None:
    factories.debt(three["Carla"].debtor, roble, reference="C2")

    filled = made(roble, "C2")

    assert (filled.members, [row.reason for row in filled.matched.unmatched]) == (0, ["several"])


def test_one_person_named_twice_is_on_the_list_once() -> None:
    found = pl.DataFrame({"value": ["a", "b", "b"], "debtor_id": [1, 1, 1]})

    assert match_rows(rows("a", "b"), found).debtor_ids == (1,)


def test_people_of_another_creditor_are_not_found(roble: Any, three: dict[str, Any]) -> None:
    lumen = factories.creditor(factories.LUMEN)
    filled = made(lumen, "C1", "F-9", "12345678Z")

    assert (filled.members, len(filled.matched.unmatched)) == (0, 3)
    assert static_list(list_id=filled.list_id, creditor_ids=[roble.pk]) is None


def test_rules_count_who_is_on_a_list_and_who_is_not(roble: Any, three: dict[str, Any]) -> None:
    made(roble, "C1", "C2")

    assert count({"list": "vip"}, roble) == 2
    assert count({"not": {"list": "vip"}}, roble) == 1
    assert count({"all": [{"list": "vip"}, {"fact": "debt.reference", "op": "is_set"}]}, roble) == 0
    with pytest.raises(CannotResolve):
        count({"list": "other"}, roble)


def test_lists_are_facts_of_frames(roble: Any, three: dict[str, Any]) -> None:
    filled = made(roble, "C1", "C3")
    rule = resolved(parse_rule({"not": {"list": "vip"}}))
    key = f"list.{filled.list_id}"

    frame = fact_frame([case.pk for case in three.values()], [key], now=NOW)

    assert frame[key].to_list() == [True, False, True]
    assert frame.filter(to_polars(rule, NOW.date()))["case_id"].to_list() == [three["Luis"].pk]


def test_replace_and_add(roble: Any, three: dict[str, Any]) -> None:
    key = made(roble, "C1").list_id

    added = add_members(list_id=key, rows=rows("C1", "C2"), actor=BEN, now=NOW)
    assert (added.found, added.members) == (2, 2)
    replaced = replace_members(list_id=key, rows=rows("C3"), actor=BEN, now=NOW + timedelta(days=1))

    assert (replaced.members, ListMember.objects.get().debtor_id) == (1, three["Marta"].debtor_id)
    assert StaticList.objects.get().updated_at == NOW + timedelta(days=1)
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "segments.list.created", "segments.list.extended", "segments.list.replaced",
    ]  # fmt: skip


def test_key_is_taken_until_the_list_is_archived(roble: Any) -> None:
    first = made(roble)
    with pytest.raises(CannotSaveList):
        made(roble)

    archive_list(list_id=first.list_id, actor=BEN, now=NOW)
    archive_list(list_id=first.list_id, actor=BEN, now=NOW + timedelta(days=1))

    assert made(roble).list_id != first.list_id
    assert StaticList.objects.get(pk=first.list_id).archived_at == NOW


def test_what_a_segment_names_is_not_archived(roble: Any) -> None:
    vip = made(roble)
    inner = create_segment(key="in", name="In", rule={"list": "vip"}, creditor_id=roble.pk, actor=BEN, now=NOW)
    create_segment(key="out", name="Out", rule={"not": {"segment": "in"}}, creditor_id=roble.pk, actor=BEN, now=NOW)

    with pytest.raises(CannotArchive) as of_list:
        archive_list(list_id=vip.list_id, actor=BEN, now=NOW)
    with pytest.raises(CannotArchive, match="Out") as of_segment:
        archive_segment(segment_id=inner, actor=BEN, now=NOW)

    assert (of_list.value.used_by, of_segment.value.used_by) == (("In",), ("Out",))
    assert StaticList.objects.get().archived_at is None


def test_segments_name_what_their_creditor_may_see(roble: Any) -> None:
    made(roble)

    for creditor_id in (None, factories.creditor(factories.LUMEN).pk):
        with pytest.raises(CannotSaveSegment) as refused:
            create_segment(key="x", name="X", rule={"list": "vip"}, creditor_id=creditor_id, actor=BEN, now=NOW)
        assert [fault.code for fault in refused.value.faults] == ["unknown_list"]


def test_segment_cannot_name_itself(roble: Any) -> None:
    with pytest.raises(CannotSaveSegment) as refused:
        create_segment(key="x", name="X", rule={"not": {"segment": "x"}}, actor=BEN, now=NOW)

    assert [fault.code for fault in refused.value.faults] == ["segment_circle"]


def test_names_and_rules_of_what_may_be_named(roble: Any) -> None:
    lumen = factories.creditor(factories.LUMEN)
    filled = made(roble)
    create_segment(key="all", name="All", rule={"all": []}, actor=BEN, now=NOW)
    create_segment(key="own", name="Own", rule={"all": []}, creditor_id=lumen.pk, actor=BEN, now=NOW)

    assert names_of_references(creditor_ids=[roble.pk]) == {"segment:all": "All", "list:vip": "Best"}
    assert names_of_references().keys() == known_rules().keys() == {"segment:all", "segment:own", "list:vip"}
    assert known_rules(creditor_ids=[roble.pk])["list:vip"] == parse_rule(
        {"fact": f"list.{filled.list_id}", "op": "=", "value": True}
    )


def test_overlap_counts_two_segments_in_one_pass(roble: Any, three: dict[str, Any]) -> None:
    made(roble, "C1", "C2")
    made(roble, "C2", "C3", key="late")
    keys = [
        create_segment(key=key, name=key, rule={"list": key}, creditor_id=roble.pk, actor=BEN, now=NOW)
        for key in ("vip", "late")
    ]
    first, second = (segment(segment_id=key, creditor_ids=[roble.pk]) for key in keys)
    assert first is not None
    assert second is not None

    with CaptureQueriesContext(connection) as queries:
        found = overlap(first, second, creditor_ids=[roble.pk], now=NOW)

    assert (found.first, found.second, found.both) == (2, 2, 1)
    assert (found.only_first, found.only_second, found.either) == (1, 1, 3)
    assert len(queries) == 3
