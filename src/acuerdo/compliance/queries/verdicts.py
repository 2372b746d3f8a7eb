"""Stored verdicts, for those who ask why: the case page, the portal, the regulator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from acuerdo.compliance.models import Verdict
from acuerdo.compliance.queries.wording import citation_words, rule_words


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule of a verdict in words of the active language, with the texts behind it."""

    rule: str
    kind: str
    force: str
    has_passed: bool
    words: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerdictStory:
    """Why a contact was allowed, put off or refused."""

    decision: str
    packs: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def failed(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if not reason.has_passed)

    @property
    def told(self) -> tuple[Reason, ...]:
        """The reasons for people: those in the same words once, in the name of the first, with all their texts."""
        said: dict[tuple[str, bool], Reason] = {}
        for reason in self.reasons:
            key = reason.words, reason.has_passed
            first = said.get(key, reason)
            texts = dict.fromkeys((*first.citations, *reason.citations))
            said[key] = replace(first, citations=tuple(texts))
        return tuple(said.values())

    @property
    def citations(self) -> tuple[str, ...]:
        """Every text once: of what forbids, or else of what was looked at."""
        chosen = self.failed or self.reasons
        return tuple(dict.fromkeys(text for reason in chosen for text in reason.citations))


def verdict_stories(verdict_ids: Iterable[int]) -> dict[int, VerdictStory]:
    """The verdicts of these keys in words, by key; unknown keys are left out."""
    found = Verdict.objects.filter(pk__in=set(verdict_ids)).values_list("pk", "document")
    return {key: story_of(document) for key, document in found}


def story_of(document: Mapping[str, Any]) -> VerdictStory:
    """Put a verdict document into words."""
    failed = [_reason(rule, has_passed=False) for rule in document["failed"]]
    passed = [_reason(rule, has_passed=True) for rule in document["passed"]]
    packs = tuple(f"{pack['id']} {pack['version']}" for pack in document["packs"])
    return VerdictStory(decision=document["decision"], packs=packs, reasons=(*failed, *passed))


def _reason(rule: Mapping[str, Any], *, has_passed: bool) -> Reason:
    return Reason(
        rule=rule["rule"],
        kind=rule["kind"],
        force=rule["force"],
        has_passed=has_passed,
        words=rule_words(rule["kind"], has_passed=has_passed),
        citations=tuple(map(citation_words, rule["citations"])),
    )
