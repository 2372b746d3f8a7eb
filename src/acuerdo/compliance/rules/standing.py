"""Rules that stand until somebody acts: cease, hold, third party, consent, opt-out, place. None of them knows time."""

from __future__ import annotations

import numpy as np

from acuerdo.compliance.rules.pack_models import Cease, Consent, Hold, OptOut, Place, Rule, ThirdParty, When
from acuerdo.compliance.rules.questions import Flags, Questions
from acuerdo.compliance.rules.rule_book import ANY_HOLD, SERVICE_PURPOSES, RuleBook


def fails(rule: Rule, q: Questions, book: RuleBook) -> Flags:
    """For each question, whether a standing rule forbids it (where the rule applies)."""
    if isinstance(rule, Cease):
        return q.ceased & ~q.purpose.table([purpose in rule.exceptions for purpose in q.purpose.values])
    if isinstance(rule, Hold):
        return _held(rule, q, book)
    if isinstance(rule, ThirdParty):
        return _wrong_party(rule, q)
    if isinstance(rule, Consent):
        return _without_consent(rule, q)
    if isinstance(rule, OptOut):
        return q.opted_out
    if isinstance(rule, Place):
        return _wrong_place(rule, q)
    raise TypeError(f"{rule.id}: {rule.kind} is no standing rule")


def unknown_purposes(q: Questions, book: RuleBook) -> Flags:
    """Questions whose purpose no pack and no list of ours knows: refused."""
    return q.purpose.table([purpose not in book.known_purposes for purpose in q.purpose.values])


def unknown_parties(q: Questions, book: RuleBook) -> Flags:
    """Questions about nobody knows whom, where no rule of the packs judges parties: refused."""
    return q.party.table([not book.names_parties and party not in book.known_parties for party in q.party.values])


def _without_consent(rule: Consent, q: Questions) -> Flags:
    if rule.mode == "opt_out":
        return q.opted_out
    # Opting out withdraws a consent given before.
    return ~q.consented | q.opted_out if rule.withdrawable else ~q.consented


def _held(rule: Hold, q: Questions, book: RuleBook) -> Flags:
    active = np.array([_met_by_holds(rule.when, holds, book) for holds in q.holds.values])[q.holds.codes]
    active |= q.flags.table([rule.when.flag is not None and rule.when.flag in flags for flags in q.flags.values])
    if rule.when.debt_type is not None:
        named = rule.when.debt_type
        active &= q.debt_type.table([kind is None or kind in named for kind in q.debt_type.values])
    collecting = q.purpose.table([purpose not in SERVICE_PURPOSES for purpose in q.purpose.values])
    if "collection_contact" in rule.blocks:
        return active & collecting
    if "automated_contact" in rule.blocks:
        return active & collecting & q.automated
    return np.zeros(q.size, dtype=bool)


def _met_by_holds(when: When, holds: tuple[str, ...], book: RuleBook) -> bool:
    """Whether one of the holds, each `event:sector`, is the one the rule means."""
    for hold in holds:
        event, _, sector = hold.partition(":")
        if when.event == ANY_HOLD and event not in book.named_holds:
            return True
        if event == when.trigger and _sector_counts(when, sector):
            return True
    return False


def _sector_counts(when: When, sector: str) -> bool:
    """A sector that is not known counts: whoever wants the exception must be able to name it."""
    if not sector:
        return True
    if when.sector_in is not None and sector not in when.sector_in:
        return False
    return when.sector_not_in is None or sector not in when.sector_not_in


def _wrong_party(rule: ThirdParty, q: Questions) -> Flags:
    if rule.when is not None:
        return _redirected(rule, rule.when, q)
    allowed = rule.allow_parties
    return q.party.table(
        [
            party is None or party in rule.deny_parties or (allowed is not None and party not in allowed)
            for party in q.party.values
        ]
    )


def _redirected(rule: ThirdParty, when: When, q: Questions) -> Flags:
    """Somebody else must be spoken to (an attorney), unless that person does not answer or agrees."""
    known = q.flags.table([when.trigger in flags for flags in q.flags.values])
    known |= q.holds.table([any(h.partition(":")[0] == when.trigger for h in holds) for holds in q.holds.values])
    excused = q.flags.table([bool(set(rule.unless) & set(flags)) for flags in q.flags.values])
    right = {rule.redirect_to, f"debtor_{rule.redirect_to}"} if rule.redirect_to else set()
    return known & ~excused & ~q.party.table([party in right for party in q.party.values])


def _wrong_place(rule: Place, q: Questions) -> Flags:
    """A place that is not known is a wrong one on channels the rule names, because there it decides."""
    decides = rule.applies_to.channels != "all"
    wrong = q.place.table([place in rule.forbid or (place is None and decides) for place in q.place.values])
    for exception in rule.exceptions:
        fits = q.debt_type.table([kind in exception.products for kind in q.debt_type.values])
        wrong &= ~(fits & q.flags.table([exception.requires in flags for flags in q.flags.values]))
    return wrong
