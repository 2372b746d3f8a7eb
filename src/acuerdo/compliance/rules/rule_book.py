"""The rules of several packs made ready for judging: in order of reporting, with what each applies to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache

import numpy as np

from acuerdo.compliance.enums import Purpose
from acuerdo.compliance.rules.local_time import DAY, instant_of
from acuerdo.compliance.rules.pack_models import Cease, Exemption, Hold, Rule, ThirdParty
from acuerdo.compliance.rules.packs import PROTECTED_KINDS, Pack
from acuerdo.compliance.rules.questions import CHANNELS, PURPOSES, Flags, Questions

# Absolute prohibitions first, then caps, then hours: the order in which a refusal tells its reasons.
_ORDER = (
    ("cease",),
    ("hold",),
    ("third_party",),
    ("consent", "opt_out"),
    ("place",),
    ("frequency_cap", "channel_cap", "cooldown"),
    ("time_window",),
)
_RANK = {kind: rank for rank, kinds in enumerate(_ORDER) for kind in kinds}
MAX_RULES = 62
"""Rules in one book: their answers are kept as bits of a 64-bit word, two of them the gate's own."""

SERVICE_PURPOSES = frozenset({Purpose.OPERATION_CONFIRMATION, Purpose.FRAUD_ALERT, Purpose.INFO_REQUESTED})
"""Not collecting: what a hold on collection leaves open."""
GATE_PURPOSE, GATE_PARTY = "gate.purpose", "gate.party"
# A local date begins up to 14 hours before it does in UTC and ends up to 12 hours after.
_EARLIEST, _LATEST = timedelta(hours=14), timedelta(hours=12)


class CannotCombinePacks(ValueError):
    """These packs cannot be judged together."""


@dataclass(frozen=True)
class Entry:
    """One rule with its pack and the purposes it is lifted from."""

    rule: Rule
    pack: Pack
    lifted_purposes: frozenset[str]
    covered_purposes: frozenset[str]

    @cached_property
    def channels(self) -> Flags:
        return np.array([channel in self.rule.applies_to.channel_set for channel in CHANNELS])

    def covers(self, purpose: str | None, *, known: frozenset[str]) -> bool:
        """Whether the rule is about a contact of this purpose; one the gate does not know is taken for collection."""
        if purpose in self.lifted_purposes:
            return False
        named = self.rule.applies_to.purpose
        return named is None or purpose is None or purpose not in known or purpose in {*named, *self.covered_purposes}

    @cached_property
    def counted_purposes(self) -> Flags:
        """By code of purpose: whether a past contact of it counts. The last is that of unknown purposes, which do."""
        known = frozenset(purpose.value for purpose in PURPOSES)
        return np.array([*(self.covers(purpose.value, known=known) for purpose in PURPOSES), True])


@dataclass(frozen=True)
class RuleBook:
    """Rules of one set of packs in order of reporting. Made by `rule_book`."""

    packs: tuple[Pack, ...]
    entries: tuple[Entry, ...]
    known_purposes: frozenset[str]
    known_parties: frozenset[str]
    named_holds: frozenset[str]

    @cached_property
    def names_parties(self) -> bool:
        return any(isinstance(e.rule, ThirdParty) and e.rule.allow_parties is not None for e in self.entries)

    @cached_property
    def digest(self) -> bytes:
        return hashlib.sha256(json.dumps([pack.digest for pack in self.packs]).encode()).digest()

    def applies(self, entry: Entry, q: Questions) -> Flags:
        """For each question, whether the rule is about it."""
        rule = entry.rule
        purposes = [entry.covers(purpose, known=self.known_purposes) for purpose in q.purpose.values]
        answer = entry.channels[q.channel] & q.purpose.table(purposes)
        if rule.applies_to.party is not None:
            named = rule.applies_to.party
            answer &= q.party.table([party in named or party not in self.known_parties for party in q.party.values])
        if rule.applies_to.devices is not None:
            devices = rule.applies_to.devices
            answer &= q.device.table([device is None or device in devices for device in q.device.values])
        if rule.in_force is not None:
            start, end = _days(rule.in_force.start, rule.in_force.to)
            answer &= (q.now >= start) & (q.now < end)
        return answer


def _days(first: date, last: date | None) -> tuple[int, int]:
    start = instant_of(datetime(first.year, first.month, first.day, tzinfo=UTC) - _EARLIEST)
    if last is None:
        return start, np.iinfo(np.int64).max
    return start, instant_of(datetime(last.year, last.month, last.day, tzinfo=UTC) + _LATEST) + DAY


@lru_cache(maxsize=256)
def rule_book(packs: tuple[Pack, ...]) -> RuleBook:
    """Combine packs: all their rules are ANDed, each rule once. Raises CannotCombinePacks."""
    rules: dict[str, tuple[Rule, Pack]] = {}
    for pack in packs:
        for rule in pack.rules:
            other = rules.setdefault(rule.id, (rule, pack))
            if other[0] != rule:
                raise CannotCombinePacks(f"{rule.id} differs between {other[1].id} and {pack.id}")
    asked = sorted(
        ((rule, pack) for rule, pack in rules.values() if rule.kind in _RANK), key=lambda pair: _RANK[pair[0].kind]
    )
    if len(asked) > MAX_RULES:
        raise CannotCombinePacks(f"{len(asked)} rules on contact in one set of packs; {MAX_RULES} is the most")
    all_rules = [rule for rule, _ in rules.values()]
    exemptions = [(rule, pack) for rule, pack in rules.values() if isinstance(rule, Exemption)]
    return RuleBook(
        packs=packs,
        entries=tuple(_entry(rule, pack, exemptions) for rule, pack in asked),
        known_purposes=_known_purposes(all_rules),
        known_parties=_known_parties(all_rules),
        named_holds=frozenset(
            str(r.when.trigger) for r in all_rules if isinstance(r, Hold) and r.when.event != ANY_HOLD
        ),
    )


ANY_HOLD = "any_not_named"
"""Event of a hold rule that stands for every hold no other rule names."""


def _entry(rule: Rule, pack: Pack, exemptions: Sequence[tuple[Exemption, Pack]]) -> Entry:
    lifting = [e for e, _ in exemptions if _lifts(e, rule)]
    # A rule on collection also binds the purposes its own pack exempts from other rules by name: what such an
    # exemption does not list, it does not lift.
    own = [e for e, of_pack in exemptions if of_pack.id == pack.id and e.exempts_from != "house_defaults"]
    is_on_collection = Purpose.COLLECTION in (rule.applies_to.purpose or ())
    return Entry(
        rule=rule,
        pack=pack,
        lifted_purposes=frozenset(purpose for e in lifting for purpose in e.exempt_purposes),
        covered_purposes=frozenset(p for e in own for p in e.exempt_purposes) if is_on_collection else frozenset(),
    )


def _lifts(exemption: Exemption, rule: Rule) -> bool:
    if exemption.exempts_from == "house_defaults":
        return rule.force == "house_default" and rule.kind not in PROTECTED_KINDS
    return rule.id in exemption.exempts_from


def _known_purposes(rules: Sequence[Rule]) -> frozenset[str]:
    named = [purpose for rule in rules for purpose in rule.applies_to.purpose or ()]
    named += [purpose for rule in rules if isinstance(rule, Exemption) for purpose in rule.exempt_purposes]
    named += [purpose for rule in rules if isinstance(rule, Cease) for purpose in rule.exceptions]
    return frozenset([*named, *(purpose.value for purpose in Purpose)])


def _known_parties(rules: Sequence[Rule]) -> frozenset[str]:
    third = [rule for rule in rules if isinstance(rule, ThirdParty)]
    named = [party for rule in third for party in [*(rule.allow_parties or ()), *rule.deny_parties]]
    return frozenset([*named, "debtor", "codebtor", "guarantor"])
