"""A rule as a plain form: groups and conditions in fields, so that it works without script and htmx only enhances it.

The form document between the fields and the rule tree: a group is `{"join": "all" | "any" | "none", "parts": […]}`,
a condition `{"fact": key, "op": operator, "values": […texts…]}`. A segment or list is a condition whose fact is
`segment:KEY` or `list:KEY` and whose operator is `in_it` or `not_in_it`. Half-written conditions survive a round trip.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from acuerdo.console.parts.rule_faults import fault_words
from acuerdo.console.parts.rule_labels import DATE_LABELS, IN_IT, NOT_IN_IT, OPERATOR_LABELS, REFERENCE_LABELS
from acuerdo.console.parts.rule_labels import GROUP_LABELS as GROUP_LABELS
from acuerdo.console.parts.rule_labels import JOINS as JOINS
from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact, FactType, UnknownFact
from acuerdo.segments.rules import AllOf, AnyOf, Condition, Fault, InSegment, NotOf, OnList, Rule, name_of, parse_rule
from acuerdo.segments.rules.operators import OPERATORS

Document = dict[str, Any]

NO_VALUE = frozenset({"is_set", "is_not_set"})
DAYS = frozenset({"within_last_days", "within_next_days"})
LISTS = frozenset({"in", "not_in"})
MAX_DEPTH = 3  # what a person can still read on a screen; files may go deeper

References = Mapping[str, str]
"""Names of the segments and lists that may be chosen, by `segment:KEY` and `list:KEY`."""


@dataclass(frozen=True, slots=True)
class Input:
    """One field for a value: `kind` is an HTML input type, "select" or "many"."""

    name: str
    kind: str
    value: str
    options: Sequence[tuple[str, str, bool]] = ()
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A group or a condition as the template draws it; `path` names its fields.

    `is_gone`: what it looks at cannot be chosen any more; the fault beside it says what to do.
    """

    path: str
    is_group: bool
    depth: int
    join: str = "all"
    parts: Sequence[Part] = ()
    fact: str = ""
    op: str = ""
    operators: Sequence[tuple[str, str]] = ()
    inputs: Sequence[Input] = ()
    faults: Sequence[str] = ()
    help: str = ""
    is_gone: bool = False

    @property
    def may_nest(self) -> bool:
        return self.is_group and self.depth < MAX_DEPTH


@dataclass(frozen=True, slots=True)
class FactChoices:
    """The facts to choose from, in groups, in the reader's language."""

    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]] = field(default_factory=tuple)


def from_rule(rule: Rule) -> Document:
    """Turn a rule tree into a form document; the root is always a group."""
    document = _from(rule)
    return document if "parts" in document else {"join": "all", "parts": [document]}


def _from(rule: Rule) -> Document:
    match rule:
        case AllOf(all_of=parts):
            found = _group("all", parts)
        case AnyOf(any_of=parts) | NotOf(not_of=AnyOf(any_of=parts)):
            found = _group("any" if isinstance(rule, AnyOf) else "none", parts)
        case InSegment() | OnList():
            found = {"fact": name_of(rule), "op": IN_IT, "values": []}
        case NotOf(not_of=InSegment() | OnList() as named):
            found = {"fact": name_of(named), "op": NOT_IN_IT, "values": []}
        case NotOf(not_of=part):
            found = _group("none", [part])
        case Condition(fact=fact, op=op, value=value):
            values = value if isinstance(value, list | tuple) else [] if value is None else [value]
            found = {"fact": fact, "op": op, "values": [_text(each) for each in values]}
    return found


def _group(join: str, parts: Sequence[Rule]) -> Document:
    return {"join": join, "parts": [_from(part) for part in parts]}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def read(post: QueryDict, *, prefix: str = "rule") -> Document:
    """Read the form document from submitted fields; what is missing becomes empty."""
    return _read(post, prefix)


def _read(post: QueryDict, path: str) -> Document:
    if f"{path}.join" in post:
        parts, number = [], 0
        while f"{path}.{number}.join" in post or f"{path}.{number}.fact" in post:
            parts.append(_read(post, f"{path}.{number}"))
            number += 1
        join = post[f"{path}.join"]
        return {"join": join if join in {"all", "any", "none"} else "all", "parts": parts}
    values = [value.strip() for value in post.getlist(f"{path}.value")]
    return {"fact": post.get(f"{path}.fact", ""), "op": post.get(f"{path}.op", ""), "values": values}


def change(document: Document, *, action: str, prefix: str = "rule") -> Document:
    """Carry out a button: `add:PATH`, `group:PATH` or `remove:PATH`; an unknown one changes nothing."""
    verb, _colon, path = action.partition(":")
    steps = [int(step) for step in path.removeprefix(prefix).strip(".").split(".") if step.isdecimal()]
    try:
        if verb == "remove" and steps:
            _at(document, steps[:-1])["parts"].pop(steps[-1])
        elif verb == "add":
            _at(document, steps)["parts"].append({"fact": "", "op": "", "values": []})
        elif verb == "group" and len(steps) + 1 < MAX_DEPTH:
            _at(document, steps)["parts"].append({"join": "any", "parts": [{"fact": "", "op": "", "values": []}]})
    except (IndexError, KeyError):
        return document
    return document


def _at(document: Document, steps: Sequence[int]) -> Document:
    found = document
    for step in steps:
        found = found["parts"][step]
    return found


def to_rule(document: Document, *, custom: Iterable[Fact] = ()) -> Rule:
    """Turn a form document into a rule; values that cannot be read stay as text for `segments.rules.check` to name."""
    return parse_rule(_rule(document, tuple(custom)))


def _rule(document: Document, custom: Sequence[Fact]) -> Document:
    if "parts" in document:
        parts = [_rule(part, custom) for part in document["parts"]]
        return {"not": {"any": parts}} if document["join"] == "none" else {document["join"]: parts}
    if is_reference(document["fact"]):
        kind, key = document["fact"].split(":", 1)
        return {"not": {kind: key}} if document["op"] == NOT_IN_IT else {kind: key}
    fact = _fact(document["fact"], custom)
    op = document["op"] or (OPERATORS[fact.type][0] if fact else "=")
    condition: Document = {"fact": document["fact"], "op": op}
    if op not in NO_VALUE:
        condition["value"] = _value(fact, op, document["values"])
    return condition


def is_reference(fact: str) -> bool:
    """Whether what a condition names is a segment or a list."""
    return fact.startswith(("segment:", "list:"))


def _value(fact: Fact | None, op: str, values: Sequence[str]) -> Any:
    given = [value for value in values if value != ""]
    if op in DAYS:
        return int(given[0]) if given and given[0].isdecimal() else "".join(given)
    kind = fact.type if fact else FactType.TEXT
    if op in LISTS:
        many = given if len(given) != 1 else [each.strip() for each in given[0].split(",") if each.strip()]
        return [_one(kind, each) for each in many]
    if op == "between":
        return [_one(kind, each) for each in given]
    return _one(kind, given[0]) if given else ""


def _one(kind: FactType, value: str) -> Any:
    match kind:
        case FactType.MONEY:
            return value.replace(",", ".") if value.count(",") == 1 and "." not in value else value
        case FactType.NUMBER:
            return _number(value)
        case FactType.BOOL:
            return {"true": True, "false": False}.get(value, value)
        case _:
            return value


def _number(value: str) -> int | float | str:
    try:
        number = Decimal(value.replace(",", "."))
    except InvalidOperation:
        return value
    return int(number) if number == number.to_integral_value() else float(number)


def fact_choices(*, language: str, custom: Iterable[Fact] = (), references: References | None = None) -> FactChoices:
    """All facts in groups for a select, labelled in the reader's language, then segments and lists."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for fact in facts.all_facts(custom=custom):
        label = str(GROUP_LABELS.get(fact.group, fact.group))
        groups.setdefault(label, []).append((fact.key, fact.label.in_language(language)))
    found = [(label, tuple(sorted(each, key=lambda choice: choice[1].casefold()))) for label, each in groups.items()]
    for kind, heading in (("segment:", _("Segments")), ("list:", _("Lists"))):
        if named := tuple(each for each in (references or {}).items() if each[0].startswith(kind)):
            found.append((str(heading), named))
    return FactChoices(tuple(found))


def draw(
    document: Document,
    *,
    language: str,
    custom: Iterable[Fact] = (),
    faults: Mapping[str, Sequence[str]] | None = None,
    references: References | None = None,
    prefix: str = "rule",
) -> Part:
    """Make what the template draws; `faults` maps a path to what is wrong there."""
    return _draw(document, prefix, 0, language, tuple(custom), faults or {}, references or {})


def _draw(
    document: Document,
    path: str,
    depth: int,
    language: str,
    custom: Sequence[Fact],
    faults: Mapping[str, Sequence[str]],
    references: References,
) -> Part:
    wrong = faults.get(path, ())
    if "parts" in document:
        parts = tuple(
            _draw(part, f"{path}.{number}", depth + 1, language, custom, faults, references)
            for number, part in enumerate(document["parts"])
        )
        return Part(path=path, is_group=True, depth=depth, join=document["join"], parts=parts, faults=wrong)
    if is_reference(document["fact"]):
        return _reference(document, path, depth, references, wrong)
    fact = _fact(document["fact"], custom)
    if fact is None:
        gone = document["fact"]
        return Part(path=path, is_group=False, depth=depth, fact=gone, faults=wrong, is_gone=bool(gone))
    labels = {**OPERATOR_LABELS, **DATE_LABELS} if fact.type is FactType.DATE else OPERATOR_LABELS
    allowed = OPERATORS[fact.type]
    op = document["op"] if document["op"] in allowed else allowed[0]
    return Part(
        path=path,
        is_group=False,
        depth=depth,
        fact=fact.key,
        op=op,
        operators=tuple((each, str(labels[each])) for each in allowed),
        inputs=_inputs(fact, op, path, document["values"], language),
        faults=wrong,
        help=fact.help.in_language(language),
    )


def _reference(document: Document, path: str, depth: int, references: References, wrong: Sequence[str]) -> Part:
    labels = REFERENCE_LABELS[document["fact"].split(":", 1)[0]]
    return Part(
        path=path,
        is_group=False,
        depth=depth,
        fact=document["fact"],
        op=document["op"] if document["op"] == NOT_IN_IT else IN_IT,
        operators=tuple((op, str(label)) for op, label in labels),
        faults=wrong,
        is_gone=document["fact"] not in references,
    )


def _inputs(fact: Fact, op: str, path: str, values: Sequence[str], language: str) -> tuple[Input, ...]:
    name = f"{path}.value"
    if op in NO_VALUE:
        return ()
    if op in DAYS:
        return (Input(name=name, kind="number", value=_first(values), suffix=str(_("days"))),)
    if options := _options(fact, values, language):
        is_many = op in LISTS and fact.type is not FactType.BOOL
        return (Input(name=name, kind="many" if is_many else "select", value="", options=options),)
    if op in LISTS:
        return (Input(name=name, kind="text", value=", ".join(values)),)
    kind = _input_kind(fact.type, values)
    shown = (*values, "", "")[: 2 if op == "between" else 1]
    if kind == "decimal" and language.startswith("es"):
        shown = tuple(_with_comma(value) for value in shown)
    return tuple(Input(name=name, kind=kind, value=value) for value in shown)


def _with_comma(value: str) -> str:
    """As Spanish writes it; `_one` reads it back. With more than one sign it is somebody's own way, and stays."""
    return value.replace(".", ",") if value.count(".") == 1 and "," not in value else value


def _options(fact: Fact, values: Sequence[str], language: str) -> tuple[tuple[str, str, bool], ...]:
    if fact.type is FactType.BOOL:
        return (("true", str(_("yes")), "true" in values), ("false", str(_("no")), "false" in values))
    return tuple((key, words.in_language(language), key in values) for key, words in fact.choices)


def _input_kind(kind: FactType, values: Sequence[str]) -> str:
    if kind is FactType.DATE and not any(value.startswith("today") for value in values):
        return "date"
    return "decimal" if kind in (FactType.MONEY, FactType.NUMBER) else "text"


def _first(values: Sequence[str]) -> str:
    return values[0] if values else ""


def _fact(key: str, custom: Sequence[Fact]) -> Fact | None:
    try:
        return facts.get(key, custom=custom)
    except UnknownFact:
        return None


def faults_by_path(document: Document, rule_faults: Iterable[Any], *, prefix: str = "rule") -> dict[str, list[str]]:
    """Place faults at the form's conditions: those of `segments.rules`, or others with `place` and their `message`."""
    paths: dict[str, str] = {}
    _places(document, "", prefix, paths)
    found: dict[str, list[str]] = {}
    for fault in rule_faults:
        message = fault_words(fault) if isinstance(fault, Fault) else fault.message
        found.setdefault(paths.get(fault.place, prefix), []).append(message)
    return found


def _places(document: Document, place: str, path: str, paths: dict[str, str]) -> None:
    if "parts" not in document:
        paths[place] = path
        if document["op"] == NOT_IN_IT:
            paths[f"{place}.not".lstrip(".")] = path
        return
    join = document["join"]
    base, name = (f"{place}.not".lstrip("."), "any") if join == "none" else (place, join)
    for number, part in enumerate(document["parts"]):
        _places(part, f"{base}.{name}[{number}]".lstrip("."), f"{path}.{number}", paths)
