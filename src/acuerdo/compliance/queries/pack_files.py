"""The policy packs that are installed, for people to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from acuerdo.compliance.models import PackVersion
from acuerdo.compliance.rules.pack_models import Rule
from acuerdo.compliance.rules.packs import PACK_FOLDER, Pack, load_packs

# How sure we are of a source, the least sure first.
GRADES = ("memory", "secondary", "secondary_verbatim", "read_excerpt", "read", "design_choice")


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack in a list; `status` is reviewed, needs_counsel_review or draft. `extends` names the packs it brings."""

    id: str
    title: str
    version: str
    status: str
    last_verified: date
    country: str
    rules: int
    extends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleSource:
    """A text that a rule rests on, and how well it was checked."""

    citation: str
    grade: str


@dataclass(frozen=True, slots=True)
class PackRule:
    """A rule with its sources, as the gate uses it."""

    rule: Rule
    sources: tuple[RuleSource, ...]

    @property
    def grade(self) -> str:
        """That of its least certain source."""
        return min((source.grade for source in self.sources), key=GRADES.index)


@dataclass(frozen=True, slots=True)
class UsedVersion:
    """A version that decisions were made under."""

    version: str
    digest: str
    first_used_at: datetime


@dataclass(frozen=True, slots=True)
class PackStory:
    """A pack with all its rules, those of the packs it extends too, and the versions used so far, newest first."""

    line: PackLine
    rules: tuple[PackRule, ...]
    versions: tuple[UsedVersion, ...]


def pack_lines(*, now: datetime) -> list[PackLine]:
    """Every pack that is installed, by name. Reads files, asks no database."""
    return [_line(pack) for pack in _installed(now.date())]


def pack_story(*, pack_id: str, now: datetime) -> PackStory | None:
    """One installed pack, whole; one query."""
    pack = next((pack for pack in _installed(now.date()) if pack.id == pack_id), None)
    if pack is None:
        return None
    used = PackVersion.objects.filter(pack=pack_id).order_by("-first_used_at")
    versions = tuple(UsedVersion(*row) for row in used.values_list("version", "digest", "first_used_at"))
    rules = tuple(PackRule(rule, _sources(pack, rule)) for rule in pack.rules)
    return PackStory(_line(pack), rules, versions)


@lru_cache(maxsize=2)
def _installed(today: date) -> tuple[Pack, ...]:
    return load_packs(sorted(file.stem for file in PACK_FOLDER.glob("*.yaml")), today=today)


def _line(pack: Pack) -> PackLine:
    document = pack.document
    return PackLine(
        id=document.id,
        title=document.title,
        version=pack.version,
        status=document.status,
        last_verified=document.last_verified,
        country=document.jurisdiction.country,
        rules=len(pack.rules),
        extends=tuple(document.extends),
    )


def _sources(pack: Pack, rule: Rule) -> tuple[RuleSource, ...]:
    return tuple(RuleSource(pack.sources[key].citation, pack.sources[key].verified) for key in rule.source)
