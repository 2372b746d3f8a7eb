"""What the settings screens show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from acuerdo.compliance.queries import PackLine, PackRule, UsedVersion, bindings_of, pack_lines, pack_story
from acuerdo.console.scope import Scope
from acuerdo.console.settings.forms import CreditorForm, ScopeForm, initial_of
from acuerdo.console.settings.words import is_asked, kind_words, pack_title, rule_in_words
from acuerdo.portfolio.queries import CreditorLine, access_of_creditors, profile_of
from acuerdo.staff.queries import Member, Staff, member, members
from acuerdo.staff.rules import Permission


@dataclass(frozen=True, slots=True)
class CreditorsPage:
    creditors: Sequence[tuple[CreditorLine, int]]


@dataclass(frozen=True, slots=True)
class CreditorPage:
    creditor: CreditorLine
    form: CreditorForm
    may_edit: bool
    people: Sequence[Member]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody with the names of the creditors they see."""

    member: Member
    creditors: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    people: Sequence[PersonLine]


@dataclass(frozen=True, slots=True)
class PersonPage:
    member: Member
    form: ScopeForm
    creditor_ids: list[int]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as people read it."""

    id: str
    words: str
    part: PackRule
    is_asked: bool


@dataclass(frozen=True, slots=True)
class PacksPage:
    packs: Sequence[tuple[PackLine, int]]


@dataclass(frozen=True, slots=True)
class PackPage:
    line: PackLine
    groups: Sequence[tuple[str, Sequence[RuleLine]]]
    versions: Sequence[UsedVersion]


def creditors_page(*, scope: Scope) -> CreditorsPage:
    """The reader's creditors, each with how many people were granted it. Two queries with the scope."""
    granted = access_of_creditors(creditor_ids=scope.ids)
    return CreditorsPage(tuple((each, len(granted[each.id])) for each in scope.creditors))


def creditor_page(
    *, creditor: CreditorLine, staff: Staff, now: datetime, form: CreditorForm | None = None
) -> CreditorPage:
    """One creditor's profile in its form, and who sees its cases."""
    shown = form or CreditorForm(initial=initial_of(profile_of(creditor_id=creditor.id)), packs=pack_choices(now=now))
    may_edit = staff.may(Permission.EDIT_SETTINGS)
    for field in shown.fields.values():
        field.disabled = not may_edit
    granted = set(access_of_creditors(creditor_ids=[creditor.id])[creditor.id])
    people = [each for each in members() if each.is_active and (each.sees_all_creditors or each.id in granted)]
    return CreditorPage(creditor, shown, may_edit, people)


def people_page(*, scope: Scope) -> PeoplePage:
    """All members of staff, each with the creditors granted to them. Three queries with the scope."""
    granted, everybody = access_of_creditors(creditor_ids=scope.ids), members()
    names = {
        each.id: ", ".join(line.name for line in scope.creditors if each.id in granted[line.id]) for each in everybody
    }
    return PeoplePage(tuple(PersonLine(each, names[each.id]) for each in everybody))


def person_page(*, user_id: int, scope: Scope, form: ScopeForm | None = None) -> PersonPage | None:
    """One member of staff in the form of their role and scope; None if there is none."""
    found = member(user_id=user_id)
    if found is None:
        return None
    granted = access_of_creditors(creditor_ids=scope.ids)
    held = [key for key, users in granted.items() if user_id in users]
    initial = {"role": found.role, "sees_all_creditors": found.sees_all_creditors, "creditors": held}
    return PersonPage(found, form or ScopeForm(initial=initial, creditors=creditor_choices(scope=scope)), held)


def creditor_choices(*, scope: Scope) -> list[tuple[int, str]]:
    """Creditors for a list of boxes."""
    return [(each.id, each.name) for each in scope.creditors]


def pack_choices(*, now: datetime) -> list[tuple[str, str]]:
    """Packs that can be chosen: the house floor always holds, and the common layer comes with those that extend it."""
    return [
        (line.id, f"{line.id} · {pack_title(line.title)}")
        for line in pack_lines(now=now)
        if line.id not in ("house", "eu-base")
    ]


def packs_page(*, scope: Scope, now: datetime) -> PacksPage:
    """All installed packs, with how many of the reader's creditors they bind. One query beside the scope's."""
    lines = pack_lines(now=now)
    brought = {line.id: {line.id, *line.extends} for line in lines}
    bound: Counter[str] = Counter()
    for binding in bindings_of(creditor_ids=scope.ids).values():
        bound.update({pack for name in binding.names for pack in brought.get(name, ())})
    return PacksPage(tuple((line, bound[line.id]) for line in lines))


def pack_page(*, pack_id: str, now: datetime) -> PackPage | None:
    """One pack, its rules in words and grouped by what they are about; None if there is none. One query."""
    story = pack_story(pack_id=pack_id, now=now)
    if story is None:
        return None
    groups: dict[str, list[RuleLine]] = {}
    # What is asked before each contact comes first.
    for part in sorted(story.rules, key=lambda part: not is_asked(part.rule)):
        line = RuleLine(part.rule.id, rule_in_words(part.rule), part, is_asked(part.rule))
        groups.setdefault(kind_words(part.rule.kind), []).append(line)
    return PackPage(story.line, tuple(groups.items()), story.versions)
