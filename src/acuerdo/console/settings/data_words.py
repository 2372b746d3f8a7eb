"""Rules that the gate does not ask, as sentences: what texts, notices, files and waits must hold to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext, ngettext

from acuerdo.compliance.enums import Channel
from acuerdo.compliance.rules.pack_data_kinds import (
    AutomatedDecision,
    BureauListing,
    Counted,
    Disclosure,
    Forbearance,
    Identity,
    Limitation,
    Notice,
    PreAction,
    Retention,
)
from acuerdo.compliance.rules.pack_models import Rule
from acuerdo.console.parts import formats
from acuerdo.console.parts.channels import channel_label
from acuerdo.console.settings.pack_terms import term
from acuerdo.console.strategies.words import duration_words

_CALENDAR = re.compile(r"P(\d+)(Y|M|BD)")


def data_words(rule: Rule) -> str:
    """A rule of a kind that is only data, in the active language; of a kind nobody here knows, the kind."""
    teller = _TELLERS.get(type(rule))
    lead = _leads().get(rule.kind, rule.kind)
    parts = [part for part in teller(rule) if part] if teller else []
    scope = "" if rule.applies_to.channels == "all" else channels_in_words(rule)
    return f"{lead}{f' ({scope})' if scope else ''}{': ' + '; '.join(parts) if parts else ''}."


def channels_in_words(rule: Rule) -> str:
    """The channels a rule is about."""
    found = rule.applies_to.channel_set
    if len(found) == len(Channel):
        return gettext("All channels")
    return ", ".join(channel_label(each) for each in Channel if each in found)


def length_in_words(text: str) -> str:
    """A length of a pack, working days, months and years too: "P5Y" is "5 years"; of any other form as it stands."""
    if match := _CALENDAR.fullmatch(text):
        n = int(match[1])
        return {
            "Y": ngettext("%(n)s year", "%(n)s years", n),
            "M": ngettext("%(n)s month", "%(n)s months", n),
            "BD": ngettext("%(n)s working day", "%(n)s working days", n),
        }[match[2]] % {"n": n}
    return duration_words(text) or text


def _leads() -> dict[str, str]:
    return {
        "identity": gettext("Who calls or writes can be recognised"),
        "disclosure": gettext("What a text says, and what it does not"),
        "notice": gettext("A notice must be given"),
        "pre_action": gettext("What must be tried before going to court"),
        "forbearance": gettext("Help that must be offered before going further"),
        "bureau_listing": gettext("When a debt may be put on a list of bad payers"),
        "limitation": gettext("From when on a debt can no longer be claimed"),
        "retention": gettext("How long records are kept"),
        "automated_decision": gettext("When a person must decide, not only a machine"),
        "fee_cap": gettext("How much may be charged on top"),
        "registration": gettext("Who may collect must be registered"),
    }


def _terms(label: str, codes: Iterable[str]) -> str:
    listed = ", ".join(term(code) for code in codes)
    return label % {"what": listed} if listed else ""


def _time(label: str, length: str | Counted | None) -> str:
    if length is None:
        return ""
    if isinstance(length, Counted):
        start = gettext("%(time)s from %(start)s")
        time = start % {"time": length_in_words(length.length), "start": term(length.start)}
    else:
        time = length_in_words(length)
    return label % {"time": time}


def _identity(rule: Identity) -> list[str]:
    said = []
    if rule.caller_id is not None:
        said = [gettext("the number shown is ours"), _terms(gettext("never %(what)s"), rule.caller_id.forbid_ranges)]
    if rule.sender_alias is not None:
        said.append(_terms(gettext("the name shown is entered in %(what)s"), [rule.sender_alias.must_be_registered]))
    return said


def _disclosure(rule: Disclosure) -> list[str]:
    stage = rule.applies_to.stage
    return [
        _terms(gettext("at %(what)s"), [stage] if stage else []),
        _terms(gettext("it says %(what)s"), rule.must_include),
        _terms(gettext("at first %(what)s"), rule.initial),
        _terms(gettext("later %(what)s"), rule.subsequent),
        _terms(gettext("never %(what)s"), rule.must_not_include),
        _terms(gettext("it may say %(what)s"), rule.may_include),
    ]


def _notice(rule: Notice) -> list[str]:
    when, send = rule.when, rule.send
    return [
        _terms(gettext("on %(what)s"), [when.event] if when and when.event else []),
        _terms(gettext("for %(what)s"), (when.debt_type or []) if when else []),
        _terms(gettext("before %(what)s"), [rule.must_precede] if rule.must_precede else []),
        _terms(gettext("with %(what)s"), [send.in_] if send else []),
        _time(gettext("or within %(time)s"), send.or_within if send else None),
        _terms(gettext("it names %(what)s"), rule.content),
        _time(gettext("the person may dispute for %(time)s"), rule.validation_period),
        _time(gettext("the person may buy the debt back for %(time)s"), rule.debtor_redemption_window),
    ]


def _pre_action(rule: PreAction) -> list[str]:
    return [
        _terms(gettext("for %(what)s"), rule.applies_to_actions),
        gettext("an agreement has been sought, with proof"),
        _time(gettext("it has failed after %(time)s without an answer"), rule.deemed_ended_after.no_reply),
        _terms(gettext("not for %(what)s"), rule.exempt_actions),
    ]


def _forbearance(rule: Forbearance) -> list[str]:
    before = rule.before_acceleration
    return [
        _terms(gettext("for %(what)s"), (rule.when.debt_type or []) if rule.when else []),
        _time(gettext("%(time)s of notice before all is claimed"), before.demand_notice if before else None),
        _time(gettext("a plan offered within %(time)s"), rule.offer_plan_within),
        _terms(gettext("such as %(what)s"), rule.options),
    ]


def _bureau_listing(rule: BureauListing) -> list[str]:
    least = [formats.money(round(units * 100), currency) for currency, units in rule.min_principal.items()]
    small, stay = rule.small_debt, rule.max_stay_after_payment
    n = small.notices if small else 0
    notices = ngettext("small debts after %(n)s notice", "small debts after %(n)s notices", n)
    return [
        gettext("from %(amount)s on") % {"amount": ", ".join(least)} if least else "",
        _time(gettext("not older than %(time)s"), rule.max_age_from_due),
        _terms(gettext("only if %(what)s"), rule.requires),
        _time(gettext("%(time)s after it was announced"), rule.prior_notice),
        _time(gettext("%(time)s after the notice"), rule.wait_after_notice),
        _time(gettext("whoever keeps the list tells the person within %(time)s"), rule.notify_by_bureau_within),
        notices % {"n": n} if small else "",
        _time(gettext("struck off %(time)s after payment at the latest"), stay.default if stay else None),
    ]


def _limitation(rule: Limitation) -> list[str]:
    return [
        _time(gettext("after %(time)s"), rule.general),
        _time(gettext("mortgages after %(time)s"), rule.mortgage_action),
        _terms(gettext("counted anew after %(what)s"), rule.interrupted_by),
        _terms(gettext("then no %(what)s"), rule.blocks),
    ]


def _retention(rule: Retention) -> list[str]:
    return [
        _time(gettext("contacts %(time)s"), rule.contact_log_min),
        _time(gettext("recorded calls %(time)s"), rule.recordings_min),
        gettext("personal data are locked, then destroyed") if rule.personal_data else "",
    ]


def _automated_decision(rule: AutomatedDecision) -> list[str]:
    handoff = rule.human_handoff
    return [
        _terms(gettext("for %(what)s"), rule.human_review_for),
        gettext("the reasons are explained") if rule.must_explain else "",
        gettext("whoever asks for a person gets one") if handoff else "",
        _time(gettext("as a rule within %(time)s"), handoff.p95_wait if handoff else None),
    ]


_TELLERS: dict[type[Rule], Callable[[Any], list[str]]] = {
    Identity: _identity,
    Disclosure: _disclosure,
    Notice: _notice,
    PreAction: _pre_action,
    Forbearance: _forbearance,
    BureauListing: _bureau_listing,
    Limitation: _limitation,
    Retention: _retention,
    AutomatedDecision: _automated_decision,
}
