"""What settings a kind of step has, read from the JSON schema of its pydantic model; forms are drawn from these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from acuerdo.strategies.rules.kinds import Kind, kind_of

Schema = Mapping[str, Any]

SLUG = r"^[a-z0-9][a-z0-9_-]*$"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `shape` says which field it gets; `inner` are the settings of a group or of each row of a list.

    `words` names the enumeration its choices come from; `only` narrows what can be chosen; it belongs to the form only
    `beside` certain values of another setting.
    """

    name: str
    path: str
    shape: str
    title: str = ""
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    longest: int | None = None
    is_slug: bool = False
    may_be_never: bool = False
    only: str = ""
    words: str = ""
    beside: tuple[str, frozenset[str]] | None = None
    inner: tuple[Setting, ...] = ()

    @property
    def is_needed(self) -> bool:
        """Whether it must be filled in where it is asked for."""
        is_asked_for = self.beside is not None and self.default is None and self.shape != "many"
        return self.required or is_asked_for


_OWN_FORMATS = ("rule", "template", "clock", "duration", "multiline", "fact", "facts", "strategy", "words")
# Formats that kinds give their settings, and the field each gets.
FORMATS: Mapping[str, str] = {
    **dict(zip(_OWN_FORMATS, _OWN_FORMATS, strict=True)),
    "duration_or_never": "duration",
    "cents": "money",
    "fact_value": "value",
}
TYPES: Mapping[str, str] = {"object": "group", "boolean": "yes_no", "integer": "integer", "number": "number"}
# Settings of which exactly one is filled in: the form asks first which, in a field of its own.
WAYS: Mapping[str, tuple[str, tuple[str, ...]]] = {"wait": ("way", ("for", "until", "until_date", "best_hour"))}
BESIDE_WAYS: Mapping[tuple[str, str], tuple[str, frozenset[str]]] = {
    ("wait", "for"): ("way", frozenset({"for"})),
    ("wait", "until"): ("way", frozenset({"until"})),
    ("wait", "weekdays"): ("way", frozenset({"until"})),
    ("wait", "until_date"): ("way", frozenset({"until_date"})),
    ("wait", "best_hour"): ("way", frozenset()),
}


@lru_cache(maxsize=64)
def settings_of(kind_name: str) -> tuple[Setting, ...]:
    """The settings of a kind in the order people fill them in; an unknown kind has none."""
    kind = kind_of(kind_name)
    if kind is None:
        return ()
    schema: Schema = kind.config.model_json_schema(by_alias=True)
    reader = _Reader(kind, schema.get("$defs", {}))
    found = reader.fields(schema, "")
    # The note is declared first by the base class but is an afterthought.
    return (*(each for each in found if each.name != "note"), *(each for each in found if each.name == "note"))


def ways_of(kind_name: str) -> tuple[str, tuple[str, ...]] | None:
    """The field that chooses between settings of which one is filled in, with those the kind has."""
    found = WAYS.get(kind_name)
    if found is None:
        return None
    known = {each.name for each in settings_of(kind_name)}
    return found[0], tuple(name for name in found[1] if name in known)


class _Reader:
    def __init__(self, kind: Kind[Any], definitions: Schema) -> None:
        self.kind, self.definitions = kind.name, definitions

    def fields(self, schema: Schema, base: str) -> tuple[Setting, ...]:
        required = set(schema.get("required", ()))
        return tuple(
            self.setting(name, f"{base}{name}", part, required=name in required)
            for name, part in schema.get("properties", {}).items()
        )

    def setting(self, name: str, path: str, part: Schema, *, required: bool) -> Setting:
        schema = self._plain(part)
        shape = self._shape(schema)
        setting = Setting(
            name=name,
            path=path,
            shape=shape,
            only=_narrowed(schema),
            title=str(part.get("title") or schema.get("title") or name),
            required=required,
            default=schema.get("default"),
            choices=tuple(str(each) for each in self._choices(schema)),
            least=schema.get("minimum", schema.get("exclusiveMinimum")),
            most=schema.get("maximum", schema.get("exclusiveMaximum")),
            longest=schema.get("maxLength"),
            is_slug=schema.get("pattern") == SLUG,
            may_be_never="never" in schema.get("examples", ()),
            words=self._words(schema),
            beside=self._beside(path, schema),
        )
        if shape == "group":
            return replace(setting, inner=self.fields(schema, f"{path}."))
        if shape == "rows":
            return replace(setting, inner=self.fields(self._plain(schema["items"]), f"{path}."))
        return setting

    def _plain(self, part: Schema) -> dict[str, Any]:
        """Follow references and leave "or nothing" out; what stands outside wins over what it refers to."""
        schema = dict(part)
        if "$ref" in schema:
            name = schema.pop("$ref").rsplit("/", 1)[-1]
            schema = {**self._plain(self.definitions[name]), "enum_of": name, **schema}
        some = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
        if len(some) == 1:
            outside = {key: value for key, value in schema.items() if key != "anyOf"}
            schema = {**self._plain(some[0]), **outside}
        return schema

    def _beside(self, path: str, schema: Schema) -> tuple[str, frozenset[str]] | None:
        for other, values in schema.get("only_if", {}).items():
            return str(other), frozenset(map(str, values))
        return BESIDE_WAYS.get((self.kind, path))

    def _words(self, schema: Schema) -> str:
        """The name of the enumeration behind choices: pydantic titles a definition with the name of its class."""
        items = schema.get("items", schema)
        return str(items.get("$ref") or schema.get("enum_of", "")).rsplit("/", 1)[-1]

    def _choices(self, schema: Schema) -> list[Any]:
        if schema.get("type") == "array":
            schema = self._plain(schema.get("items", {}))
        return list(schema.get("enum", ()))

    def _shape(self, schema: Schema) -> str:
        form = str(schema.get("format", ""))
        if form in FORMATS:
            return FORMATS[form]
        kind = str(schema.get("type", ""))
        if kind == "array":
            return self._array(schema)
        if kind == "string":
            return "choice" if "enum" in schema else "text"
        return TYPES.get(kind, "value")

    def _array(self, schema: Schema) -> str:
        items = self._plain(schema.get("items", {}))
        if items.get("type") == "object":
            return "rows"
        return "many" if "enum" in items else "lines"


def _narrowed(schema: Schema) -> str:
    """What can be chosen: templates of a channel, facts of a type, or the creditor's own facts."""
    if schema.get("own"):
        return "custom"
    return str(schema.get("channel") or next(iter(schema.get("types", ())), ""))
