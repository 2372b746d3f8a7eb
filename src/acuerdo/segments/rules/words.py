"""A rule in words, Spanish or English, for lists, audit and the strategist who did not write it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact, FactType, UnknownFact, Words
from acuerdo.segments.rules.tree import AllOf, AnyOf, Condition, InSegment, NotOf, OnList, Rule

_OPERATORS: Mapping[str, Words] = {
    "=": Words(es="es {}", en="is {}"),
    "!=": Words(es="no es {}", en="is not {}"),
    "<": Words(es="es menor que {}", en="is less than {}"),
    "<=": Words(es="es como mucho {}", en="is at most {}"),
    ">": Words(es="es mayor que {}", en="is more than {}"),
    ">=": Words(es="es al menos {}", en="is at least {}"),
    "between": Words(es="está entre {}", en="is between {}"),
    "in": Words(es="es {}", en="is {}"),
    "not_in": Words(es="no es {}", en="is not {}"),
    "contains": Words(es="contiene {}", en="contains {}"),
    "starts_with": Words(es="empieza por {}", en="starts with {}"),
    "is_set": Words(es="consta", en="is known"),
    "is_not_set": Words(es="no consta", en="is not known"),
    "within_last_days": Words(es="está en los últimos {} días", en="is within the last {} days"),
    "within_next_days": Words(es="está en los próximos {} días", en="is within the next {} days"),
}
_DATES: Mapping[str, Words] = {
    "<": Words(es="es anterior a {}", en="is before {}"),
    "<=": Words(es="es {} o antes", en="is {} or before"),
    ">": Words(es="es posterior a {}", en="is after {}"),
    ">=": Words(es="es {} o después", en="is {} or later"),
}
_AND, _OR = Words(es=" y ", en=" and "), Words(es=" o ", en=" or ")
_YES, _NO = Words(es="sí", en="yes"), Words(es="no", en="no")
_EVERYBODY, _NOBODY = Words(es="todos los expedientes", en="all cases"), Words(es="ningún expediente", en="no case")
_NOT = Words(es="no se cumple que {}", en="it is not the case that {}")
_TODAY = Words(es="hoy", en="today")


_SEGMENT = Words(es="está en el segmento «{}»", en="is in segment “{}”")
_LIST = Words(es="está en la lista «{}»", en="is on list “{}”")


def describe(rule: Rule, language: str, *, custom: Iterable[Fact] = (), names: Mapping[str, str] | None = None) -> str:
    """Say a rule as one sentence without a full stop; unknown facts appear by their key.

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
                return self._join(parts, _AND, _EVERYBODY, inside=inside)
            case AnyOf(any_of=parts):
                return self._join(parts, _OR, _NOBODY, inside=inside)
            case NotOf(not_of=part):
                return _NOT.in_language(self.language).format(self.say(part, inside=True))
            case InSegment(segment=key):
                return _SEGMENT.in_language(self.language).format(self.names.get(f"segment:{key}", key))
            case OnList(on_list=key):
                return _LIST.in_language(self.language).format(self.names.get(f"list:{key}", key))
            case _:
                return _condition(rule, self.language, self.custom)

    def _join(self, parts: Sequence[Rule], word: Words, empty: Words, *, inside: bool) -> str:
        if not parts:
            return empty.in_language(self.language)
        if len(parts) == 1:
            return self.say(parts[0], inside=inside)
        said = word.in_language(self.language).join(self.say(part, inside=True) for part in parts)
        return f"({said})" if inside else said


def _condition(condition: Condition, language: str, custom: Sequence[Fact]) -> str:
    try:
        fact = facts.get(condition.fact, custom=custom)
    except UnknownFact:
        return f"{condition.fact} {condition.op} {condition.value}"
    if condition.op not in _OPERATORS:
        return f"{fact.label.in_language(language)} {condition.op} {condition.value}"
    table = _DATES if fact.type is FactType.DATE and condition.op in _DATES else _OPERATORS
    pattern = table[condition.op].in_language(language)
    label = fact.label.in_language(language)
    return f"{label} {pattern.format(_values(condition, fact, language))}"


def _values(condition: Condition, fact: Fact, language: str) -> str:
    value = condition.value
    if not isinstance(value, list | tuple):
        return _value(value, fact, language)
    word = _AND if condition.op == "between" else _OR
    said = [_value(each, fact, language) for each in value]
    *first, last = said
    return word.in_language(language).join([", ".join(first), last]) if first else last


def _value(value: Any, fact: Fact, language: str) -> str:
    if isinstance(value, bool):
        return (_YES if value else _NO).in_language(language)
    for choice, words in fact.choices:
        if choice == value:
            return words.in_language(language)
    if fact.type is FactType.TEXT:
        return f"«{value}»" if language.startswith("es") else f"“{value}”"
    return _date(value, language) if fact.type is FactType.DATE else str(value)


def _date(value: Any, language: str) -> str:
    text = str(value)
    if text.startswith("today"):
        return text.replace("today", _TODAY.in_language(language)).replace("-", " − ").replace("+", " + ")
    try:
        return format_date(date.fromisoformat(text), format="long", locale=language.replace("-", "_"))
    except ValueError:
        return text
