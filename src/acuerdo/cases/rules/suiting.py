"""What suits a person, by what they did about messages so far: the tone, the channel, the hour.

Plain values in, an answer with its reason out. `cases.facts.reactions` says the same in SQL for many people at once,
with the constants of this file; a test over random records holds the two equal. See docs/algorithms/suiting.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from acuerdo.kernel.facts import Words

# From gentle to firm: of two tones that do equally well the gentler one suits.
TONES = ("friendly", "neutral", "firm")
CHANNELS = ("email", "sms")

# What a message was worth, in hundredths, by the strongest thing the person did about it. Opening counts little:
# mail programs open messages by themselves.
WEIGHTS: Mapping[str, int] = {"paid": 100, "answered": 60, "clicked": 40, "opened": 10}

# A payment counts for the last message before it, if that left within these days.
PAID_WITHIN_DAYS = 3
# One message is an anecdote.
LEAST_MESSAGES = 2
# Smoothing: every record is judged as if so many more messages had been sent that were worth this. What does not do
# better than that says nothing. Two of three paid (0.42) so come before two of five (0.30), and both opened of two
# (0.075) is just enough to say something.
PRIOR_MESSAGES = 2
PRIOR_WORTH = 5

# The reason that message steps give for their default tone.
BY_DEFAULT = "default"
# The hour needs this many messages clicked or answered; openings do not count.
LEAST_ACTS = 3


@dataclass(frozen=True, slots=True)
class Record:
    """Messages of one tone or channel, and how many of them had which strongest reaction."""

    sent: int = 0
    paid: int = 0
    answered: int = 0
    clicked: int = 0
    opened: int = 0


@dataclass(frozen=True, slots=True)
class Suited:
    """What suits and why; `reason` is a short code such as `paid:2:3:friendly` (2 of 3 messages), see `reason_words`.

    None where nothing is known well enough: the message step then speaks in its default tone.
    """

    value: str | None = None
    reason: str = ""


def what_suits(records: Mapping[str, Record], *, order: Sequence[str]) -> Suited:
    """Choose by the record: the name whose messages were worth most, if there is evidence and it beats knowing nothing.

    `order` lists the names that may be chosen, and decides between equals: the earlier one. Channels and tones both
    go by this rule.
    """
    best: tuple[int, str, Record] | None = None
    for name in order:
        record = records.get(name, Record())
        worth = worth_of(record)
        if record.sent >= LEAST_MESSAGES and worth > PRIOR_WORTH * 10 and (best is None or worth > best[0]):
            best = (worth, name, record)
    if best is None:
        return Suited()
    _, name, record = best
    kind, times = next((kind, times) for kind in WEIGHTS if (times := getattr(record, kind)))
    return Suited(name, f"{kind}:{times}:{record.sent}:{name}")


def worth_of(record: Record) -> int:
    """The smoothed worth of a message of this record, in thousandths, rounded down."""
    total = sum(weight * int(getattr(record, kind)) for kind, weight in WEIGHTS.items())
    return (total + PRIOR_MESSAGES * PRIOR_WORTH) * 10 // (record.sent + PRIOR_MESSAGES)


def suiting_hour(hours: Sequence[int]) -> int | None:
    """The hour of the day (0 to 23, the person's time) in which they acted most often; of equals the earliest.

    `hours` has one for each message, that of its last click or answer; None if they are too few.
    """
    if len(hours) < LEAST_ACTS:
        return None
    counted = Counter(hours)
    return min(counted, key=lambda hour: (-counted[hour], hour))


_SAID: Mapping[str, Words] = {
    "paid": Words(es="pagó tras {times} de {sent} mensajes {name}", en="paid after {times} of {sent} {name} messages"),
    "answered": Words(
        es="respondió a {times} de {sent} mensajes {name}", en="answered {times} of {sent} {name} messages"
    ),
    "clicked": Words(
        es="abrió el enlace de {times} de {sent} mensajes {name}",
        en="opened the link of {times} of {sent} {name} messages",
    ),
    "opened": Words(es="abrió {times} de {sent} mensajes {name}", en="opened {times} of {sent} {name} messages"),
}
_NAMES: Mapping[str, Words] = {
    "friendly": Words(es="cercanos", en="friendly"),
    "neutral": Words(es="neutros", en="neutral"),
    "firm": Words(es="firmes", en="firm"),
    "email": Words(es="de correo", en="e-mail"),
    "sms": Words(es="SMS", en="SMS"),
}
_UNKNOWN = Words(es="aún no hay historial; tono por defecto", en="no record yet; the default tone")


def reason_words(code: str, language: str) -> str:
    """Say a reason of `what_suits` to people: "paid after 2 of 3 friendly messages". No code: nothing is known yet."""
    parts = code.split(":")
    if code in ("", BY_DEFAULT):
        return _UNKNOWN.in_language(language)
    if len(parts) != 4 or parts[0] not in _SAID or parts[3] not in _NAMES:
        return code
    kind, times, sent, name = parts
    said = _SAID[kind].in_language(language)
    return said.format(times=times, sent=sent, name=_NAMES[name].in_language(language))
