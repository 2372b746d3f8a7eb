"""One contact, its past, and the rules: which of them does it break?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from acuerdo.compliance.replay.clocks import is_open, length, local
from acuerdo.compliance.replay.pack_files import PlainPack

PlainRule = dict[str, Any]
_COLLECTING = {"collection"}
_SERVICE = {"operation_confirmation", "fraud_alert", "info_requested_by_consumer"}
_KNOWN = _COLLECTING | _SERVICE | {"marketing"}
_BY_HAND = {"voice_human", "visit"}
_MACHINES = {"voice_ai", "prerecorded", "ringless_voicemail", "push"}


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier contact."""

    at: datetime
    channel: str
    debt: object = None
    live: bool = False
    direction: str = "out"
    flags: frozenset[str] = frozenset()
    purpose: str | None = "collection"


@dataclass(frozen=True, slots=True)
class Asked:
    """A contact as it was made, or is asked for."""

    now: datetime
    channel: str
    zones: tuple[str, ...] = ()
    region: str | None = None
    party: str | None = "debtor"
    debt: object = None
    purpose: str | None = "collection"
    consents: frozenset[str] = frozenset()
    opted_out: frozenset[str] = frozenset()
    holds: tuple[tuple[str, str], ...] = ()
    ceased: bool = False
    automated: bool | None = None
    flags: frozenset[str] = frozenset()
    any_hour: bool = False
    past: Sequence[Past] = field(default_factory=tuple)


def broken(asked: Asked, packs: Iterable[PlainPack]) -> list[tuple[str, str]]:
    """Rules (id, what is wrong) that this contact breaks."""
    packs = list(packs)
    found = []
    for pack in packs:
        for rule in pack["rules"]:
            check = _CHECKS.get(rule["kind"])
            if check is None or not _covers(rule, pack, packs, asked.channel, asked.purpose):
                continue
            wrong = check(rule, pack, packs, asked)
            if wrong:
                found.append((rule["id"], wrong))
    return found


def _covers(rule: PlainRule, pack: PlainPack, packs: list[PlainPack], channel: str, purpose: str | None) -> bool:
    applies = rule.get("applies_to", {})
    channels = applies.get("channels", "all")
    if channels != "all" and channel not in channels:
        return False
    return _covers_purpose(rule, pack, packs, purpose)


def _covers_purpose(rule: PlainRule, pack: PlainPack, packs: list[PlainPack], purpose: str | None) -> bool:
    exempt_here: set[str] = set()
    for other in packs:
        for exemption in (r for r in other["rules"] if r["kind"] == "exemption"):
            if purpose in exemption["exempt_purposes"] and _lifts(exemption, rule):
                return False
            if other is pack and exemption["exempts_from"] != "house_defaults":
                exempt_here |= set(exemption["exempt_purposes"])
    named = rule.get("applies_to", {}).get("purpose")
    if named is None or purpose not in _KNOWN or purpose in named:
        return True
    return "collection" in named and purpose in exempt_here


def _lifts(exemption: PlainRule, rule: PlainRule) -> bool:
    if exemption["exempts_from"] == "house_defaults":
        return rule["force"] == "house_default" and rule["kind"] in {
            "time_window",
            "frequency_cap",
            "channel_cap",
            "cooldown",
        }
    return rule["id"] in exemption["exempts_from"]


def _hours(rule: PlainRule, pack: PlainPack, packs: list[PlainPack], asked: Asked) -> str:
    if asked.any_hour and rule.get("override_by_consumer", {}).get("allowed"):
        return ""
    for zone in asked.zones or pack["timezone"]["zones"]:
        if not is_open(rule, pack, asked.now, zone, asked.region):
            return f"{local(asked.now, zone):%a %H:%M} in {zone}"
    return ""


def _counted(
    rule: PlainRule, pack: PlainPack, packs: list[PlainPack], asked: Asked, event: str, side: str
) -> list[Past]:
    excluded = set(rule.get("excludes", []))
    return [
        past
        for past in asked.past
        if _covers(rule, pack, packs, past.channel, past.purpose)
        and (side == "any" or past.direction == side)
        and (event != "live_conversation" or past.live)
        and not excluded & past.flags
        and ("debt" not in rule["scope"] or None in (past.debt, asked.debt) or past.debt == asked.debt)
    ]


def _cap(rule: PlainRule, pack: PlainPack, packs: list[PlainPack], asked: Asked) -> str:
    side = "any" if rule["counts"] == "live_conversation" else "out"
    counted = _counted(rule, pack, packs, asked, rule["counts"], side)
    for zone in asked.zones or pack["timezone"]["zones"]:
        inside = [past for past in counted if _inside(rule["window"], past.at, asked.now, zone)]
        wrong = _too_many(rule, asked, inside)
        if wrong:
            return wrong
    gap = rule.get("min_gap")
    close = [past.at for past in counted if gap and asked.now - past.at < length(gap)]
    return f"{asked.now - max(close)} after the last, {gap} needed" if close else ""


def _too_many(rule: PlainRule, asked: Asked, inside: list[Past]) -> str:
    if rule["kind"] == "frequency_cap":
        return f"{len(inside)} before it, {rule['max']} allowed" if len(inside) >= rule["max"] else ""
    channels = {past.channel for past in inside} | {asked.channel}
    if len(channels) > rule["max_distinct_channels"]:
        return f"on {', '.join(sorted(channels))}; {rule['max_distinct_channels']} allowed"
    most = rule.get("max_contacts")
    return f"{len(inside)} before it, {most} allowed" if most is not None and len(inside) >= most else ""


def _inside(window: PlainRule, at: datetime, now: datetime, zone: str) -> bool:
    if window["type"] == "rolling":
        return at > now - length(window["length"])
    then, today = local(at, zone).date(), local(now, zone).date()
    if window["type"] == "rolling_days":
        return then > today - timedelta(days=window["days"])
    if window["type"] == "calendar_day":
        return then >= today
    if window["type"] == "calendar_week":
        return then >= _week_start(today, window.get("starts", "mon"))
    return then >= today.replace(day=1)


def _week_start(day: date, starts: str) -> date:
    return day - timedelta(days=(day.weekday() - ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(starts)) % 7)


def _cooldown(rule: PlainRule, pack: PlainPack, packs: list[PlainPack], asked: Asked) -> str:
    after, wait = rule["after"], rule["wait"]
    for past in _counted(rule, pack, packs, asked, after["event"], after.get("direction", "any")):
        if wait["type"] == "duration":
            if asked.now - past.at < length(wait["length"]):
                return f"{asked.now - past.at} after a conversation"
            continue
        first = 0 if wait.get("day_one", "event_date") == "event_date" else 1
        for zone in asked.zones or pack["timezone"]["zones"]:
            free = local(past.at, zone).date() + timedelta(days=wait["days"] + first)
            if local(asked.now, zone).date() < free:
                return f"free again on {free}"
    return ""


def _consent(rule: PlainRule, pack: PlainPack, packs: list[PlainPack], asked: Asked) -> str:
    if asked.channel in asked.opted_out:
        return "opted out"
    return "no consent" if rule["mode"] == "opt_in" and asked.channel not in asked.consents else ""


def _opt_out(rule: PlainRule, pack: PlainPack, packs: list[PlainPack], asked: Asked) -> str:
    return "opted out" if asked.channel in asked.opted_out else ""


def _cease(rule: PlainRule, pack: PlainPack, packs: list[PlainPack], asked: Asked) -> str:
    return "asked to cease" if asked.ceased and asked.purpose not in rule.get("exceptions", []) else ""


def _third_party(rule: PlainRule, pack: PlainPack, packs: list[PlainPack], asked: Asked) -> str:
    when = rule.get("when")
    if when is not None:
        known = when.get("flag") in asked.flags | {event for event, _ in asked.holds}
        excused = set(rule.get("unless", [])) & asked.flags
        target = rule.get("redirect_to")
        return (
            f"must go to {target}" if known and not excused and asked.party not in {target, f"debtor_{target}"} else ""
        )
    denied = asked.party in rule.get("deny_parties", []) or asked.party is None
    allowed = rule.get("allow_parties")
    return f"party {asked.party}" if denied or (allowed is not None and asked.party not in allowed) else ""


def _hold(rule: PlainRule, pack: PlainPack, packs: list[PlainPack], asked: Asked) -> str:
    when, blocks = rule["when"], rule["blocks"]
    if asked.purpose in _SERVICE:
        return ""
    by_machine = asked.channel in _MACHINES or (
        asked.channel not in _BY_HAND if asked.automated is None else asked.automated
    )
    if "collection_contact" not in blocks and not ("automated_contact" in blocks and by_machine):
        return ""
    named = {r["when"].get("event") for p in packs for r in p["rules"] if r["kind"] == "hold"}
    for event, sector in asked.holds:
        is_meant = event == when.get("event") or (when.get("event") == "any_not_named" and event not in named)
        in_sector = not when.get("sector_in") or not sector or sector in when["sector_in"]
        if is_meant and in_sector and (not sector or sector not in when.get("sector_not_in", [])):
            return f"held by {event}"
    return ""


def _place(rule: PlainRule, pack: PlainPack, packs: list[PlainPack], asked: Asked) -> str:
    named = rule.get("applies_to", {}).get("channels", "all") != "all"
    return "place not known" if named else ""


_CHECKS: dict[str, Callable[[PlainRule, PlainPack, list[PlainPack], Asked], str]] = {
    "time_window": _hours,
    "frequency_cap": _cap,
    "channel_cap": _cap,
    "cooldown": _cooldown,
    "consent": _consent,
    "opt_out": _opt_out,
    "cease": _cease,
    "third_party": _third_party,
    "hold": _hold,
    "place": _place,
}
