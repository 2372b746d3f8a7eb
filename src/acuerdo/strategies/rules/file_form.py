"""A strategy as a readable YAML file, and back. See docs/handbook/strategies.md for the form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from acuerdo.strategies.rules.document import Document, Edge
from acuerdo.strategies.rules.faults import Fault
from acuerdo.strategies.rules.kinds import kind_of
from acuerdo.strategies.rules.yaml_values import CannotReadFile, Path, Values, read_values, write_values

TOP_KEYS = ("strategy", "title", "start", "exit", "steps")
# Names inside rules and lists, in the order people read them; all others follow in alphabetical order.
INNER_ORDER = ("name", "when", "all", "any", "not", "fact", "op", "value", "es", "en")
SINGLE_OUTLET = "next"


class CannotWriteFile(ValueError):
    """The document cannot be written as a file: two steps share an id."""


@dataclass(frozen=True, slots=True)
class StrategyFile:
    """A document read from a file, with the line of each of its parts."""

    document: Document
    lines: Mapping[Path, int]

    def locate(self, faults: Iterable[Fault]) -> list[Fault]:
        """Return the faults with the lines of the file, in the order of their lines."""
        located = [fault if fault.line else replace(fault, line=self._line(fault)) for fault in faults]
        return sorted(located, key=lambda fault: fault.line or 0)

    def _line(self, fault: Fault) -> int | None:
        inner = tuple(int(part) if part.isdigit() else part for part in (fault.field or "").split(".") if part)
        base: Path = ("steps", fault.step) if fault.step else ()
        ways = ((*base, "next", *inner), (*base, "next")) if fault.code == "dead_outlet" else ((*base, "next", *inner),)
        paths = (base + inner, *ways, base + inner[:3], base + inner[:1], base)
        return next((self.lines[path] for path in paths if path in self.lines), None)


def read_file(content: bytes | str) -> StrategyFile:
    """Read a strategy file. Raises `CannotReadFile` with every fault of form found, each with its line.

    Whether the strategy makes sense is for `find_faults`; `StrategyFile.locate` gives its faults their lines.
    """
    values = read_values(content)
    if values.value is None or values.value == {}:
        raise CannotReadFile([Fault("empty_file")])
    faults: list[Fault] = []
    raw = _raw_document(values, faults)
    if faults:
        raise CannotReadFile(faults)
    try:
        return StrategyFile(Document.model_validate(raw), values.lines)
    except ValidationError as error:
        raise CannotReadFile([_document_fault(dict(each), raw, values.lines) for each in error.errors()]) from None


def _raw_document(values: Values, faults: list[Fault]) -> dict[str, Any]:
    top = values.value
    if not isinstance(top, dict):
        faults.append(Fault("not_a_mapping", line=values.lines[()]))
        return {}
    for key in top:
        if key not in TOP_KEYS:
            details = {"key": key, "known": ", ".join(TOP_KEYS)}
            faults.append(Fault("unknown_key", field=key, line=values.lines[key,], details=details))
    steps = top.get("steps")
    if not isinstance(steps, dict):
        faults.append(Fault("not_a_mapping", field="steps", line=values.lines.get(("steps",), 1)))
        steps = {}
    nodes: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    for step, content in steps.items():
        if not isinstance(content, dict):
            faults.append(Fault("not_a_mapping", step, line=values.lines["steps", step]))
            continue
        data = {key: value for key, value in content.items() if key not in ("kind", "next")}
        nodes.append({"id": step, "kind": content.get("kind", ""), "data": data})
        edges += _edges(step, content.get("next"), values.lines, faults)
    raw = {"name": top.get("strategy", ""), "entry": top.get("start") or "", "nodes": nodes, "edges": edges}
    return raw | {key: top[key] for key in ("title", "exit") if key in top}


def _edges(step: str, leads: Any, lines: Mapping[Path, int], faults: list[Fault]) -> list[dict[str, Any]]:
    if leads is None:
        return []
    if not isinstance(leads, dict):
        leads = {SINGLE_OUTLET: leads}
    edges = []
    for outlet, targets in leads.items():
        for target in targets if isinstance(targets, list) else [targets]:
            if not isinstance(target, str):
                line = lines.get(("steps", step, "next", outlet), lines["steps", step, "next"])
                details = {"problem": "a way out leads to the name of a step"}
                faults.append(Fault("bad_document", step, outlet, line, details))
            else:
                edges.append({"from": step, "out": outlet, "to": target})
    return edges


def _document_fault(error: dict[str, Any], raw: Mapping[str, Any], lines: Mapping[Path, int]) -> Fault:
    loc = tuple(error["loc"])
    if len(loc) > 1 and loc[0] in ("nodes", "edges") and isinstance(loc[1], int):
        part = raw[loc[0]][loc[1]]
        step = part["id"] if loc[0] == "nodes" else part["from"]
        names = loc[2:]
        path = ("steps", step, *names)
    else:
        step = None
        names = path = (*({"name": "strategy", "entry": "start"}.get(str(part), part) for part in loc[:1]), *loc[1:])
    line = next((lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in lines), None)
    return Fault("bad_document", step, ".".join(str(part) for part in names), line, {"problem": error["msg"]})


def write_file(document: Document) -> str:
    """Write a document as a file; `read_file` gives the same document back. Raises `CannotWriteFile`."""
    if len({node.id for node in document.nodes}) != len(document.nodes):
        raise CannotWriteFile("two steps share an id")
    leads: dict[str, list[Edge]] = {}
    for edge in document.edges:
        leads.setdefault(edge.source, []).append(edge)
    top: dict[str, Any] = {"strategy": document.name}
    if document.title:
        top["title"] = _ordered(document.title)
    top |= {"start": document.entry, "exit": list(document.exit), "steps": {}}
    for node in document.nodes:
        step = {"kind": node.kind, **_ordered_settings(node.kind, node.data)}
        if node.id in leads:
            step["next"] = _written_leads(leads[node.id])
        top["steps"][node.id] = step
    return write_values(top)


def _written_leads(edges: list[Edge]) -> Any:
    if len(edges) == 1 and edges[0].out == SINGLE_OUTLET:
        return edges[0].to
    targets: dict[str, list[str]] = {}
    for edge in edges:
        targets.setdefault(edge.out, []).append(edge.to)
    return {outlet: names[0] if len(names) == 1 else names for outlet, names in targets.items()}


def _ordered_settings(kind_name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Settings in the order the kind declares them: a database may have shuffled the keys of the document."""
    kind = kind_of(kind_name)
    known = [] if kind is None else [each.alias or name for name, each in kind.config.model_fields.items()]
    # The note is declared first by the base class but reads best at the end.
    known = [*(name for name in known if name != "note"), *sorted(set(data) - set(known)), "note"]
    return {name: _ordered(data[name]) for name in known if name in data}


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return [_ordered(each) for each in value]
    if not isinstance(value, dict):
        return value
    rank = {name: place for place, name in enumerate(INNER_ORDER)}
    return {key: _ordered(value[key]) for key in sorted(value, key=lambda key: (rank.get(key, 99), key))}
