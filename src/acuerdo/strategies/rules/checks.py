"""Faults of a document, all at once. A document without faults compiles and runs."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from acuerdo.kernel.facts import Fact
from acuerdo.segments.rules import Fault as RuleFault
from acuerdo.segments.rules import Rule, check
from acuerdo.segments.rules import find_faults as find_rule_faults
from acuerdo.strategies.enums import ExitRule
from acuerdo.strategies.rules.document import Document, Node
from acuerdo.strategies.rules.faults import TEXTS, Fault
from acuerdo.strategies.rules.kinds import Kind, Known, NodeConfig, all_kinds, kind_of
from acuerdo.strategies.rules.shape import find_shape_faults


@dataclass(frozen=True, slots=True)
class CheckedNode:
    """A step whose settings make sense, with its ways out."""

    id: str
    kind: Kind[Any]
    settings: NodeConfig
    outlets: tuple[str, ...]


def find_faults(
    document: Document,
    *,
    templates: Mapping[str, str] | None = None,
    strategies: Collection[str] | None = None,
    named: Mapping[str, Rule] | None = None,
    custom: Iterable[Fact] = (),
) -> list[Fault]:
    """Name every fault of a document: settings first, step by step, then how the steps hang together.

    `templates` maps the keys of published templates, landing pages too, to their channel; `strategies` are the keys of
    those that cases may be sent to; `named` has the rules of segments and lists that rules may name; what is not given
    is not checked. `custom` are the creditor's own facts.
    """
    known = Known(strategy=document.name, templates=templates, strategies=strategies, custom=tuple(custom))
    checked: dict[str, CheckedNode] = {}
    faults = [*_ids(document), *_entries(document), *_exits(document)]
    for node in document.nodes:
        found, good = _settings(node)
        faults += found
        if good is not None:
            checked.setdefault(node.id, good)
            faults += _rules(good, known.custom, named)
            faults += (replace(fault, step=node.id) for fault in good.kind.find_faults(good.settings, known))
    return faults + find_shape_faults(
        document,
        outlets={node.id: node.outlets for node in checked.values()},
        waiting={node.id for node in checked.values() if node.kind.takes_time(node.settings)},
    )


def rules_of(document: Document) -> list[Rule]:
    """Every rule in the settings of its steps; steps whose settings make no sense are left out."""
    good = [checked for _, checked in map(_settings, document.nodes) if checked is not None]
    return [
        use.rule for each in good for use in (*each.kind.entry_rules(each.settings), *each.kind.rules(each.settings))
    ]


def _ids(document: Document) -> Iterator[Fault]:
    for step, count in Counter(node.id for node in document.nodes).items():
        if count > 1:
            yield Fault("duplicate_id", step, details={"step": step})


def _entries(document: Document) -> Iterator[Fault]:
    entries = [node.id for node in document.nodes if node.kind == "entry"]
    if not entries:
        yield Fault("no_entry")
    elif len(entries) > 1:
        yield Fault("two_entries", entries[1], details={"steps": ", ".join(entries)})
    elif document.entry != entries[0]:
        yield Fault("wrong_start", field="start", details={"start": document.entry})


def _exits(document: Document) -> Iterator[Fault]:
    known = [str(rule) for rule in ExitRule]
    for name in document.exit:
        if name not in known:
            yield Fault("unknown_exit", field="exit", details={"exit": name, "known": ", ".join(known)})


def _settings(node: Node) -> tuple[list[Fault], CheckedNode | None]:
    kind = kind_of(node.kind)
    if kind is None:
        known = ", ".join(sorted(all_kinds()))
        return [Fault("unknown_kind", node.id, "kind", details={"kind": node.kind, "known": known})], None
    try:
        settings = kind.config.model_validate(node.data)
    except ValidationError as error:
        return [_setting_fault(node.id, kind, dict(each)) for each in error.errors()], None
    return [], CheckedNode(node.id, kind, settings, kind.outlets(settings))


def _setting_fault(step: str, kind: Kind[Any], error: Mapping[str, Any]) -> Fault:
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "missing":
        return Fault("missing_field", step, place, details={"field": place})
    if error["type"] == "extra_forbidden":
        known = ", ".join(each.alias or name for name, each in kind.config.model_fields.items())
        return Fault("unknown_field", step, place, details={"field": place, "known": known})
    if error["type"] in TEXTS:
        # A rule over several settings names in its context the one to look at.
        details = dict(error.get("ctx", {}))
        inner = (place, str(details.get("field", "")))
        return Fault(error["type"], step, ".".join(part for part in inner if part) or None, details=details)
    return Fault("bad_value", step, place, details={"field": place, "problem": error["msg"]})


def _rules(node: CheckedNode, custom: tuple[Fact, ...], named: Mapping[str, Rule] | None) -> Iterator[Fault]:
    for use in (*node.kind.entry_rules(node.settings), *node.kind.rules(node.settings)):
        if named is None:
            found = check(use.rule, custom=custom)
        else:
            found = find_rule_faults(use.rule, custom=custom, known=named)
        yield from (_rule_fault(each, node.id, use.field) for each in found)


def _rule_fault(found: RuleFault, step: str, field: str) -> Fault:
    place = f"{field}.{found.place}" if found.place else field
    if found.code == "unknown_fact":
        return Fault("unknown_fact", step, place, details={"fact": found.fact})
    if found.code in _OF_NAMES:
        return Fault(found.code, step, place, details={"name": found.fact, "problem": found.message})
    return Fault("bad_condition", step, place, details={"fact": found.fact, "problem": found.message})


_OF_NAMES = frozenset({"unknown_segment", "unknown_list", "segment_circle", "faulty_segment"})
