"""The mapping document as YAML text, both ways, with faults that name field and remedy."""

from __future__ import annotations

import re
from typing import Any

import yaml
from pydantic import ValidationError

from acuerdo.kernel.facts import Words
from acuerdo.portfolio.importing.faults import CannotUseMapping, Fault
from acuerdo.portfolio.importing.mapping.document import CustomSource, FileMapping, Mapping, Source

SEE_HANDBOOK = Words(
    es="Véase docs/handbook/imports.md, «La correspondencia»", en="See docs/handbook/imports.md, 'The mapping'"
)


class _Loader(yaml.SafeLoader):
    """YAML 1.2 in what matters here: Yes, No, On and Off are words of the file, only true and false are truth."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def load_mapping(text: str, *, name: str = "mapping.yaml") -> Mapping:
    """Read a document; raises CannotUseMapping with a fault for each thing that is wrong."""
    if "\x00" in text:
        raise CannotUseMapping(Fault(name, Words(es="es un archivo binario", en="this is a binary file"), SEE_HANDBOOK))
    try:
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 -- a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not YAML"
        raise CannotUseMapping(
            Fault(
                name,
                Words(es=f"no es YAML válido ({problem})", en=f"not valid YAML ({problem})"),
                Words(es="Corrija la línea", en="Correct the line"),
                line=mark.line + 1 if mark else None,
            )
        ) from error
    if not isinstance(document, dict):
        raise CannotUseMapping(
            Fault(
                name,
                Words(
                    es="la correspondencia está vacía o no es un documento", en="the mapping is empty or no document"
                ),
                SEE_HANDBOOK,
            )
        )
    try:
        return Mapping.model_validate(document)
    except ValidationError as error:
        raise CannotUseMapping(*(_fault(name, dict(each)) for each in error.errors())) from error


def _fault(name: str, error: dict[str, Any]) -> Fault:
    path = ".".join(str(part) for part in error["loc"]) or "mapping"
    if error["type"] == "extra_forbidden":
        text = Words(es="clave desconocida", en="unknown key")
        return Fault(name, text, Words(es="Elimínela o corríjala", en="Remove or correct it"), field=path)
    message = str(error["msg"]).removeprefix("Value error, ")
    return Fault(name, Words(es=f"no es válido: {message}", en=f"not valid: {message}"), SEE_HANDBOOK, field=path)


def dump_mapping(mapping: Mapping) -> str:
    """Write a document, short forms where they say the same."""
    document: dict[str, Any] = {"mapping": mapping.mapping, "kind": mapping.kind, "country": mapping.country}
    if mapping.currency:
        document["currency"] = mapping.currency
    document["files"] = [_file(each) for each in mapping.files]
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)


def _file(each: FileMapping) -> dict[str, Any]:
    document: dict[str, Any] = {"name": each.name}
    if each.match:
        document["match"] = each.match
    written = each.format.model_dump(exclude_defaults=True)
    if written:
        document["format"] = {key: list(value) if isinstance(value, tuple) else value for key, value in written.items()}
    if each.join:
        document["join"] = each.join.model_dump()
    document["fields"] = {key: _source(source) for key, source in each.fields.items()}
    if each.custom:
        document["custom"] = {key: _source(source) for key, source in each.custom.items()}
    return document


def _source(source: Source) -> Any:
    document = source.model_dump(exclude_defaults=True)
    if set(document) == {"column"} and not isinstance(source, CustomSource):
        return source.column
    return document
