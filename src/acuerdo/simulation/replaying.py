"""Looking for breaches in a simulated ledger with the replay's own reading of the packs, never with the gate.

Contacts in the same situation (attributes, what the person had stopped by then, contacts of the 35 days before) break
the same rules, so each situation is read once and counted as often as it occurs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from acuerdo.compliance.enums import Channel
from acuerdo.compliance.replay.pack_files import plain_pack
from acuerdo.compliance.replay.reading import Asked, Past, broken
from acuerdo.compliance.rules.packs import Pack
from acuerdo.simulation.population import Population, Rows
from acuerdo.simulation.stops import NO_HOLD, REASONS, Segment

# As in the replay of the real ledger: the longest stretch any rule looks back.
MEMORY_US = 35 * 86_400_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHANNELS = list(Channel)
MINUTE_US = 60_000_000
MINUTES = 1 << 32  # more minutes than people have lived with calendars
Keys = npt.NDArray[np.uint64]


def find_breaches(
    ledger: Sequence[tuple[Rows, int, int]],
    population: Population,
    stopped: Mapping[str, npt.NDArray[np.int64]],
    holds: Segment,
    packs: Sequence[Pack],
) -> int:
    """Count contacts that broke a rule. `ledger`: people, instant (µs), channel of each batch, in order of time.

    `stopped` says from when each person had stopped a channel by its name; `holds` is `Holds.log`.
    """
    if not ledger:
        return 0
    person = np.concatenate([rows for rows, _, _ in ledger])
    at = np.concatenate([np.full(len(rows), instant) for rows, instant, _ in ledger])
    channel = np.concatenate([np.full(len(rows), code, dtype=np.int8) for rows, _, code in ledger])
    order = np.argsort(person, kind="stable")
    person, at, channel = person[order], at[order], channel[order]
    first = np.searchsorted(person, person, side="left")
    stops = np.stack([stopped[name][person] <= at for name in ("email", "sms")])
    held = _held(person, at, holds)
    keys = _keys(population, person, at, channel, stops, held)
    _, examples, counts = np.unique(keys, return_index=True, return_counts=True)
    plain = [plain_pack(pack.id) for pack in packs]
    breaches = 0
    for example, count in zip(examples.tolist(), counts.tolist(), strict=True):
        past = [_past(at[one], channel[one]) for one in range(first[example], example)]
        reason = REASONS[held[example]] if held[example] != NO_HOLD else None
        asked = _asked(population, int(person[example]), at[example], channel[example], stops[:, example], reason, past)
        if broken(asked, plain):
            breaches += count
    return breaches


def _held(person: Rows, at: npt.NDArray[np.int64], holds: Segment) -> npt.NDArray[np.int8]:
    """Why each contact's person was on hold at that instant, as a place in REASONS; NO_HOLD where nothing stopped it.

    A person has one hold at a time, so the last that began by then is the one to look at.
    """
    rows, since, until, reason = holds
    order = np.lexsort((since, rows))
    rows, since, until, reason = rows[order], since[order], until[order], reason[order]
    # Minutes fit beside the person in one number: both worlds move in minutes at the least.
    began = np.searchsorted(rows * MINUTES + since // MINUTE_US, person * MINUTES + at // MINUTE_US, side="right") - 1
    found = np.full(len(person), NO_HOLD, dtype=np.int8)
    if len(rows):
        here = (began >= 0) & (rows[began] == person) & (until[began] > at)
        found[here] = reason[began[here]]
    return found


def _keys(
    population: Population,
    person: Rows,
    at: npt.NDArray[np.int64],
    channel: npt.NDArray[np.int8],
    stops: npt.NDArray[np.bool_],
    held: npt.NDArray[np.int8],
) -> Keys:
    key = _mix((at * 16 + channel).astype(np.uint64))
    attributes = population.codes["region"][person] * 8 + population.codes["time_zone"][person]
    key ^= _mix(attributes.astype(np.uint64) * np.uint64(8) + np.dot([1, 2], stops).astype(np.uint64))
    key ^= _mix((held + 1).astype(np.uint64) << np.uint64(40))
    for back in range(1, len(person)):
        same = person[back:] == person[:-back]
        same &= at[back:] - at[:-back] < MEMORY_US
        if not same.any():
            break
        earlier = _mix((at[:-back] * 16 + channel[:-back]).astype(np.uint64) + np.uint64(back))
        key[back:][same] = _mix(key[back:][same] ^ earlier[same])
    return key


def _mix(values: Keys) -> Keys:
    """Spread bits (the finaliser of MurmurHash3), so that different situations get different keys."""
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> np.uint64(33))


def _past(at: np.int64, channel: np.int8) -> Past:
    return Past(at=EPOCH + timedelta(microseconds=int(at)), channel=CHANNELS[channel].value)


def _asked(
    population: Population,
    person: int,
    at: np.int64,
    channel: np.int8,
    stops: npt.NDArray[np.bool_],
    held: str | None,
    past: list[Past],
) -> Asked:
    now = EPOCH + timedelta(microseconds=int(at))
    no_email, no_sms = stops.tolist()
    refused = {Channel.EMAIL.value: no_email, Channel.SMS.value: no_sms}
    return Asked(
        now=now,
        channel=CHANNELS[channel].value,
        zones=(population.words["time_zone"][int(population.codes["time_zone"][person])],),
        region=population.words["region"][int(population.codes["region"][person])],
        consents=frozenset(refused),
        opted_out=frozenset(name for name, is_refused in refused.items() if is_refused),
        holds=((held, "*"),) if held else (),
        past=[each for each in past if each.at > now - timedelta(microseconds=MEMORY_US)],
    )
