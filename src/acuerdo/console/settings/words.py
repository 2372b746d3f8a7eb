"""A rule of a policy pack as a sentence. What a sentence leaves out stands in the pack's file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext, gettext_noop, ngettext

from acuerdo.compliance.enums import Purpose
from acuerdo.compliance.rules.pack_models import (
    Cease,
    ChannelCap,
    Consent,
    Cooldown,
    Exemption,
    FrequencyCap,
    Hold,
    OptOut,
    Place,
    Rule,
    ThirdParty,
    TimeWindow,
    Window,
)
from acuerdo.console.parts import formats
from acuerdo.console.parts.holds import hold_label
from acuerdo.console.settings.data_words import channels_in_words, data_words, length_in_words
from acuerdo.console.settings.pack_terms import term


def kind_words(kind: str) -> str:
    """What the rules of a kind are about."""
    words = {
        "time_window": gettext("Hours"),
        "frequency_cap": gettext("How often"),
        "channel_cap": gettext("How many channels"),
        "cooldown": gettext("Rest after a contact"),
        "consent": gettext("Consent"),
        "opt_out": gettext("Refusal of a channel"),
        "cease": gettext("Request to stop"),
        "hold": gettext("When contact stops"),
        "third_party": gettext("Other people"),
        "place": gettext("Places"),
        "exemption": gettext("Exemptions"),
    }
    return words.get(kind, gettext("For texts, notices and files; not asked before a contact"))


def rule_in_words(rule: Rule) -> str:
    """One or two sentences in the active language, and from when on the rule holds if that is later than its pack."""
    teller = _TELLERS.get(type(rule))
    words = teller(rule) if teller else data_words(rule)
    if rule.in_force is None:
        return words
    since = gettext("In force from %(day)s.") % {"day": formats.day(rule.in_force.start)}
    return f"{words} {since}"


def is_asked(rule: Rule) -> bool:
    """Whether the gate asks this rule before a contact."""
    return type(rule) in _TELLERS


def _time_window(rule: TimeWindow) -> str:
    days = rule.windows_by_day()
    lines = [f"{_day(day)}: {_hours(windows)}" for day, windows in days.items()]
    merged = _merged(lines, days)
    return f"{channels_in_words(rule)}: {merged}."


def _merged(lines: list[str], days: dict[str, Any]) -> str:
    week = [days.get(day) for day in ("mon", "tue", "wed", "thu", "fri")]
    if all(each == week[0] for each in week):
        rest = [f"{_day(day)}: {_hours(days[day])}" for day in ("sat", "sun", "holiday") if day in days]
        weekdays = gettext("Monday to Friday")
        lines = [f"{weekdays}: {_hours(week[0])}", *rest]
    return "; ".join(lines)


def _hours(windows: Any) -> str:
    return ", ".join(f"{start}-{end}" for start, end in windows) if windows else gettext("no contact")


def _day(day: str) -> str:
    words = {
        "mon": gettext("Monday"), "tue": gettext("Tuesday"), "wed": gettext("Wednesday"), "thu": gettext("Thursday"),
        "fri": gettext("Friday"), "sat": gettext("Saturday"), "sun": gettext("Sunday"),
        "holiday": gettext("public holidays"),
    }  # fmt: skip
    return words[day]


def _frequency_cap(rule: FrequencyCap) -> str:
    counted = {
        "attempt": ngettext("at most %(n)s attempt", "at most %(n)s attempts", rule.max),
        "delivered": ngettext("at most %(n)s message delivered", "at most %(n)s messages delivered", rule.max),
        "live_conversation": ngettext("at most %(n)s conversation", "at most %(n)s conversations", rule.max),
    }[rule.counts] % {"n": rule.max}
    text = f"{channels_in_words(rule)}: {counted} {_window(rule.window)}, {_per(is_debt=rule.is_per_debt)}."
    if rule.min_gap:
        text += " " + gettext("At least %(time)s between two.") % {"time": length_in_words(rule.min_gap)}
    return text


def _channel_cap(rule: ChannelCap) -> str:
    text = ngettext("at most %(n)s channel", "at most %(n)s channels", rule.max_distinct_channels)
    return f"{channels_in_words(rule)}: {text % {'n': rule.max_distinct_channels}} {_window(rule.window)}."


def _window(window: Window) -> str:
    if window.type == "rolling":
        return gettext("in any %(time)s") % {"time": length_in_words(window.length or "")}
    if window.type == "rolling_days":
        return ngettext("in any %(n)s day", "in any %(n)s days", window.days or 1) % {"n": window.days}
    return {
        "calendar_day": gettext("a day"),
        "calendar_week": gettext("a week"),
        "calendar_month": gettext("a month"),
    }[window.type]


def _per(*, is_debt: bool) -> str:
    return gettext("per debt") if is_debt else gettext("per person")


def _cooldown(rule: Cooldown) -> str:
    days = rule.wait.days or 0
    time = ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else length_in_words(rule.wait.length or "")
    event = {
        "attempt": gettext("an attempt"),
        "delivered": gettext("a message delivered"),
        "live_conversation": gettext("a conversation"),
    }[rule.after.event]
    told = gettext("%(time)s of rest after %(event)s") % {"time": time, "event": event}
    return f"{channels_in_words(rule)}: {told}, {_per(is_debt=rule.is_per_debt)}."


def _consent(rule: Consent) -> str:
    told = gettext("only who has agreed") if rule.mode == "opt_in" else gettext("unless the person has refused")
    return f"{channels_in_words(rule)}: {told}."


def _opt_out(rule: OptOut) -> str:
    ends, how = gettext("a refusal ends it at once"), gettext("Every message says how.")
    text = f"{channels_in_words(rule)}: {ends}."
    return f"{text} {how}" if rule.notice_in_every_message else text


def _cease(rule: Cease) -> str:
    return gettext("Whoever asks us to stop is not contacted again about it.")


def _hold(rule: Hold) -> str:
    return gettext("%(reason)s: %(what)s, until it is settled.") % {
        "reason": hold_label(rule.when.trigger or ""),
        "what": ", ".join(_blocked(each) for each in rule.blocks),
    }


def _blocked(what: str) -> str:
    words = {
        "collection_contact": gettext("no contact about the debt"),
        "automated_contact": gettext("no automatic contact"),
        "payment_demand": gettext("no demand to pay"),
        "interest_and_fees": gettext("no interest or fees"),
        "bureau_listing": gettext("no listing with a bureau"),
        "legal_action": gettext("no court action"),
        "service_cutoff": gettext("no cut-off of service"),
    }
    return words[what]


def _third_party(rule: ThirdParty) -> str:
    if rule.when is not None:
        return gettext("Whoever has a lawyer is contacted through the lawyer.")
    if rule.allow_parties is None:
        return gettext("Nobody but the debtor, and whoever answers for the debt or acts for them, learns of it.")
    return gettext("Only these learn of the debt: %(who)s.") % {"who": ", ".join(map(term, rule.allow_parties))}


def _place(rule: Place) -> str:
    words = {
        "home": gettext("home"),
        "workplace": gettext("work"),
        "workplace_if_employer_prohibits": gettext("work, if the employer forbids it"),
        "work_email_unless_exception": gettext("the e-mail address at work, with few exceptions"),
        "public_social_media": gettext("social media where others can read it"),
    }
    return gettext("No contact at: %(places)s.") % {"places": ", ".join(words.get(each, each) for each in rule.forbid)}


def _exemption(rule: Exemption) -> str:
    labels = dict(Purpose.choices)
    purposes = ", ".join(str(labels.get(each, each)) for each in rule.exempt_purposes)
    return gettext("Messages for these purposes are not bound: %(purposes)s.") % {"purposes": purposes}


_TELLERS: dict[type[Rule], Callable[[Any], str]] = {
    TimeWindow: _time_window,
    FrequencyCap: _frequency_cap,
    ChannelCap: _channel_cap,
    Cooldown: _cooldown,
    Consent: _consent,
    OptOut: _opt_out,
    Cease: _cease,
    Hold: _hold,
    ThirdParty: _third_party,
    Place: _place,
    Exemption: _exemption,
}


def force_words(force: str) -> str:
    """How binding a rule is."""
    words = {
        "law": gettext("Law"),
        "presumption": gettext("Presumption of the law"),
        "regulator_guidance": gettext("Guidance of the regulator"),
        "code_of_conduct": gettext("Code of conduct"),
        "house_default": gettext("Our own limit"),
    }
    return words[force]


def grade_words(grade: str) -> str:
    """How well a source was checked."""
    words = {
        "read": gettext("text read"),
        "read_excerpt": gettext("excerpt read"),
        "secondary_verbatim": gettext("quoted by others"),
        "secondary": gettext("told by others"),
        "memory": gettext("from memory: check it"),
        "design_choice": gettext("our choice"),
    }
    return words[grade]


def on_fail_words(on_fail: str) -> str:
    """What happens to a contact that breaks the rule."""
    words = {"deny": gettext("refused"), "defer": gettext("put off"), "warn": gettext("warned of")}
    return words[on_fail]


# The packs that come with us are titled in the reader's language; others as they call themselves.
_TITLES = (
    gettext_noop("Spain - consumer debt collection (out of court)"),
    gettext_noop("European Union - conduct of collection, common layer"),
    gettext_noop("House floor - a stop is a stop, in every country"),
    gettext_noop("Peru - Ley 29571 arts. 61-62"),
    gettext_noop("United States - FDCPA / Regulation F (third-party debt collectors) + TCPA opt-outs"),
)


_NOTES = (
    gettext_noop(
        "TRLGDCU 96.2 (09-21, no weekends/holidays) binds COMMERCIAL calls only; used here as the prudent benchmark."
    ),
    gettext_noop(
        "Art. 13.8; art. 2.5 disapplies it for financial services. Adaptation period ends 2026-12-28. "
        "Reads narrowly as 'tracto sucesivo' only; encoded for all non-financial debt."
    ),
    gettext_noop(
        "Art. 15.2 Ley 10/2025: vulnerability is presumed once the consumer states it (customer-service context)."
    ),
    gettext_noop(
        "Stops contact on every hold that no rule of the other packs names; what the law says of a hold it names is "
        "left to that law."
    ),
    gettext_noop("A receipt or an answer the person asked for is not insistence."),
    gettext_noop("art. 59 CPC: habiles = not feriado, 08-20; Sunday is a feriado, Saturday is not."),
    gettext_noop("No number in Reg F; 1006.14(a) harassment standard covers texts/e-mails."),
)


def rule_note(note: str) -> str | None:
    """What the makers of a pack that comes with us add to a rule, in the reader's language; None for other packs'."""
    return gettext(note) if note in _NOTES else None


def pack_title(title: str) -> str:
    """What a pack is called."""
    return gettext(title) if title in _TITLES else title
