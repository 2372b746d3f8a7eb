"""The mapping as a form: one choice a column; written back into the same document that the YAML shows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from acuerdo.portfolio.importing.mapping.document import CustomSource, FileMapping, Source
from acuerdo.portfolio.importing.mapping.fields import ValueKind, fields_of
from acuerdo.portfolio.importing.mapping.yaml_form import dump_mapping, load_mapping
from acuerdo.portfolio.importing.values.dates import FORMATS

S = TypeVar("S", bound=Source)
CUSTOM_TYPES = ("text", "number", "money", "date", "bool")
DEFAULT_DATE = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class Target:
    """Something a column may become."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class TargetGroup:
    label: str
    targets: Sequence[Target]


def target_groups(*, kind: str, language: str) -> list[TargetGroup]:
    """What columns may become: fields by what they are about, then columns of one's own."""
    groups: dict[str, list[Target]] = {}
    for field in fields_of(kind):
        mark = " *" if field.required else ""
        groups.setdefault(field.key.split(".")[0], []).append(
            Target(field.key, field.label.in_language(language) + mark)
        )
    words = {"debtor": _("Debtor"), "debt": _("Debt"), "payment": _("Payment")}
    found = [TargetGroup(str(words.get(key, key)), targets) for key, targets in groups.items()]
    if kind == "debts":
        types = {
            "text": _("text"),
            "number": _("number"),
            "money": _("money"),
            "date": _("date"),
            "bool": _("yes or no"),
        }
        own = [Target(f"custom:{name}", _("Own column: %(type)s") % {"type": word}) for name, word in types.items()]
        found.append(TargetGroup(_("Own columns"), own))
    return found


# How text files are written that are not what they look like, most likely first; `cp850` is what DOS programs write.
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("windows-1252", "Windows (1252)"),
    ("latin-1", "ISO (Latin 1)"),
    ("cp850", "DOS (850)"),
)


def delimiters() -> list[tuple[str, str]]:
    """What stands between columns, as people call it."""
    return [(";", ";"), (",", ","), ("\t", _("tab")), ("|", "|")]


def other_delimiter(given: QueryDict, *, files: Sequence[str]) -> tuple[str, str] | None:
    """The first file for which another delimiter was chosen, and that one; None if all stay."""
    known = [value for value, _name in delimiters()]
    for number, name in enumerate(files):
        chosen = given.get(f"delimiter-{number}", "")
        if chosen in known and chosen != given.get(f"delimited-{number}", chosen):
            return name, chosen
    return None


def date_formats() -> list[tuple[str, str]]:
    """Date formats with the same day written in each."""
    names = {"%d": "31", "%m": "12", "%Y": "2026", "%y": "26", "%H": "18", "%M": "30", "%S": "00", "%b": "Dec"}
    return [(each, re.sub(r"%[a-zA-Z]", lambda found: names.get(found[0], found[0]), each)) for each in FORMATS]


def changed_document(document: str, *, files: Sequence[str], given: QueryDict) -> str:
    """The document with what the form says; sources that are no plain column stay as they are."""
    mapping = load_mapping(document)
    parts = []
    for part in mapping.files:
        number = next((at for at, name in enumerate(files) if mapping.part_for(name) is part), None)
        parts.append(part if number is None else _changed_part(part, str(mapping.kind), number, given))
    return dump_mapping(mapping.model_copy(update={"files": tuple(parts)}))


def _changed_part(part: FileMapping, kind: str, number: int, given: QueryDict) -> FileMapping:
    was, now = given.get(f"encoded-{number}", ""), given.get(f"encoding-{number}", "")
    if was == now or now not in dict(ENCODINGS):
        return _chosen(part, kind, number, given, str)
    read = partial(_read_again, was=was, now=now)
    part = part.model_copy(
        update={
            "fields": {key: _source_read(source, read) for key, source in part.fields.items()},
            "custom": {key: _source_read(source, read) for key, source in part.custom.items()},
            "format": part.format.model_copy(update={"encoding": now}),
        }
    )
    return _chosen(part, kind, number, given, read)


def _read_again(name: str, *, was: str, now: str) -> str:
    """The name of a column in a file that is read in another encoding."""
    try:
        return name.encode(was, errors="replace").decode(now, errors="replace")
    except LookupError:
        return name


def _source_read(source: S, read: Callable[[str], str]) -> S:
    named = {"column": source.column, "template": source.template}
    return source.model_copy(update={key: read(text) for key, text in named.items() if text})


def _chosen(part: FileMapping, kind: str, number: int, given: QueryDict, read: Callable[[str], str]) -> FileMapping:
    before = {source.column or "": (key, source) for key, source in part.fields.items()}
    dates = {field.key for field in fields_of(kind) if field.kind is ValueKind.DATE}
    fields = {key: source for key, source in part.fields.items() if not source.column}
    custom = {key: source for key, source in part.custom.items() if not source.column}
    own = {source.column or "": (key, source) for key, source in part.custom.items()}
    for at in range(int(given.get(f"columns-{number}", "0") or 0)):
        column, target = read(given.get(f"name-{number}-{at}", "")), given.get(f"target-{number}-{at}", "")
        if target.startswith("custom:"):
            key, source = _own_column(column, target.removeprefix("custom:"), own, taken=set(custom))
            custom[key] = source
        elif target:
            fields[target] = _field_source(column, target, before, given.get(f"date-{number}-{at}", ""), dates)
    style = {"decimal": given.get(f"decimal-{number}") or None, "thousands": given.get(f"thousands-{number}", "")}
    changed = {"fields": fields, "custom": custom, "format": part.format.model_copy(update=style)}
    return FileMapping.model_validate(part.model_copy(update=changed).model_dump())


def _field_source(
    column: str, target: str, before: Dict[str, tuple[str, Source]], date: str, dates: set[str]
) -> Source:
    key, source = before.get(column, ("", None))
    kept = source if source is not None and key == target else Source(column=column)
    if target in dates:
        kept = kept.model_copy(update={"date": date if date in FORMATS else kept.date or DEFAULT_DATE})
    return kept


def _own_column(
    column: str, kind: str, own: Dict[str, tuple[str, CustomSource]], *, taken: set[str]
) -> tuple[str, CustomSource]:
    if column in own:
        key, source = own[column]
        return key, CustomSource.model_validate(source.model_dump() | {"type": kind})
    plain = unicodedata.normalize("NFKD", column).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:50] or "column"
    key = key if key[0].isalpha() else f"c_{key}"
    while key in taken:
        key = f"{key}_2"
    return key, CustomSource.model_validate({"column": column, "type": kind, "label": column})
