"""A rule in words, Spanish or English, for lists, audit and the strategist who did not write it.

A condition reads "label: value" ("días de mora: 30 o más"), so that no label has to agree with a verb.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact, FactType, UnknownFact, Words
from acuerdo.segments.rules.tree import AllOf, AnyOf, Condition, InSegment, NotOf, OnList, Rule

_OPERATORS: Mapping[str, Words] = {
    "=": Words(es="{}", en="{}"),
    "!=": Words(es="cualquiera menos {}", en="any but {}"),
    "<": Words(es="menos de {}", en="less than {}"),
    "<=": Words(es="{} o menos", en="{} or less"),
    ">": Words(es="más de {}", en="more than {}"),
    ">=": Words(es="{} o más", en="{} or more"),
    "between": Words(es="entre {}", en="between {}"),
    "in": Words(es="{}", en="{}"),
    "not_in": Words(es="cualquiera menos {}", en="any but {}"),
    "contains": Words(es="contiene {}", en="contains {}"),
    "starts_with": Words(es="empieza por {}", en="starts with {}"),
    "is_set": Words(es="consta", en="known"),
    "is_not_set": Words(es="no consta", en="not known"),
    "within_last_days": Words(es="en los últimos {} días", en="within the last {} days"),
    "within_next_days": Words(es="en los próximos {} días", en="within the next {} days"),
}
_DATES: Mapping[str, Words] = {
    "!=": Words(es="cualquier día menos {}", en="any day but {}"),
    "<": Words(es="antes de {}", en="before {}"),
    "<=": Words(es="{} o antes", en="{} or before"),
    ">": Words(es="después de {}", en="after {}"),
    ">=": Words(es="{} o después", en="{} or later"),
}
_AGO, _AHEAD = Words(es="hace {}", en="{} ago"), Words(es="dentro de {}", en="in {}")
# "Before 30 days ago" is no sentence in either language: how far from today, instead.
_FROM_TODAY: Mapping[tuple[str, str], Words] = {
    ("<", "-"): Words(es="hace más de {}", en="more than {} ago"),
    (">", "-"): Words(es="hace menos de {} o después", en="less than {} ago or later"),
    ("<", "+"): Words(es="dentro de menos de {} o antes", en="in less than {} or before"),
    (">", "+"): Words(es="dentro de más de {}", en="in more than {}"),
}
_WINDOWS: Mapping[tuple[str, int], Words] = {
    ("within_last_days", 0): Words(es="hoy", en="today"),
    ("within_next_days", 0): Words(es="hoy", en="today"),
    ("within_last_days", 1): Words(es="ayer u hoy", en="yesterday or today"),
    ("within_next_days", 1): Words(es="hoy o mañana", en="today or tomorrow"),
}
_ALL, _ANY = Words(es=", y ", en=", and "), Words(es=", o bien ", en=", or ")
_AND, _OR = Words(es=" y ", en=" and "), Words(es=" o ", en=" or ")
_YES, _NO = Words(es="sí", en="yes"), Words(es="no", en="no")
_EVERYBODY, _NOBODY = Words(es="todos los expedientes", en="all cases"), Words(es="ningún expediente", en="no case")
_NOT = Words(es="no se cumple {}", en="not {}")
_TODAY = Words(es="hoy", en="today")
_DAY, _DAYS = Words(es="1 día", en="1 day"), Words(es="{} días", en="{} days")
_SEGMENT = Words(es="está en el segmento «{}»", en="is in segment “{}”")
_NOT_SEGMENT = Words(es="no está en el segmento «{}»", en="is not in segment “{}”")
_LIST = Words(es="está en la lista «{}»", en="is on list “{}”")
_NOT_LIST = Words(es="no está en la lista «{}»", en="is not on list “{}”")

_RELATIVE = re.compile(r"^today\s*([+-])\s*0*([1-9]\d*)$")
# Spanish says "e" before the sound i (not before hie-, hia-) and "u" before the sound o, also that of 8 and 11.
_SOUND_I = re.compile(r"[«(]*h?[ií](?![aeo])", re.IGNORECASE)
_SOUND_O = re.compile(r"[«(]*(h?[oó]|8|11\b)", re.IGNORECASE)


def describe(rule: Rule, language: str, *, custom: Iterable[Fact] = (), names: Mapping[str, str] | None = None) -> str:
    """Say a rule in one line without a full stop; unknown facts appear by their key.

    `names` are those of segments and lists, by `segment:KEY` and `list:KEY`; without them their keys stand.
    """
    return _Speaker(language, tuple(custom), names or {}).say(rule, inside=False)


@dataclass(frozen=True, slots=True)
class _Speaker:
    language: str
    custom: Sequence[Fact]
    names: Mapping[str, str]

    def say(self, rule: Rule, *, inside: bool) -> str:
        match rule:
            case AllOf(all_of=parts):
                return self._join(parts, _ALL, _EVERYBODY, inside=inside)
            case AnyOf(any_of=parts):
                return self._join(parts, _ANY, _NOBODY, inside=inside)
            case NotOf(not_of=InSegment() | OnList() as part):
                return self._reference(part, _NOT_SEGMENT, _NOT_LIST)
            case NotOf(not_of=part):
                said = self.say(part, inside=True)
                return self._in(_NOT).format(said if said.startswith("(") else f"({said})")
            case InSegment() | OnList():
                return self._reference(rule, _SEGMENT, _LIST)
            case _:
                return _condition(rule, self.language, self.custom)

    def _reference(self, rule: InSegment | OnList, segment: Words, members: Words) -> str:
        if isinstance(rule, InSegment):
            return self._in(segment).format(self.names.get(f"segment:{rule.segment}", rule.segment))
        return self._in(members).format(self.names.get(f"list:{rule.on_list}", rule.on_list))

    def _join(self, parts: Sequence[Rule], word: Words, empty: Words, *, inside: bool) -> str:
        if not parts:
            return self._in(empty)
        if len(parts) == 1:
            return self.say(parts[0], inside=inside)
        said = _linked(self._in(word), [self.say(part, inside=True) for part in parts])
        return f"({said})" if inside else said

    def _in(self, words: Words) -> str:
        return words.in_language(self.language)


def _linked(word: str, parts: Sequence[str]) -> str:
    said = parts[0]
    for part in parts[1:]:
        said += _sounding(word, part) + part
    return said


def _sounding(word: str, following: str) -> str:
    if word.endswith(" y ") and _SOUND_I.match(following):
        return word.replace("y", "e")
    return " u " if word == " o " and _SOUND_O.match(following) else word


def _condition(condition: Condition, language: str, custom: Sequence[Fact]) -> str:
    try:
        fact = facts.get(condition.fact, custom=custom)
    except UnknownFact:
        return f"{condition.fact} {condition.op} {condition.value}"
    label = fact.label.in_language(language)
    if condition.op not in _OPERATORS:
        return f"{label} {condition.op} {condition.value}"
    return f"{label}: {_comparison(condition, fact, language)}"


def _comparison(condition: Condition, fact: Fact, language: str) -> str:
    op, value = condition.op, condition.value
    if window := _WINDOWS.get((op, value)) if isinstance(value, int) else None:
        return window.in_language(language)
    if fact.type is FactType.BOOL and isinstance(value, bool):
        return (_YES if value == (op == "=") else _NO).in_language(language)
    if fact.type is FactType.DATE and op in _DATES:
        return _day_comparison(op, value, language)
    return _OPERATORS[op].in_language(language).format(_values(condition, fact, language))


def _day_comparison(op: str, value: Any, language: str) -> str:
    if (far := _RELATIVE.match(str(value))) and (words := _FROM_TODAY.get((op, far[1]))):
        return words.in_language(language).format(_days(int(far[2]), language))
    said = _DATES[op].in_language(language).format(_date(value, language))
    return said.replace(" de el ", " del ")


def _values(condition: Condition, fact: Fact, language: str) -> str:
    value = condition.value
    if not isinstance(value, list | tuple):
        return _value(value, fact, language)
    said = [_value(each, fact, language) for each in value]
    word = (_AND if condition.op == "between" else _OR).in_language(language)
    return _linked(word, [", ".join(said[:-1]), said[-1]]) if said[1:] else "".join(said)


def _value(value: Any, fact: Fact, language: str) -> str:
    for choice, words in fact.choices:
        if choice == value:
            return words.in_language(language)
    match fact.type:
        case FactType.TEXT:
            return f"«{value}»" if language.startswith("es") else f"“{value}”"
        case FactType.DATE:
            return _date(value, language)
        case FactType.MONEY | FactType.NUMBER:
            return _number(value, fact.type, language)
        case _:
            return str(value)


def _number(value: Any, kind: FactType, language: str) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    # No currency: a rule compares the figure, whatever the debt is in.
    return format_decimal(number, format="#,##0.00" if kind is FactType.MONEY else None, locale=_locale(language))


def _date(value: Any, language: str) -> str:
    text = str(value)
    if text == "today":
        return _TODAY.in_language(language)
    if far := _RELATIVE.match(text):
        return (_AGO if far[1] == "-" else _AHEAD).in_language(language).format(_days(int(far[2]), language))
    try:
        day = format_date(date.fromisoformat(text), format="long", locale=_locale(language))
    except ValueError:
        return text
    return f"el {day}" if language.startswith("es") else day


def _days(count: int, language: str) -> str:
    return (_DAY if count == 1 else _DAYS).in_language(language).format(count)


def _locale(language: str) -> str:
    # English here is European: 1 March 2026, not March 1.
    return "en_IE" if language == "en" else language.replace("-", "_")
