"""How simulated people answer: a script of chances by kind of person, channel and tone, seeded and documented.

All figures are assumptions of ours, neither measured nor taken from anybody: they make runs comparable with one
another and say nothing about how real people answer. Replace `SCRIPT` to try others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from acuerdo.content.enums import Tone

Floats = npt.NDArray[np.float64]
MINUTES_A_DAY = 24 * 60


class PersonKind(StrEnum):
    """Why somebody is late, which decides how they answer."""

    FORGETFUL = "forgetful"
    WILLING = "willing"
    STRUGGLING = "struggling"
    AVOIDING = "avoiding"


class Answer(StrEnum):
    """What a person may do about a message."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    OPENED = "opened"
    CLICKED = "clicked"
    PAID = "paid"
    PAID_PART = "paid_part"
    PROMISED = "promised"
    REPLIED = "replied"
    OPTED_OUT = "opted_out"
    DISPUTED = "disputed"


ANSWERS = list(Answer)
KINDS = list(PersonKind)
TONES = [str(tone) for tone in Tone]
CHANNELS = ("email", "sms")

PERSON_SHARES = (
    (PersonKind.FORGETFUL, 0.30),
    (PersonKind.WILLING, 0.25),
    (PersonKind.STRUGGLING, 0.30),
    (PersonKind.AVOIDING, 0.15),
)


@dataclass(frozen=True, slots=True)
class Habits:
    """Chances of one kind of person: to open, then to click, then to pay all or part or promise; without clicking to
    reply, opt out, dispute; and to pay on any day without being asked. A promise is kept with the last chance.
    """

    opens: float
    clicks: float
    pays: float
    pays_part: float
    promises: float
    replies: float
    opts_out: float
    disputes: float
    pays_unasked: float
    keeps_promise: float


@dataclass(frozen=True, slots=True)
class Script:
    """Habits by kind of person, and how channel, tone and hour change the chance to open and to click."""

    habits: Mapping[PersonKind, Habits]
    opens_on: Mapping[str, float] = field(default_factory=lambda: {"email": 0.75, "sms": 1.25})
    clicks_on: Mapping[str, float] = field(default_factory=lambda: {"email": 1.0, "sms": 0.9})
    bounces_on: Mapping[str, float] = field(default_factory=lambda: {"email": 0.015, "sms": 0.01})
    tone_helps: Mapping[PersonKind, tuple[float, float, float]] = field(default_factory=dict)
    # Settlement, plan: what an offer on the table does to the chance of paying in full, or in parts or by a promise.
    offer_helps: Mapping[PersonKind, tuple[float, float]] = field(default_factory=dict)
    # Another channel than the one they like, that one; away from the hour at which they look at messages, about then.
    liking_helps: tuple[float, float] = (0.85, 1.15)
    hour_helps: tuple[float, float] = (0.93, 1.14)
    # The share of messages that people open at their own hour; the others they open as it happens.
    keeps_hour: float = 0.7
    part_share: tuple[float, float] = (0.2, 0.6)
    promise_days: tuple[int, int] = (2, 14)


SCRIPT = Script(
    habits={
        PersonKind.FORGETFUL: Habits(0.62, 0.34, 0.52, 0.05, 0.10, 0.02, 0.004, 0.004, 0.0060, 0.90),
        PersonKind.WILLING: Habits(0.58, 0.28, 0.28, 0.16, 0.22, 0.04, 0.006, 0.006, 0.0035, 0.75),
        PersonKind.STRUGGLING: Habits(0.46, 0.18, 0.05, 0.16, 0.20, 0.06, 0.012, 0.012, 0.0008, 0.40),
        PersonKind.AVOIDING: Habits(0.22, 0.06, 0.04, 0.04, 0.06, 0.02, 0.030, 0.020, 0.0004, 0.15),
    },
    # friendly, neutral, firm
    tone_helps={
        PersonKind.FORGETFUL: (1.10, 1.00, 0.95),
        PersonKind.WILLING: (1.15, 1.00, 0.85),
        PersonKind.STRUGGLING: (1.20, 1.00, 0.70),
        PersonKind.AVOIDING: (0.90, 1.00, 1.20),
    },
    offer_helps={
        PersonKind.FORGETFUL: (1.05, 1.10),
        PersonKind.WILLING: (1.25, 1.35),
        PersonKind.STRUGGLING: (1.60, 1.60),
        PersonKind.AVOIDING: (1.30, 1.20),
    },
)
NO_OFFER, SETTLEMENT, PLAN = -1, 0, 1  # places in `offer_helps`


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to come: `message` is the place among the messages asked about, `answer` a place in ANSWERS, `minutes`
    after sending, `share` of what is owed (payments), `days` until the promised date (promises).
    """

    message: npt.NDArray[np.intp]
    answer: npt.NDArray[np.int8]
    minutes: npt.NDArray[np.int32]
    share: Floats
    days: npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Fit:
    """How messages fit their readers, one value each: on the channel they like, about the hour at which they look at
    messages, and how many minutes later that hour comes next.
    """

    channel: npt.NDArray[np.bool_]
    hour: npt.NDArray[np.bool_]
    minutes: npt.NDArray[np.int64]


def answers_to(
    *,
    person: npt.NDArray[np.int8],
    channel: npt.NDArray[np.int8],
    tone: npt.NDArray[np.int8],
    offer: npt.NDArray[np.int8],
    rng: np.random.Generator,
    script: Script = SCRIPT,
    fit: Fit | None = None,
) -> Answers:
    """Say what people will do about messages just sent. One value a message: kind, channel and tone as places in
    KINDS, CHANNELS and TONES, the offer on the table as a place in `offer_helps` or NO_OFFER. Without `fit` nobody
    likes a channel or keeps an hour. Rows come out by kind of answer, not in the order of the messages.
    """
    size = len(person)
    bounces = _on(script.bounces_on, channel)
    arrives = rng.random(size) >= bounces
    opens, clicks_after = _message_chances(script)
    kind = (person.astype(np.intp) * len(CHANNELS) + channel) * len(TONES) + tone
    chance = opens[kind]
    open_after = rng.exponential(5 * 60, size)
    if fit is not None:
        chance *= np.array(script.liking_helps)[fit.channel.astype(np.int8)]
        chance *= np.array(script.hour_helps)[fit.hour.astype(np.int8)]
        open_after = np.where(rng.random(size) < script.keeps_hour, fit.minutes, open_after)
    opened = np.flatnonzero(arrives & (rng.random(size) < chance))
    clicks = rng.random(len(opened)) < clicks_after[kind[opened]]
    clicked, idle = opened[clicks], opened[~clicks]
    parts = [
        _part(Answer.BOUNCED, np.flatnonzero(~arrives), np.ones(size)),
        _part(Answer.DELIVERED, np.flatnonzero(arrives), np.ones(size)),
        _part(Answer.OPENED, opened, open_after),
        _part(Answer.CLICKED, clicked, open_after + 2),
        *_after_click(clicked, person, offer, open_after, rng, script),
        *_without_click(idle, person, open_after, rng, script),
    ]
    return Answers(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _message_chances(script: Script) -> tuple[Floats, Floats]:
    """The chances to open and then to click, for each kind of person, channel and tone."""
    help_ = np.array([script.tone_helps.get(kind, (1.0, 1.0, 1.0)) for kind in KINDS])[:, None, :]

    def all_chances(habit: str, on: Mapping[str, float]) -> Floats:
        of_kind = np.array([getattr(script.habits[kind], habit) for kind in KINDS])[:, None, None]
        chances: Floats = of_kind * np.array([on[name] for name in CHANNELS])[None, :, None] * help_
        return chances.ravel()

    return all_chances("opens", script.opens_on), all_chances("clicks", script.clicks_on)


def _chance(script: Script, habit: str, person: npt.NDArray[np.int8]) -> Floats:
    return np.array([getattr(script.habits[kind], habit) for kind in KINDS])[person]


def _on(chances: Mapping[str, float], channel: npt.NDArray[np.int8]) -> Floats:
    return np.array([chances[name] for name in CHANNELS])[channel]


Part = tuple[npt.NDArray[np.intp], npt.NDArray[np.int8], npt.NDArray[np.int32], Floats, npt.NDArray[np.int16]]


def _part(
    answer: Answer, at: npt.NDArray[np.intp], minutes: Floats, share: Floats | None = None, days: Floats | None = None
) -> Part:
    return (
        at,
        np.full(len(at), ANSWERS.index(answer), dtype=np.int8),
        minutes[at].astype(np.int32),
        np.zeros(len(at)) if share is None else share,
        np.zeros(len(at), dtype=np.int16) if days is None else days.astype(np.int16),
    )


def _after_click(
    at: npt.NDArray[np.intp],
    person: npt.NDArray[np.int8],
    offer: npt.NDArray[np.int8],
    after: Floats,
    rng: np.random.Generator,
    script: Script,
) -> list[Part]:
    """Whoever came to the portal pays all, pays part, promises, disputes, or leaves: one of them."""
    who = person[at]
    chances = np.array([_chance(script, habit, who) for habit in ("pays", "pays_part", "promises", "disputes")])
    # The last column is for those without an offer, where NO_OFFER finds it.
    helps = np.array([(*script.offer_helps.get(kind, (1.0, 1.0)), 1.0) for kind in KINDS])[who, offer[at]]
    chances[:3] *= np.where(np.array([[SETTLEMENT], [PLAN], [PLAN]]) == offer[at], helps, 1.0)
    bounds = np.cumsum(chances, axis=0)
    way = (rng.random(len(at)) >= bounds).sum(axis=0)
    # A third pays on the spot, the others within two days.
    later = after + np.where(rng.random(len(after)) < 1 / 3, 5, rng.exponential(MINUTES_A_DAY, len(after)))
    low, high = script.part_share
    first, last = script.promise_days
    part, promise = at[way == 1], at[way == 2]
    return [
        _part(Answer.PAID, at[way == 0], later, np.ones(int((way == 0).sum()))),
        _part(Answer.PAID_PART, part, later, rng.uniform(low, high, len(part))),
        _part(Answer.PROMISED, promise, after + 4, days=rng.integers(first, last + 1, len(promise)).astype(float)),
        _part(Answer.DISPUTED, at[way == 3], after + 6),
    ]


def _without_click(
    at: npt.NDArray[np.intp],
    person: npt.NDArray[np.int8],
    after: Floats,
    rng: np.random.Generator,
    script: Script,
) -> list[Part]:
    who = person[at]
    bounds = np.cumsum([_chance(script, habit, who) for habit in ("replies", "opts_out")], axis=0)
    way = (rng.random(len(at)) >= bounds).sum(axis=0)
    return [
        _part(Answer.REPLIED, at[way == 0], after + 20),
        _part(Answer.OPTED_OUT, at[way == 1], after + 3),
    ]


def pays_unasked(
    *, person: npt.NDArray[np.int8], rng: np.random.Generator, script: Script = SCRIPT
) -> npt.NDArray[np.bool_]:
    """Who of these people pays today without being asked."""
    return rng.random(len(person)) < _chance(script, "pays_unasked", person)


def days_until_unasked(
    *, person: npt.NDArray[np.int8], days: int, rng: np.random.Generator, script: Script = SCRIPT
) -> npt.NDArray[np.int16]:
    """On which of the coming days each of these people pays without being asked, if they still owe; `days`: on none.

    One draw for all days: the first day of many with the same chance, as `pays_unasked` draws them one by one.
    """
    with np.errstate(divide="ignore"):
        # A day without a payment is as likely as that an exponential time is longer than this.
        a_day = -np.log1p(-np.array([script.habits[kind].pays_unasked for kind in KINDS]))
        first = rng.standard_exponential(len(person)) / a_day[person]
    found: npt.NDArray[np.int16] = np.minimum(first, days).astype(np.int16)
    return found


def keeps_promise(
    *, person: npt.NDArray[np.int8], rng: np.random.Generator, script: Script = SCRIPT
) -> npt.NDArray[np.bool_]:
    """Who of these people pays on the day they promised."""
    return rng.random(len(person)) < _chance(script, "keeps_promise", person)
