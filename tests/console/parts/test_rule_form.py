"""Rules survive the way through a form's fields, and half-written ones do too."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from acuerdo.console.parts import rule_form
from acuerdo.segments.rules import check, dump_rule, parse_rule

RULES = [
    {"all": [{"fact": "debt.balance", "op": ">=", "value": "100.00"}]},
    {
        "all": [
            {"fact": "debt.days_past_due", "op": "between", "value": [5, 30]},
            {
                "any": [
                    {"fact": "debtor.language", "op": "in", "value": ["es", "en"]},
                    {"fact": "payment.last_date", "op": "is_not_set"},
                ]
            },
            {"not": {"any": [{"fact": "compliance.is_disputed", "op": "=", "value": True}]}},
        ]
    },
    {"any": [{"fact": "payment.last_date", "op": "within_last_days", "value": 7}]},
]


def fields_of(part: rule_form.Part) -> list[tuple[str, str]]:
    """What a browser would submit for the drawn form."""
    if part.is_group:
        return [(f"{part.path}.join", part.join), *(pair for child in part.parts for pair in fields_of(child))]
    pairs = [(f"{part.path}.fact", part.fact), (f"{part.path}.op", part.op)]
    for each in part.inputs:
        if each.options:
            pairs += [(each.name, key) for key, _label, is_on in each.options if is_on]
        else:
            pairs.append((each.name, each.value))
    return pairs


def submitted(pairs: list[tuple[str, str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for key, value in pairs:
        query.appendlist(key, value)
    return query


@pytest.mark.parametrize("document", RULES)
def test_a_rule_comes_back_from_its_form_as_it_was(document: dict[str, object]) -> None:
    rule = parse_rule(document)
    assert check(rule) == []

    drawn = rule_form.draw(rule_form.from_rule(rule), language="es")
    read = rule_form.read(submitted(fields_of(drawn)))

    assert dump_rule(rule_form.to_rule(read)) == document


def test_buttons_add_and_remove_parts_without_losing_the_others() -> None:
    document = rule_form.from_rule(parse_rule(RULES[0]))

    rule_form.change(document, action="add:rule")
    rule_form.change(document, action="group:rule")
    rule_form.change(document, action="add:rule.2")
    rule_form.change(document, action="remove:rule.1")

    assert document == {
        "join": "all",
        "parts": [
            {"fact": "debt.balance", "op": ">=", "values": ["100.00"]},
            {"join": "any", "parts": [{"fact": "", "op": "", "values": []}, {"fact": "", "op": "", "values": []}]},
        ],
    }


@pytest.mark.parametrize(
    "action", ["", "remove:rule", "remove:rule.9", "add:rule.7.1", "dance:rule", "add:elsewhere.x"]
)
def test_an_odd_button_never_breaks_the_form(action: str) -> None:
    document = rule_form.from_rule(parse_rule(RULES[1]))

    changed = rule_form.change(document, action=action)

    assert changed["join"] == "all"


def test_faults_stand_at_their_condition() -> None:
    document = {
        "join": "none",
        "parts": [
            {"fact": "debt.balance", "op": ">=", "values": ["a lot"]},
            {"fact": "debt.balance", "op": ">=", "values": ["12,50"]},
        ],
    }

    faults = check(rule_form.to_rule(document))

    assert list(rule_form.faults_by_path(document, faults)) == ["rule.0"]


@pytest.mark.parametrize(("language", "shown"), [("es", "100,00"), ("en", "100.00")])
def test_amounts_stand_in_the_form_as_the_reader_writes_them(language: str, shown: str) -> None:
    drawn = rule_form.draw(rule_form.from_rule(parse_rule(RULES[0])), language=language)

    assert [each.value for each in drawn.parts[0].inputs] == [shown]
