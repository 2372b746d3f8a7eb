"""Policy packs: read from YAML, checked against schema policy-pack/1, extended, and made ready for the gate.

`load_packs` is the door. Every fault names file, rule and field; a pack with a fault is not loaded at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from acuerdo.compliance.rules.pack_data_kinds import DataRule
from acuerdo.compliance.rules.pack_models import (
    Cease,
    ChannelCap,
    Consent,
    Cooldown,
    Count,
    Effective,
    Exemption,
    FrequencyCap,
    Hold,
    OptOut,
    Part,
    Place,
    Rule,
    ThirdParty,
    TimeWindow,
)
from acuerdo.compliance.rules.strictness import looser_defaults

PACK_FOLDER = Path(__file__).resolve().parent.parent / "packs"
HOUSE = "house"

GateRule = (
    TimeWindow | FrequencyCap | ChannelCap | Cooldown | Consent | OptOut | Cease | Hold | ThirdParty | Place | Exemption
)
AnyRule = Annotated[GateRule | DataRule, Field(discriminator="kind")]
_RULE: TypeAdapter[Rule] = TypeAdapter(AnyRule)
PROTECTED_KINDS = frozenset({"consent", "opt_out", "third_party", "cease", "hold"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a pack, and where."""

    file: str
    rule: str
    field: str
    message: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, self.rule, self.field) if part)
        return f"{place}: {self.message}"


class CannotLoadPack(ValueError):
    """The packs have faults; none was loaded."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class CannotReadPack(CannotLoadPack):
    """There is nothing to look for faults in: no file, no text, no YAML, no mapping."""

    def __init__(self, file: object, message: str) -> None:
        super().__init__([Fault(str(file), "", "", message)])


class Source(Part):
    citation: str
    url: str = ""
    verified: Literal["read", "read_excerpt", "secondary_verbatim", "secondary", "memory", "design_choice"]


class Jurisdiction(Part):
    country: str = Field(pattern=r"^[A-Z]{2}$")
    subdivisions: list[str] = []


class TimeZones(Part):
    source: Literal["consumer_address", "consumer_location", "fixed"]
    zones: list[str] = []
    candidates_policy: Literal["all_must_allow"]
    candidates_from: list[str] = []


class Holidays(Part):
    provider: Literal["python-holidays"]
    country: str = Field(pattern=r"^[A-Z]{2}$")
    min_version: str | None = None
    subdivision_from: str | None = None
    unknown_subdivision: Literal["union_of_all", "national", "deny"] = "union_of_all"
    municipal_overlay: str | None = None
    categories: list[str] = []
    min_horizon_days: Count = 0
    used_by: list[str] = []
    note: str = ""


class PackDocument(Part):
    """A pack file, its rules still as written."""

    schema_: Literal["policy-pack/1"] = Field(alias="schema")
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    version: str = Field(pattern=r"^\d{4}\.\d{2}\.\d+$")
    status: Literal["draft", "needs_counsel_review", "reviewed"]
    title: str
    jurisdiction: Jurisdiction
    extends: list[str] = []
    scope: dict[str, Any] = {}
    effective: Effective
    last_verified: date
    timezone: TimeZones
    holidays: Holidays | None = None
    sources: dict[str, Source]
    rules: list[dict[str, Any]]


@dataclass(frozen=True)
class Pack:
    """A checked pack with the rules of all it extends. Equal packs give equal verdicts."""

    document: PackDocument
    rules: tuple[Rule, ...]
    sources: Mapping[str, Source]
    alternates: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        return self.document.id

    @property
    def version(self) -> str:
        """Calendar version; disputed readings the operator chose are named in it."""
        chosen = "".join(f"+{rule}={label}" for rule, label in self.alternates)
        return f"{self.document.version}{chosen}"

    @property
    def zones(self) -> tuple[str, ...]:
        return tuple(self.document.timezone.zones)

    @cached_property
    def text(self) -> str:
        """The whole pack as canonical JSON: what a stored decision can be replayed under."""
        content = {
            **json.loads(self.document.model_dump_json(by_alias=True, exclude={"rules", "sources"})),
            "sources": {key: source.model_dump() for key, source in self.sources.items()},
            "rules": [json.loads(rule.model_dump_json(by_alias=True, exclude_unset=True)) for rule in self.rules],
            "alternates": list(self.alternates),
        }
        return json.dumps(content, sort_keys=True, ensure_ascii=False)

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def __hash__(self) -> int:
        return hash(self.digest)

    def citations(self, rule: Rule) -> list[str]:
        """The texts a rule rests on."""
        return [self.sources[key].citation for key in rule.source]


class _StrictLoader(yaml.SafeLoader):
    """YAML in which a key written twice is an error, not the second one's victory."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} is written twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def load_packs(
    names: Sequence[str],
    *,
    today: date,
    alternates: Mapping[str, str] | None = None,
    folder: Path = PACK_FOLDER,
) -> tuple[Pack, ...]:
    """Read packs by name (from `folder`) or path. Raises CannotLoadPack with every fault found.

    `today` decides whether a pack has expired. `alternates` chooses disputed readings: rule id to label.
    """
    files = [Path(name) if name.endswith((".yaml", ".yml")) else folder / f"{name}.yaml" for name in names]
    texts = [(file, _read(file)) for file in dict.fromkeys(files)]
    chosen = dict(alternates or {})
    packs = tuple(
        parse_pack(text, file=str(file), today=today, alternates=chosen, folder=folder) for file, text in texts
    )
    known = {rule.id for pack in packs for rule in pack.rules}
    unknown = [Fault("", rule, "alternates", "no loaded pack has this rule") for rule in chosen if rule not in known]
    if unknown:
        raise CannotLoadPack(unknown)
    return packs


def unreviewed(packs: Iterable[Pack]) -> list[Pack]:
    """Packs that counsel has not reviewed: they may not run unattended in production."""
    return [pack for pack in packs if pack.document.status != "reviewed"]


def parse_pack(
    text: str, *, file: str, today: date, alternates: Mapping[str, str] | None = None, folder: Path = PACK_FOLDER
) -> Pack:
    """Read one pack from YAML text; what it extends is read from `folder`. Raises CannotLoadPack."""
    document = _document(text, file)
    parents = [
        parse_pack(_read(path), file=str(path), today=today, alternates=alternates, folder=folder)
        for path in (folder / f"{name}.yaml" for name in document.extends)
    ]
    faults: list[Fault] = []
    own = _rules(document, file, faults, alternates or {})
    rules = (*(rule for parent in parents for rule in parent.rules), *(rule for rule, _ in own))
    sources = {key: source for parent in parents for key, source in parent.sources.items()} | document.sources
    faults += _pack_faults(document, file, today) + _rule_faults(rules, document, file)
    faults += [Fault(file, rule, field, message) for rule, field, message in looser_defaults(rules)]
    if faults:
        raise CannotLoadPack(faults)
    taken = tuple((rule.id, label) for rule, label in own if label) + tuple(
        pair for parent in parents for pair in parent.alternates
    )
    return Pack(document=document, rules=rules, sources=sources, alternates=taken)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        known = ", ".join(sorted(path.stem for path in PACK_FOLDER.glob("*.yaml")))
        raise CannotReadPack(file, f"there is no such pack; check the path, or take one of: {known}") from None
    except UnicodeDecodeError:
        raise CannotReadPack(file, "is not text in UTF-8; save it as UTF-8 text") from None
    except OSError as error:
        raise CannotReadPack(file, f"cannot be read: {error.strerror}") from error


@lru_cache(maxsize=64)
def _document(text: str, file: str) -> PackDocument:
    # Whether a pack has expired is judged each day anew; its text is read once.
    try:
        content = yaml.load(text, Loader=_StrictLoader)  # noqa: S506  a SafeLoader that also refuses doubled keys
    except yaml.YAMLError as error:
        raise CannotReadPack(file, f"is no YAML: {_place_of(error)}") from error
    if not isinstance(content, dict):
        raise CannotReadPack(
            file, "is no policy pack: a mapping is expected; begin with a copy of a pack that comes along"
        )
    try:
        return PackDocument.model_validate(content)
    except ValidationError as error:
        raise CannotLoadPack(_faults_of(error, file, "")) from error


def _place_of(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem}; mend that line"
    return str(error)


def _faults_of(error: ValidationError, file: str, rule: str) -> list[Fault]:
    return [
        Fault(file, rule, ".".join(str(part) for part in item["loc"]), item["msg"].removeprefix("Value error, "))
        for item in error.errors()
    ]


def _rules(
    document: PackDocument, file: str, faults: list[Fault], alternates: Mapping[str, str]
) -> list[tuple[Rule, str]]:
    """The rules with the label of the reading taken; every reading is checked, also those not taken."""
    rules: list[tuple[Rule, str]] = []
    for number, written in enumerate(document.rules, 1):
        name = str(written.get("id", f"rule {number}"))
        readings: dict[str, Rule] = {}
        try:
            readings[""] = _RULE.validate_python(written)
            for changed in readings[""].alternates:
                changes = {key: value for key, value in changed.items() if key not in ("label", "note")}
                readings[str(changed.get("label", ""))] = _RULE.validate_python({**written, **changes})
        except ValidationError as error:
            faults += _faults_of(error, file, name)
            continue
        label = alternates.get(name, "")
        if label not in readings:
            faults.append(Fault(file, name, "alternates", f"there is no reading {label!r}"))
            continue
        rules.append((readings[label], label))
    return rules


def _pack_faults(document: PackDocument, file: str, today: date) -> list[Fault]:
    faults = []
    if document.effective.to is not None and document.effective.to < today:
        faults.append(Fault(file, "", "effective.to", f"the pack expired on {document.effective.to}"))
    faults += [
        Fault(file, "", "timezone.zones", f"{zone!r} is no time zone")
        for zone in document.timezone.zones
        if zone not in available_timezones()
    ]
    wanted = document.holidays.min_version if document.holidays else None
    have = version("holidays")
    if wanted and _release(have) < _release(wanted):
        faults.append(Fault(file, "", "holidays.min_version", f"needs holidays {wanted}, installed is {have}"))
    return faults


def _release(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())


def _rule_faults(rules: Sequence[Rule], document: PackDocument, file: str) -> list[Fault]:
    faults = []
    by_id: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in by_id:
            faults.append(Fault(file, rule.id, "id", "two rules have this id"))
        by_id[rule.id] = rule
    own = {str(written.get("id")) for written in document.rules}
    faults += [
        Fault(file, rule.id, "source", f"{key!r} is not among the sources of the pack")
        for rule in rules
        if rule.id in own
        for key in rule.source
        if key not in document.sources
    ]
    for rule in rules:
        if isinstance(rule, Exemption) and rule.exempts_from != "house_defaults":
            faults += _exemption_faults(rule, by_id, file)
    return faults


def _exemption_faults(rule: Exemption, by_id: Mapping[str, Rule], file: str) -> list[Fault]:
    faults = []
    for target in rule.exempts_from:
        if target not in by_id:
            faults.append(Fault(file, rule.id, "exempts_from", f"there is no rule {target!r}"))
        elif by_id[target].kind in PROTECTED_KINDS:
            kind = by_id[target].kind
            faults.append(
                Fault(file, rule.id, "exempts_from", f"{target} is a {kind} rule, which nothing exempts from")
            )
    return faults
