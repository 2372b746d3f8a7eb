"""YAML as plain values with their lines: YAML 1.2 scalars, no aliases, no tags, no doubled keys.

YAML 1.1, PyYAML's default, reads `no` as false and `10:30` as 630; strategy files hold many of both as text.
"""

import io
import math
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import yaml

from acuerdo.strategies.rules.faults import Fault

MAX_BYTES = 1_000_000  # PyYAML reads about 100 kB a second; the largest real strategy is some 50 kB
MAX_DEPTH = 40
MAX_DIGITS = 100

Path = tuple[str | int, ...]


class CannotReadFile(ValueError):
    """The file holds no strategy; `faults` say where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


class _Resolver(yaml.resolver.BaseResolver):
    """YAML 1.2 core schema without .inf and .nan, which JSON cannot hold."""


_SCALARS: tuple[tuple[str, str, str], ...] = (
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", "~nN"),
)
for _tag, _pattern, _first in _SCALARS:
    # An empty scalar has no first character; PyYAML looks it up under the empty string.
    _firsts = [*_first, ""] if _tag.endswith("null") else list(_first)
    _Resolver.add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), _firsts)


class _Composer(
    yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser, yaml.composer.Composer, _Resolver
):  # PyYAML's own loaders are put together the same way
    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)
        yaml.composer.Composer.__init__(self)
        _Resolver.__init__(self)


@dataclass
class Values:
    """A YAML document as plain values; `lines` says on which line (from 1) each path begins."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)


def read_values(content: bytes | str) -> Values:
    """Read YAML into plain values with lines. Raises `CannotReadFile`."""
    text = _text(content)
    try:
        root = _Composer(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(part for part in (error.context, error.problem) if part)
        raise CannotReadFile([_syntax(problem, mark.line + 1 if mark else None)]) from None
    except yaml.YAMLError as error:
        raise CannotReadFile([_syntax(str(error).split("\n")[0], None)]) from None
    except RecursionError:
        raise CannotReadFile([Fault("too_deep")]) from None
    if root is None:
        raise CannotReadFile([Fault("empty_file")])
    values = Values()
    values.value = _plain(root, (), values.lines, set())
    return values


def _text(content: bytes | str) -> str:
    if len(content) > MAX_BYTES:
        raise CannotReadFile([Fault("too_large", details={"limit": "1 MB"})])
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CannotReadFile([Fault("not_text", line=line)]) from None


def _syntax(problem: str, line: int | None) -> Fault:
    return Fault("yaml_syntax", line=line, details={"problem": problem.replace("\n", " ")[:200]})


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int], seen: set[int]) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if id(node) in seen:
        raise CannotReadFile([Fault("no_alias", line=line)])
    if len(path) > MAX_DEPTH:
        raise CannotReadFile([Fault("too_deep", line=line)])
    seen.add(id(node))
    match node:
        case yaml.MappingNode(tag="tag:yaml.org,2002:map"):
            return _mapping(node, path, lines, seen)
        case yaml.SequenceNode(tag="tag:yaml.org,2002:seq"):
            return [_plain(each, (*path, place), lines, seen) for place, each in enumerate(node.value)]
        case yaml.ScalarNode():
            return _scalar(node, line)
        case _:
            raise CannotReadFile([Fault("unknown_tag", line=line, details={"tag": node.tag})])


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int], seen: set[int]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise CannotReadFile([_syntax("a name must be plain text", line)])
        key = str(key_node.value)
        if key in result:
            raise CannotReadFile([Fault("duplicate_key", line=line, details={"key": key})])
        lines[*path, key] = line
        result[key] = _plain(value_node, (*path, key), lines, seen)
    return result


def _scalar(node: yaml.ScalarNode, line: int) -> Any:
    text: str = node.value
    match node.tag:
        case "tag:yaml.org,2002:str":
            return text
        case "tag:yaml.org,2002:null":
            return None
        case "tag:yaml.org,2002:bool":
            return text.lower() == "true"
        case "tag:yaml.org,2002:int" | "tag:yaml.org,2002:float" if len(text) <= MAX_DIGITS:
            return _number(text, line)
        case _:
            raise CannotReadFile([Fault("unknown_tag", line=line, details={"tag": node.tag})])


def _number(text: str, line: int) -> int | float:
    for kind in (int, float):
        with suppress(ValueError):
            number = kind(text)
            if math.isfinite(number):  # 1e999 would be infinite, which JSON cannot hold
                return number
    raise CannotReadFile([_syntax(f"{text[:30]} is no number", line)])


class _Writer(yaml.emitter.Emitter, yaml.serializer.Serializer, yaml.representer.SafeRepresenter, _Resolver):
    def __init__(self, stream: Any) -> None:
        yaml.emitter.Emitter.__init__(self, stream, width=120, allow_unicode=True, line_break="\n")
        yaml.serializer.Serializer.__init__(self, explicit_start=False, explicit_end=False)
        # default_flow_style=None: what holds no other collection is written on one line.
        yaml.representer.SafeRepresenter.__init__(self, default_flow_style=None, sort_keys=False)  # type: ignore[arg-type]  # stubs know bool only
        _Resolver.__init__(self)

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        # Only double quotes keep these line breaks apart from \n (YAML 1.2, 5.4).
        style = '"' if any(sign in data for sign in "\x85\u2028\u2029") else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Writer.add_representer(str, _Writer.represent_str)
# YAML 1.1 gives the bare sign a meaning of its own: quoted, other programs read our files too.
_Writer.add_implicit_resolver("tag:yaml.org,2002:value", re.compile("^=$"), ["="])


def write_values(value: Any) -> str:
    """Write plain values as YAML that `read_values` reads back exactly."""
    stream = io.StringIO()
    writer = _Writer(stream)
    writer.open()
    writer.represent(value)
    writer.close()
    return stream.getvalue()
