"""Strategies name segments and lists: checked, and published with the rules of that moment; nothing breaks after."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from acuerdo.kernel.audit import SYSTEM
from acuerdo.segments.models import Segment
from acuerdo.segments.operations import archive_segment, create_list, create_segment, replace_members, update_segment
from acuerdo.strategies.models import Enrolment, StrategyVersion
from acuerdo.strategies.operations import CannotPublish, create_strategy, enrol_due, publish_strategy
from acuerdo.strategies.queries.versions import graph_of
from acuerdo.strategies.rules.file_form import read_file
from acuerdo.strategies.rules.graph import CannotCompile, compile_graph
from tests.factories import NOW
from tests.factories import portfolio as people
from tests.strategies import scenes

pytestmark = pytest.mark.django_db

LARGE = {"fact": "debt.balance", "op": ">=", "value": "200.00"}
NAMING = """\
strategy: naming
start: entry
steps:
  entry:
    kind: entry
    segment: {all: [{segment: large}, {not: {list: spared}}]}
    next: way
  way:
    kind: split
    branches:
    - name: large
      when: {segment: large}
    next: {large: done, otherwise: done}
  done: {kind: end, outcome: finished}
"""


@pytest.fixture
def roble() -> Any:
    return people.creditor()


def rows(*values: str) -> pl.DataFrame:
    return pl.DataFrame(
        {"line": range(1, len(values) + 1), "value": values}, schema={"line": pl.Int64, "value": pl.String}
    )


def segment(key: str = "large", rule: object = LARGE) -> int:
    return create_segment(key=key, name=key, rule=rule, actor=SYSTEM, now=NOW)


def spared(roble: Any, *values: str) -> int:
    return create_list(
        key="spared", name="Spared", creditor_id=roble.pk, rows=rows(*values), actor=SYSTEM, now=NOW
    ).list_id


def test_cases_enter_by_a_named_segment_and_not_from_a_list(roble: Any) -> None:
    segment()
    scenes.owing("Small", roble, cents=10_000)
    kept = scenes.owing("Kept out", roble)
    comes = scenes.owing("Comes", roble, phone="+34600000002")
    reference = people.DebtorReference.objects.get(debtor_id=kept.debtor_id).reference
    spared(roble, reference)

    scenes.strategy(NAMING, creditor_id=roble.pk)
    enrol_due(now=NOW)

    assert list(Enrolment.objects.values_list("case_id", flat=True)) == [comes.pk]


def test_a_version_keeps_the_rules_it_was_published_with(roble: Any) -> None:
    key = segment()
    spared(roble)
    strategy = scenes.strategy(NAMING, creditor_id=roble.pk)
    before = graph_of(strategy.live_version_id or 0).entry_settings.rule

    update_segment(segment_id=key, revision=1, name="Large", rule={"all": []}, actor=SYSTEM, now=NOW)
    archive_segment(segment_id=key, actor=SYSTEM, now=NOW)
    graph_of.cache_clear()

    assert graph_of(strategy.live_version_id or 0).entry_settings.rule == before
    with pytest.raises(CannotPublish) as refused:
        publish_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)
    assert {(fault.code, fault.field, fault.details["name"]) for fault in refused.value.faults} == {
        ("unknown_segment", "segment.all[0]", "large"),
        ("unknown_segment", "branches.0.when", "large"),
    }


def test_publishing_again_takes_up_a_changed_segment(roble: Any) -> None:
    key = segment()
    spared(roble)
    strategy = scenes.strategy(NAMING, creditor_id=roble.pk)

    update_segment(segment_id=key, revision=1, name="Large", rule={"all": []}, actor=SYSTEM, now=NOW)
    published = publish_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)

    assert published.number == 2
    assert StrategyVersion.objects.get(number=2).named["segment:large"] == {"all": []}


def test_people_put_on_a_list_later_count_at_once(roble: Any) -> None:
    segment()
    key = spared(roble)
    case = scenes.owing("Carla", roble)
    scenes.strategy(NAMING, creditor_id=roble.pk)

    reference = people.DebtorReference.objects.get(debtor_id=case.debtor_id).reference
    replace_members(list_id=key, rows=rows(reference), actor=SYSTEM, now=NOW)

    assert enrol_due(now=NOW) == 0


def test_segments_with_faults_of_their_own_or_in_a_circle_keep_a_draft_from_publishing(roble: Any) -> None:
    segment()
    spared(roble)
    draft = create_strategy(document=read_file(NAMING).document, creditor_id=roble.pk, actor=SYSTEM, now=NOW)

    for rule, code in (
        ({"fact": "gone.fact", "op": "is_set"}, "faulty_segment"),
        ({"segment": "large"}, "segment_circle"),
    ):
        Segment.objects.update(rule=rule)
        with pytest.raises(CannotPublish) as refused:
            publish_strategy(strategy_id=draft, actor=SYSTEM, now=NOW)
        assert {fault.code for fault in refused.value.faults} == {code}


def test_names_that_nobody_explained_do_not_compile() -> None:
    with pytest.raises(CannotCompile, match="there is no segment of this name"):
        compile_graph(read_file(NAMING).document)
