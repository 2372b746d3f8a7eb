"""Rules without a database: the document, its faults, its words, and what it selects in a frame."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from pydantic import ValidationError

from acuerdo.kernel.facts import Fact, FactType, Words
from acuerdo.segments.rules import (
    Condition,
    Fault,
    check,
    describe,
    dump_rule,
    facts_of,
    parse_rule,
    to_polars,
    to_sql,
)
from acuerdo.segments.rules.operators import BadValue, operand
from tests.segments.vocabulary import FACTS

TODAY = date(2026, 3, 10)

PEOPLE = pl.DataFrame(
    {
        "name": ["ana", "ben", "carla"],
        "t.balance": [10_000, 5_050, None],
        "t.count": [1, 3, None],
        "t.due": [date(2026, 3, 1), date(2026, 3, 20), None],
        "t.days": [9, -10, None],
        "t.city": ["MÁLAGA", "50% off", None],
        "t.stage": ["early", "late", None],
        "t.held": [True, False, None],
    }
)


def condition(fact: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"fact": fact, "op": op, "value": value}


def chosen(document: object) -> list[str]:
    rule = parse_rule(document)
    assert check(rule, custom=FACTS) == []
    return PEOPLE.filter(to_polars(rule, TODAY, custom=FACTS))["name"].to_list()


@pytest.mark.parametrize(
    ("fact", "op", "value", "names"),
    [
        ("t.balance", "=", "100.00", ["ana"]),
        ("t.balance", "=", 100, ["ana"]),
        ("t.balance", "!=", "100", ["ben"]),
        ("t.balance", "<", "100.00", ["ben"]),
        ("t.balance", ">=", "50.50", ["ana", "ben"]),
        ("t.balance", "between", ["50.50", "99.99"], ["ben"]),
        ("t.balance", "is_not_set", None, ["carla"]),
        ("t.count", "in", [1, 2], ["ana"]),
        ("t.count", "not_in", [1, 2.5], ["ben"]),
        ("t.count", "<=", 2, ["ana"]),
        ("t.count", ">", 2.5, ["ben"]),
        ("t.due", "within_last_days", 9, ["ana"]),
        ("t.due", "within_last_days", 8, []),
        ("t.due", "within_next_days", 10, ["ben"]),
        ("t.due", "<", "today", ["ana"]),
        ("t.due", ">=", "today+10", ["ben"]),
        ("t.due", "=", "today - 9", ["ana"]),
        ("t.due", "=", "2026-03-20", ["ben"]),
        ("t.days", ">=", 9, ["ana"]),
        ("t.city", "contains", "álag", ["ana"]),
        ("t.city", "starts_with", "mÁ", ["ana"]),
        ("t.city", "contains", "0%", ["ben"]),
        ("t.city", "=", "MÁLAGA", ["ana"]),
        ("t.city", "is_set", None, ["ana", "ben"]),
        ("t.stage", "in", ["late", "early"], ["ana", "ben"]),
        ("t.stage", "!=", "early", ["ben"]),
        ("t.held", "=", True, ["ana"]),
        ("t.held", "!=", True, ["ben"]),
    ],
)
def test_condition_selects_in_a_frame(fact: str, op: str, value: Any, names: list[str]) -> None:
    assert chosen(condition(fact, op, value)) == names


def test_groups_combine_and_missing_values_are_false_before_not() -> None:
    owes = condition("t.balance", ">", "0")
    held = condition("t.held", "=", True)

    assert chosen({"all": []}) == ["ana", "ben", "carla"]
    assert chosen({"any": []}) == []
    assert chosen({"all": [owes, {"not": held}]}) == ["ben"]
    assert chosen({"any": [held, condition("t.count", "=", 3)]}) == ["ana", "ben"]
    assert chosen({"not": held}) == ["ben", "carla"]
    assert chosen({"not": {"not": held}}) == ["ana"]
    assert chosen({"not": {"all": [owes, held]}}) == ["ben", "carla"]


def test_document_comes_back_as_it_was_and_names_its_facts() -> None:
    document = {
        "all": [
            {"any": [{"fact": "t.count", "op": "in", "value": [1, 2]}, {"fact": "t.city", "op": "is_set"}]},
            {"not": {"fact": "t.held", "op": "=", "value": False}},
        ]
    }

    assert dump_rule(parse_rule(document)) == document
    assert facts_of(parse_rule(document)) == {"t.count", "t.city", "t.held"}


@pytest.mark.parametrize(
    "document", [{}, [], "x", {"all": {}}, {"all": [], "any": []}, {"fact": "t.count"}, {"not": []}]
)
def test_other_shapes_are_refused(document: object) -> None:
    with pytest.raises(ValidationError):
        parse_rule(document)


@pytest.mark.parametrize(
    ("fact", "op", "value", "code", "message"),
    [
        ("t.none", "=", 1, "unknown_fact", "there is no fact of this name"),
        ("t.count", "~", 1, "unknown_operator", "there is no operator '~'"),
        ("t.held", "<", True, "wrong_operator", "'<' does not suit a bool; use one of =, !=, is_set, is_not_set"),
        ("t.balance", "=", "ten", "bad_value", '= needs an amount in currency units, such as "100.00"'),
        ("t.balance", "=", 1.5, "bad_value", '= needs an amount in currency units, such as "100.00"'),
        ("t.balance", "=", "1.001", "bad_value", "= needs an amount with at most two decimals"),
        ("t.balance", "=", "1e400", "bad_value", "= needs an amount with at most two decimals"),
        ("t.balance", "=", "NaN", "bad_value", "= needs an amount with at most two decimals"),
        ("t.count", "=", True, "bad_value", "= needs a number"),
        ("t.count", "=", float("nan"), "bad_value", "= needs a number"),
        ("t.count", "=", 2**60, "bad_value", "= needs a number"),
        ("t.count", "between", [1], "bad_value", "between needs two values: from and to"),
        ("t.count", "between", [2, 1], "bad_value", "between the first value is above the second"),
        ("t.count", "in", [], "bad_value", "in needs a list with at least one value"),
        ("t.count", "in", list(range(1001)), "bad_value", "in takes at most 1000 values"),
        ("t.due", "=", "31/12/2026", "bad_value",
         '= needs a date such as "2026-03-31", or "today", "today-30", "today+7"'),
        ("t.due", "=", 5, "bad_value", '= needs a date such as "2026-03-31", or "today", "today-30", "today+7"'),
        ("t.due", "within_last_days", -1, "bad_value", "within_last_days needs a whole number of days from 0 to 36500"),
        ("t.city", "=", "", "bad_value", "= needs a text"),
        ("t.city", "is_set", "x", "bad_value", "is_set takes no value"),
        ("t.stage", "=", "lost", "bad_value", "'lost' is not one of early, late"),
        ("t.held", "=", "yes", "bad_value", "= needs true or false"),
    ],
)  # fmt: skip
def test_fault_names_fact_and_place(fact: str, op: str, value: Any, code: str, message: str) -> None:
    rule = parse_rule({"all": [condition("t.count", "=", 1), {"not": {"any": [condition(fact, op, value)]}}]})

    assert check(rule, custom=FACTS) == [Fault("all[1].not.any[0]", fact, code, message)]


def test_every_fault_is_listed_and_reads_well() -> None:
    rule = parse_rule({"any": [condition("t.none", "="), condition("t.stage", "in", ["early", "x"])]})

    assert [str(fault) for fault in check(rule, custom=FACTS)] == [
        "any[0]: t.none: there is no fact of this name",
        "any[1]: t.stage: 'x' is not one of early, late",
    ]
    assert str(Fault("", "", "too_deep", "too deep")) == "too deep"


def test_hostile_documents_are_refused_before_they_are_compiled() -> None:
    many = parse_rule({"any": [condition("t.count", "=", number) for number in range(201)]})
    deep: dict[str, Any] = condition("t.count", "=", 1)
    for _ in range(12):
        deep = {"not": deep}

    assert [fault.code for fault in check(many, custom=FACTS)] == ["too_large"]
    assert [fault.code for fault in check(parse_rule(deep), custom=FACTS)] == ["too_deep"]


def test_compilers_refuse_what_check_refuses() -> None:
    with pytest.raises(BadValue):
        to_sql(Condition(fact="t.count", op="=", value="x"), TODAY, custom=FACTS)
    with pytest.raises(KeyError):
        to_polars(Condition(fact="t.none", op="=", value="x"), TODAY, custom=FACTS)


def test_operand_accepts_dates_of_python_too() -> None:
    assert operand(FactType.DATE, "=", TODAY, TODAY) == TODAY


@pytest.mark.parametrize(
    ("document", "spanish", "english"),
    [
        ({"all": []}, "todos los expedientes", "all cases"),
        ({"any": []}, "ningún expediente", "no case"),
        (condition("t.days", ">=", 30), "días de mora: 30 o más", "days past due: 30 or more"),
        (
            {"all": [condition("t.stage", "in", ["early", "late"]), condition("t.held", "=", False)]},
            "fase: temprana o tardía, y en pausa: no",
            "stage: early or late, and on hold: no",
        ),
        (
            {"all": [condition("t.city", "starts_with", "Mál"),
                     {"any": [condition("t.due", "<", "2026-03-01"), condition("t.due", ">=", "today+7")]}]},
            "población: empieza por «Mál», y "
            "(vencimiento: antes del 1 de marzo de 2026, o bien vencimiento: dentro de 7 días o después)",
            "city: starts with “Mál”, and (due date: before 1 March 2026, or due date: in 7 days or later)",
        ),
        ({"not": {"any": [condition("t.count", "is_set")]}}, "no se cumple (número de deudas: consta)",
         "not (number of debts: known)"),
        ({"not": {"all": [condition("t.held", "=", True), condition("t.held", "!=", True)]}},
         "no se cumple (en pausa: sí, y en pausa: no)", "not (on hold: yes, and on hold: no)"),
        (condition("t.count", "between", [1, 3]), "número de deudas: entre 1 y 3", "number of debts: between 1 and 3"),
        (condition("t.count", "in", [7, 8]), "número de deudas: 7 u 8", "number of debts: 7 or 8"),
        (condition("t.count", "in", [8]), "número de deudas: 8", "number of debts: 8"),
        (condition("t.count", ">", 12500), "número de deudas: más de 12.500", "number of debts: more than 12,500"),
        (condition("t.balance", ">=", "900.00"), "saldo: 900,00 o más", "balance: 900.00 or more"),
        (condition("t.balance", "<", 12500.5), "saldo: menos de 12.500,50", "balance: less than 12,500.50"),
        (condition("t.balance", "<=", "mucho"), "saldo: mucho o menos", "balance: mucho or less"),
        (condition("t.stage", "!=", "early"), "fase: cualquiera menos temprana", "stage: any but early"),
        (condition("t.stage", "=", "gone"), "fase: gone", "stage: gone"),
        ({"all": [condition("t.held", "=", True), condition("custom.limit", "is_not_set")]},
         "en pausa: sí, y límite: no consta", "on hold: yes, and limit: not known"),
        ({"all": [condition("t.held", "=", True), {"any": [condition("t.held", "=", True), {"segment": "i"}]}]},
         "en pausa: sí, y (en pausa: sí, o bien está en el segmento «i»)",
         "on hold: yes, and (on hold: yes, or is in segment “i”)"),
        (condition("t.none", "=", 3), "t.none = 3", "t.none = 3"),
        (condition("t.count", "~", 3), "número de deudas ~ 3", "number of debts ~ 3"),
    ],
)  # fmt: skip
def test_rule_is_said_in_both_languages(document: object, spanish: str, english: str) -> None:
    rule = parse_rule(document)

    assert (describe(rule, "es", custom=FACTS), describe(rule, "en", custom=FACTS)) == (spanish, english)


@pytest.mark.parametrize(
    ("op", "value", "spanish", "english"),
    [
        ("=", "2026-03-01", "el 1 de marzo de 2026", "1 March 2026"),
        ("!=", "today", "cualquier día menos hoy", "any day but today"),
        ("=", "today-1", "hace 1 día", "1 day ago"),
        ("<=", "today", "hoy o antes", "today or before"),
        ("<", "today-30", "hace más de 30 días", "more than 30 days ago"),
        (">", "today - 30", "hace menos de 30 días o después", "less than 30 days ago or later"),
        ("<", "today+7", "dentro de menos de 7 días o antes", "in less than 7 days or before"),
        (">", "today+7", "dentro de más de 7 días", "in more than 7 days"),
        (">", "2026-03-01", "después del 1 de marzo de 2026", "after 1 March 2026"),
        ("between", ["today-30", "today"], "entre hace 30 días y hoy", "between 30 days ago and today"),
        ("within_last_days", 30, "en los últimos 30 días", "within the last 30 days"),
        ("within_last_days", 1, "ayer u hoy", "yesterday or today"),
        ("within_next_days", 0, "hoy", "today"),
        ("=", "someday", "someday", "someday"),
    ],
)
def test_days_are_said_as_people_say_them(op: str, value: Any, spanish: str, english: str) -> None:
    rule = parse_rule(condition("t.due", op, value))

    said = (describe(rule, "es", custom=FACTS), describe(rule, "en", custom=FACTS))

    assert said == (f"vencimiento: {spanish}", f"due date: {english}")


def test_spanish_changes_y_before_the_sound_i() -> None:
    rule = parse_rule({"all": [{"fact": "debt.count", "op": "=", "value": 1}, condition("t.i", "=", 1)]})
    own = Fact(key="t.i", type=FactType.NUMBER, label=Words(es="ingresos", en="income"), help=Words(es="", en=""))

    assert describe(rule, "es", custom=[*FACTS, own]).endswith(", e ingresos: 1")


def test_search_in_sql_folds_only_the_letters_it_looks_for() -> None:
    plain, _ = to_sql(Condition(fact="t.city", op="contains", value="Mal"), TODAY, custom=FACTS)
    accented, values = to_sql(Condition(fact="t.city", op="starts_with", value="MÁLÑ"), TODAY, custom=FACTS)

    assert plain == 'strpos(lower(f."city" COLLATE "C"), %s) > 0'
    assert accented == """starts_with(translate(lower(f."city" COLLATE "C"), 'ÁÑ', 'áñ'), %s)"""
    assert values == ["málñ"]


@pytest.mark.parametrize(
    ("op", "value", "bounds"),
    [
        ("between", ["2026-03-01", "today"], [date(2026, 3, 1), TODAY]),
        ("within_last_days", 2, [date(2026, 3, 8), TODAY]),
        ("within_next_days", 2, [TODAY, date(2026, 3, 12)]),
    ],
)
def test_a_range_binds_both_its_bounds(op: str, value: Any, bounds: list[date]) -> None:
    sql, parameters = to_sql(Condition(fact="t.due", op=op, value=value), TODAY, custom=FACTS)

    assert (sql, parameters) == ('f."due" BETWEEN %s AND %s', bounds)
