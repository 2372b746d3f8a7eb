"""Segments and lists that a rule names: their rules are put in their place before a rule is compiled."""

from collections.abc import Iterable, Mapping, Sequence

from acuerdo.kernel.facts import Fact
from acuerdo.segments.rules.checking import check
from acuerdo.segments.rules.faults import Fault
from acuerdo.segments.rules.tree import (
    AllOf,
    AnyOf,
    Condition,
    InSegment,
    NotOf,
    Reference,
    Rule,
    conditions,
    references,
)

# Segments that name segments that name segments can grow without end on paper.
MAX_RESOLVED = 1_000

Known = Mapping[str, Rule]
"""What may be named: `segment:KEY` and `list:KEY` with the rule of each; `segments.queries.known_rules` makes it."""


class CannotResolve(ValueError):
    """A rule names what is not there, or itself; `faults` say what and where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def resolve(rule: Rule, known: Known) -> Rule:
    """The same rule without references, ready for both compilers. Raises `CannotResolve`, see `reference_faults`."""
    if faults := reference_faults(rule, known):
        raise CannotResolve(faults)
    return _put_in(rule, known)


def reference_faults(rule: Rule, known: Known) -> list[Fault]:
    """Name what a rule refers to in vain: `unknown_segment`, `unknown_list`, `segment_circle`, `too_large`."""
    faults = [fault for place, each in _placed(rule, "") for fault in _faults(place, each, known)]
    if not faults and _size(rule, known, {}) > MAX_RESOLVED:
        message = f"with the segments it names, a rule has at most {MAX_RESOLVED} conditions"
        return [Fault("", "", "too_large", message)]
    return faults


def find_faults(rule: Rule, *, custom: Iterable[Fact] = (), known: Known) -> list[Fault]:
    """Everything that keeps a rule from being used: its own faults, and those of the segments it names."""
    own = tuple(custom)
    faults = [*check(rule, custom=own), *reference_faults(rule, known)]
    return faults or [
        Fault(place, name_of(each).split(":", 1)[1], "faulty_segment", str(inner))
        for place, each in _placed(rule, "")
        for inner in check(resolve(each, known), custom=own)[:1]
    ]


def named_by(rules: Iterable[Rule], known: Known) -> dict[str, Rule]:
    """The part of `known` that these rules need, by way of other segments too; what is not known is left out."""
    needed: dict[str, Rule] = {}
    waiting = [name_of(each) for rule in rules for each in references(rule)]
    while waiting:
        name = waiting.pop()
        if name in known and name not in needed:
            needed[name] = known[name]
            waiting += [name_of(each) for each in references(known[name])]
    return dict(sorted(needed.items()))


def name_of(reference: Reference) -> str:
    """How a reference is called in `Known`."""
    return f"segment:{reference.segment}" if isinstance(reference, InSegment) else f"list:{reference.on_list}"


def _put_in(rule: Rule, known: Known) -> Rule:
    match rule:
        case AllOf(all_of=parts):
            return AllOf(all=tuple(_put_in(part, known) for part in parts))
        case AnyOf(any_of=parts):
            return AnyOf(any=tuple(_put_in(part, known) for part in parts))
        case NotOf(not_of=part):
            return NotOf(**{"not": _put_in(part, known)})
        case Condition():
            return rule
        case _:  # a segment or a list
            return _put_in(known[name_of(rule)], known)


def _placed(rule: Rule, place: str) -> list[tuple[str, Reference]]:
    match rule:
        case AllOf(all_of=parts):
            return [found for n, part in enumerate(parts) for found in _placed(part, f"{place}.all[{n}]".lstrip("."))]
        case AnyOf(any_of=parts):
            return [found for n, part in enumerate(parts) for found in _placed(part, f"{place}.any[{n}]".lstrip("."))]
        case NotOf(not_of=part):
            return _placed(part, f"{place}.not".lstrip("."))
        case Condition():
            return []
        case _:  # a segment or a list
            return [(place, rule)]


def _faults(place: str, reference: Reference, known: Known) -> list[Fault]:
    """The first thing wrong with a reference or with what it leads to."""
    return _follow(place, reference, known, ())[:1]


def _follow(place: str, reference: Reference, known: Known, way: tuple[str, ...]) -> list[Fault]:
    name = name_of(reference)
    if name in way:
        circle = ", ".join(each.removeprefix("segment:") for each in (*way[way.index(name) :], name))
        key = way[0].removeprefix("segment:")
        return [Fault(place, key, "segment_circle", f"these segments name one another: {circle}")]
    if name not in known:
        kind, key = name.split(":", 1)
        return [Fault(place, key, f"unknown_{kind}", f"there is no {kind} of this name")]
    return [fault for each in references(known[name]) for fault in _follow(place, each, known, (*way, name))]


def _size(rule: Rule, known: Known, sizes: dict[str, int]) -> int:
    total = sum(1 for _ in conditions(rule))
    for each in references(rule):
        name = name_of(each)
        if name not in sizes:
            sizes[name] = _size(known[name], known, sizes)
        total += sizes[name]
    return total
