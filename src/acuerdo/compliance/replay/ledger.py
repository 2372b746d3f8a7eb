"""The ledger of contacts read again, person by person, in blocks of bounded size."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection, transaction

from acuerdo.compliance.enums import Channel
from acuerdo.compliance.replay.judged_under import JudgedUnder, NotKnown
from acuerdo.compliance.replay.reading import Asked, Past, broken

_BLOCK = 20_000
# The longest stretch any rule of ours looks back: a calendar month.
_MEMORY = timedelta(days=35)
_CONTACTS = """
    SELECT id, debtor_id, creditor_id, debt_id, channel, direction, purpose, at, is_live, flags::text, zones::text,
           region, party, contact_point_id, packs, verdict_id
    FROM compliance_contact WHERE status <> 'released' ORDER BY debtor_id, at, id
"""
_HOLDS = """
    SELECT h.debtor_id, h.creditor_id, h.event, h.placed_at, LEAST(h.lifted_at, h.until)
    FROM compliance_hold h WHERE h.debtor_id = ANY(%s)
"""
_ACTS = """
    SELECT r.debtor_id, r.act, r.channels, r.at, r.purpose, r.contact_point_id, COALESCE(p.kind, '')
    FROM compliance_consentrecord r LEFT JOIN portfolio_contactpoint p ON p.id = r.contact_point_id
    WHERE r.debtor_id = ANY(%s) ORDER BY r.at, r.id
"""
_HOURS = "SELECT debtor_id FROM compliance_contactpermission WHERE hours_override IS NOT NULL AND debtor_id = ANY(%s)"
_SECTORS = "SELECT id, sector FROM portfolio_creditor"
_BITS = tuple((channel.bit, channel.value) for channel in Channel)
# Which channels reach a person at a contact point of a kind.
_SERVED = {
    "email": {"email"},
    "phone": {"sms", "voice_human", "voice_ai", "voicemail", "ringless_voicemail", "prerecorded"},
    "whatsapp": {"whatsapp"},
    "postal": {"letter", "visit"},
}


@dataclass(frozen=True, slots=True)
class Breach:
    """A contact that broke a rule."""

    contact_id: int
    rule: str
    at: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class Replayed:
    contacts: int
    breaches: tuple[Breach, ...]


class _Act(NamedTuple):
    """What a person said, of whole channels or of one contact point of a kind."""

    act: str
    channels: int
    at: datetime
    purpose: str
    point: int | None
    kind: str


@dataclass(slots=True)
class _Person:
    """What happened to a person beside contacts, in time."""

    holds: list[tuple[int | None, str, datetime, datetime | None]]
    acts: list[_Act]
    has_own_hours: bool


def replay_ledger() -> Replayed:
    """Read every contact that was not released, in its person's order, and name each rule it broke.

    Each is read under the packs its verdict was made under, in the versions of that day.
    """
    contacts = 0
    breaches: list[Breach] = []
    with transaction.atomic():
        sectors, law = dict(_rows(_SECTORS)), JudgedUnder()
        for block in _blocks():
            people = _people(sorted({row[1] for row in block}))
            for debtor_id, rows in groupby(block, key=itemgetter(1)):
                of_person = list(rows)
                contacts += len(of_person)
                breaches += _replay_person(of_person, people[debtor_id], sectors, law)
    return Replayed(contacts, tuple(breaches))


def _blocks() -> Iterator[list[tuple[Any, ...]]]:
    """Contacts in blocks that end with a person's last one."""
    block: list[tuple[Any, ...]] = []
    with connection.chunked_cursor() as cursor:
        cursor.execute(_CONTACTS)
        while rows := cursor.fetchmany(_BLOCK):
            block += rows
            last = block[-1][1]
            whole = [row for row in block if row[1] != last]
            if whole:
                yield whole
                block = block[len(whole) :]
    if block:
        yield block


def _rows(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _people(debtor_ids: list[int]) -> dict[int, _Person]:
    with_hours = {row[0] for row in _rows(_HOURS, debtor_ids)}
    people = {key: _Person([], [], key in with_hours) for key in debtor_ids}
    for debtor_id, creditor_id, event, placed_at, ended_at in _rows(_HOLDS, debtor_ids):
        people[debtor_id].holds.append((creditor_id, event, placed_at, ended_at))
    for debtor_id, *act in _rows(_ACTS, debtor_ids):
        people[debtor_id].acts.append(_Act(*act))
    return people


def _replay_person(
    rows: list[tuple[Any, ...]], person: _Person, sectors: dict[int, str], law: JudgedUnder
) -> list[Breach]:
    found: list[Breach] = []
    past: list[Past] = []
    for row in rows:
        contact_id, _, creditor_id, debt, channel, direction, purpose, at, live, flags, zones, region, party, point = (
            row[:14]
        )
        marks = _words(flags)
        if direction == "out":
            past = [each for each in past if each.at > at - _MEMORY]
            acts = _heard(person.acts, at, purpose)
            consents, opted_out, ceased = _standing(acts)
            consents, opted_out = _at_point(point, channel, acts, consents, opted_out)
            asked = Asked(
                now=at,
                channel=channel,
                zones=tuple(sorted(_words(zones))),
                region=region or None,
                party=party,
                debt=debt,
                purpose=purpose,
                consents=consents,
                opted_out=opted_out,
                holds=_held(person.holds, creditor_id, sectors.get(creditor_id, ""), at),
                ceased=ceased,
                automated=False if "by_hand" in marks else None,
                flags=marks,
                any_hour=person.has_own_hours,
                past=past,
            )
            found += [Breach(contact_id, rule, at, detail) for rule, detail in _wrongs(asked, law, row)]
        past.append(Past(at, channel, debt, live, direction, marks, purpose))
    return found


def _wrongs(asked: Asked, law: JudgedUnder, row: tuple[Any, ...]) -> list[tuple[str, str]]:
    names, verdict_id = row[14:]
    try:
        return broken(asked, law.packs(verdict_id=verdict_id, names=names))
    except NotKnown as fault:
        return [("ledger.packs", str(fault))]


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


def _held(
    holds: list[tuple[int | None, str, datetime, datetime | None]], creditor_id: int, sector: str, at: datetime
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (event, sector)
        for of_creditor, event, placed_at, ended_at in holds
        if of_creditor in (None, creditor_id) and placed_at < at and (ended_at is None or ended_at > at)
    )


def _heard(acts: list[_Act], at: datetime, purpose: str) -> list[_Act]:
    """What a person had said just before an instant; a consent of that very instant counts.

    Acts about marketing bind marketing, those about collection all else; most are about everything.
    """
    return [
        one
        for one in acts
        if (not one.purpose or (one.purpose == "marketing") == (purpose == "marketing"))
        and (one.at < at or (one.at == at and one.act not in ("opted_out", "withdrawn", "ceased")))
    ]


def _standing(acts: list[_Act]) -> tuple[frozenset[str], frozenset[str], bool]:
    """Channels consented to, channels refused, and whether everything shall cease."""
    consents = refused = 0
    ceased = False
    for one in acts:
        if one.act in ("granted", "opted_in"):
            refused &= ~one.channels
            consents |= one.channels if one.act == "granted" else 0
        elif one.act in ("withdrawn", "opted_out"):
            consents &= ~one.channels
            refused |= one.channels if one.act == "opted_out" else 0
        else:
            ceased = one.act == "ceased"
    return _channels(consents), _channels(refused), ceased


def _at_point(
    point: int | None, channel: str, acts: list[_Act], consents: frozenset[str], refused: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """The same as it binds a contact at this very address: what was last said of it comes before what holds for its
    channel, and a consent for another address is none for this one.
    """
    said: dict[int, bool] = {}
    for one in acts:
        if one.point is not None and channel in _SERVED.get(one.kind, ()):
            said[one.point] = one.act == "granted"
        elif one.point is None and any(
            channel in of_kind and of_kind & _channels(one.channels) for of_kind in _SERVED.values()
        ):
            said = {}  # who speaks of whole channels has said the last word on each of their addresses
    if point is None or not any((point in said, *said.values())):
        return consents, refused
    if said.get(point):
        return consents | {channel}, refused
    return consents - {channel}, refused | {channel} if point in said else refused


@lru_cache(maxsize=4096)
def _channels(mask: int) -> frozenset[str]:
    return frozenset(name for bit, name in _BITS if mask & bit)
