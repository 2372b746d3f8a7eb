"""Segments and lists that a rule names are put in their place; what cannot be is named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from acuerdo.kernel.facts import UnknownFact
from acuerdo.segments.rules import (
    CannotResolve,
    check,
    describe,
    dump_rule,
    find_faults,
    named_by,
    parse_rule,
    reference_faults,
    resolve,
    to_polars,
    to_sql,
)
from acuerdo.segments.rules.resolving import MAX_RESOLVED

A = {"fact": "debt.balance", "op": ">=", "value": "100.00"}
B = {"fact": "debt.count", "op": "=", "value": 2}
ON_LIST = {"fact": "list.7", "op": "=", "value": True}
KNOWN = {
    "segment:a": parse_rule(A),
    "segment:not-a": parse_rule({"not": {"segment": "a"}}),
    "segment:loop": parse_rule({"all": [{"segment": "pool"}]}),
    "segment:pool": parse_rule({"any": [B, {"segment": "loop"}]}),
    "segment:lost": parse_rule({"list": "gone"}),
    "segment:faulty": parse_rule({"fact": "no.fact", "op": "is_set"}),
    "list:vip": parse_rule(ON_LIST),
}


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        (A, A),
        ({"segment": "a"}, A),
        ({"list": "vip"}, ON_LIST),
        ({"all": [{"segment": "a"}, {"not": {"segment": "not-a"}}]}, {"all": [A, {"not": {"not": A}}]}),
        ({"any": [{"list": "vip"}, B]}, {"any": [ON_LIST, B]}),
    ],
)
def test_names_give_way_to_rules(written: Any, resolved: Any) -> None:
    assert dump_rule(parse_rule(written)) == written
    assert dump_rule(resolve(parse_rule(written), KNOWN)) == resolved


@pytest.mark.parametrize(
    ("written", "place", "name", "code"),
    [
        ({"segment": "b"}, "", "b", "unknown_segment"),
        ({"all": [A, {"list": "b"}]}, "all[1]", "b", "unknown_list"),
        ({"not": {"any": [{"segment": "lost"}]}}, "not.any[0]", "gone", "unknown_list"),
        ({"segment": "loop"}, "", "loop", "segment_circle"),
    ],
)
def test_names_in_vain_are_faults_with_their_place(written: Any, place: str, name: str, code: str) -> None:
    (fault,) = reference_faults(parse_rule(written), KNOWN)

    assert (fault.place, fault.fact, fault.code) == (place, name, code)
    with pytest.raises(CannotResolve) as refused:
        resolve(parse_rule(written), KNOWN)
    assert refused.value.faults == (fault,)
    assert str(refused.value) == str(fault)


def test_faults_of_named_segments_are_told_where_they_are_named() -> None:
    (fault,) = find_faults(parse_rule({"all": [A, {"segment": "faulty"}]}), known=KNOWN)

    assert (fault.place, fault.fact, fault.code) == ("all[1]", "faulty", "faulty_segment")
    assert find_faults(parse_rule({"segment": "not-a"}), known=KNOWN) == []
    own = find_faults(parse_rule({"fact": "no.fact", "op": "is_set"}), known=KNOWN)
    assert [each.code for each in own] == ["unknown_fact"]


def test_names_are_no_fault_of_the_rule_itself() -> None:
    assert check(parse_rule({"all": [{"segment": "whatever"}, {"list": "whoever"}]})) == []


def test_segments_that_grow_without_end_are_refused() -> None:
    known = {"segment:s0": parse_rule(A)}
    for step in range(1, 12):
        known[f"segment:s{step}"] = parse_rule({"all": [{"segment": f"s{step - 1}"}] * 2})

    (fault,) = reference_faults(parse_rule({"segment": "s11"}), known)

    assert (fault.code, str(MAX_RESOLVED) in fault.message) == ("too_large", True)
    assert reference_faults(parse_rule({"segment": "s9"}), known) == []


def test_named_by_follows_segments_and_leaves_out_what_is_not_there() -> None:
    named = named_by([parse_rule({"all": [{"segment": "not-a"}, {"list": "vip"}, {"list": "none"}]})], KNOWN)

    assert list(named) == ["list:vip", "segment:a", "segment:not-a"]
    assert named_by([parse_rule({"segment": "loop"})], KNOWN).keys() == {"segment:loop", "segment:pool"}


@pytest.mark.parametrize("written", [{"segment": "a"}, {"all": [{"list": "vip"}]}])
def test_compilers_want_rules_resolved(written: Any) -> None:
    for compiled in (to_sql, to_polars):
        with pytest.raises(UnknownFact):
            compiled(parse_rule(written), date(2026, 6, 15))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "está en el segmento «Grandes», y no está en la lista «vip»"),
        ("en", "is in segment “Grandes”, and is not on list “vip”"),
    ],
)
def test_names_are_said(language: str, said: str) -> None:
    rule = parse_rule({"all": [{"segment": "a"}, {"not": {"list": "vip"}}]})

    assert describe(rule, language, names={"segment:a": "Grandes"}) == said


@pytest.mark.parametrize("key", ["list.x", "list.", "list", "list.9999999999999999999"])
def test_list_facts_have_numbers(key: str) -> None:
    assert [fault.code for fault in check(parse_rule({"fact": key, "op": "=", "value": True}))] == ["unknown_fact"]
    assert check(parse_rule(ON_LIST)) == []
