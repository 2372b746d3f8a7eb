"""Questions as JSON lines: read strictly, each line for itself, into one frame a block.

A line with a fault (broken JSON, a wrong type, a naive instant, an unknown channel) becomes a message; the others
go on. Extra keys are ignored unless they look like a misspelt key of ours: what was meant to restrict must not be lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, Literal
from zoneinfo import available_timezones

import msgspec
import polars as pl

from acuerdo.compliance.enums import Channel
from acuerdo.compliance.rules.opening import NotAnOverride, read_override
from acuerdo.compliance.rules.questions import HISTORY_COLUMNS, MORE_QUESTION_COLUMNS, QUESTION_COLUMNS

_BITS = {channel.value: channel.bit for channel in Channel}
_ZONES = frozenset(available_timezones())
_UNKNOWN_FIELD = re.compile(r"unknown field `(?P<name>.*)`")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1970, 2199
_ALMOST = 0.75  # likeness from which an unknown key is taken for a misspelt one
_SHORTEST_PART = 4  # letters of a key inside one of ours, such as holds in active_holds
_OTHERS_WORDS = frozenset({"debtor"})  # like ours, but a word of its own


class PastContact(msgspec.Struct):
    """One past contact of a question's `history`."""

    channel: str
    at: str | None = None
    debt: int | str | None = None
    live: bool | None = None
    direction: Literal["in", "out"] | None = None
    flags: list[str] | None = None
    purpose: str | None = None


class Question(msgspec.Struct):
    """One line. What is not told is taken for a debtor and for collection; explicit null is unknown, and refused."""

    now: str
    channel: str
    zones: list[str] | None = None
    region: str | None = None
    party: str | None = "debtor"
    debt: int | str | None = None
    purpose: str | None = "collection"
    consents: list[str] | None = None
    opted_out: list[str] | None = None
    active_holds: dict[str, str | None] | None = None
    ceased: bool | None = False
    hours_override: Any = None
    history: list[PastContact] | None = None
    automated: bool | None = None
    debt_type: str | None = None
    place: str | None = None
    device: str | None = None
    flags: list[str] | None = None


class _StrictPast(PastContact, forbid_unknown_fields=True):
    pass


class _StrictQuestion(Question, forbid_unknown_fields=True):
    history: list[_StrictPast] | None = None  # type: ignore[assignment]  # the same, less patient


_QUESTION_KEYS = frozenset(field.name for field in msgspec.structs.fields(Question))
_PAST_KEYS = frozenset(field.name for field in msgspec.structs.fields(PastContact))
_strict = msgspec.json.Decoder(_StrictQuestion)
_patient = msgspec.json.Decoder(Question)


class WrongLine(ValueError):
    """The line is no question; the message says why."""


@dataclass(slots=True)
class Block:
    """Questions of some lines: frames for the gate, and messages for the lines that are none, by line number.

    `ignored` lists, by line, places in `history` that were left out because they have no date.
    """

    questions: pl.DataFrame
    history: pl.DataFrame
    errors: dict[int, str] = field(default_factory=dict)
    ignored: dict[int, list[int]] = field(default_factory=dict)


def read_block(lines: Sequence[bytes], *, first_line: int) -> Block:
    """Read lines into frames; `person` and `question_id` are the line's number. Empty lines are passed over."""
    rows = _Rows()
    for number, line in enumerate(lines, first_line):
        text = line.strip()
        if not text:
            continue
        try:
            rows.add(number, _decode(text))
        except WrongLine as error:
            rows.errors[number] = str(error)
    return rows.block()


def _decode(text: bytes) -> Question:
    try:
        return _strict.decode(text)
    except msgspec.ValidationError as error:
        unknown = _UNKNOWN_FIELD.search(str(error))
        if unknown is None:
            raise WrongLine(_told(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WrongLine(f"is no JSON: {error}") from error
    return _decode_patiently(text)


def _decode_patiently(text: bytes) -> Question:
    """Decode a line with keys that are not ours; raise WrongLine if one of them is nearly ours."""
    try:
        question = _patient.decode(text)
        whole = msgspec.json.decode(text)
    except msgspec.ValidationError as error:
        raise WrongLine(_told(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        # The strict reading stopped at an unknown key, before it came to what is no JSON.
        raise WrongLine(f"is no JSON: {error}") from error
    parts = [(_QUESTION_KEYS, whole), *((_PAST_KEYS, past) for past in whole.get("history") or [])]
    for names, part in parts:
        for key in part:
            near = None if key in names | _OTHERS_WORDS else _nearly(key, sorted(names))
            if near:
                raise WrongLine(f"{key}: unknown key; did you mean {near!r}?")
    return question


def _nearly(key: str, names: list[str]) -> str | None:
    inside = [name for name in names if len(key) >= _SHORTEST_PART and key in name]
    return next(iter(inside + get_close_matches(key, names, n=1, cutoff=_ALMOST)), None)


def _told(error: msgspec.ValidationError) -> str:
    message, _, place = str(error).partition(" - at `")
    return f"{place.rstrip('`').removeprefix('$.')}: {message}" if place else message


class _Lists:
    """Lists met so far, each once: frames are made of their numbers, because lists are slow to make one by one."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, ...], int] = {(): 0}

    def number(self, words: Sequence[str] | None) -> int:
        return self.numbers.setdefault(tuple(words), len(self.numbers)) if words else 0

    def column(self, numbers: pl.Series) -> pl.Series:
        """The lists of these numbers."""
        lists = pl.Series([list(words) for words in self.numbers], dtype=pl.List(pl.String))
        return lists.gather(numbers).alias(numbers.name)


class _Rows:
    """Columns in the making."""

    def __init__(self) -> None:
        self.questions: list[tuple[Any, ...]] = []
        self.past: list[tuple[Any, ...]] = []
        self.errors: dict[int, str] = {}
        self.ignored: dict[int, list[int]] = {}
        self.debts: dict[str, int] = {}
        self.instants: dict[str, int] = {}
        self.lists = _Lists()

    def add(self, number: int, asked: Question) -> None:
        """Add one question with its history, or raise WrongLine and add nothing."""
        row = (
            number,
            self._instant(asked.now, "now"),
            number,
            self._debt(asked.debt),
            _channel(asked.channel, "channel"),
            self.lists.number(_zones(asked.zones)),
            asked.region,
            asked.party,
            asked.purpose,
            _mask(asked.consents, "consents"),
            _mask(asked.opted_out, "opted_out"),
            self.lists.number(_holds(asked.active_holds)),
            asked.ceased,
            _override(asked.hours_override),
            asked.automated,
            asked.debt_type,
            asked.place,
            asked.device,
            self.lists.number(asked.flags),
        )
        if asked.history:
            past = [self._contact(number, place, contact) for place, contact in enumerate(asked.history)]
            undated = [place for place, contact in enumerate(past) if contact[1] is None]
            if undated:
                self.ignored[number] = undated
                past = [contact for contact in past if contact[1] is not None]
            self.past += past
        self.questions.append(row)

    def _contact(self, number: int, place: int, past: PastContact) -> tuple[Any, ...]:
        return (
            number,
            None if past.at is None else self._instant(past.at, f"history[{place}].at"),
            past.channel if past.channel in _BITS else _channel(past.channel, f"history[{place}].channel"),
            self._debt(past.debt),
            past.live,
            past.direction or "out",
            self.lists.number(past.flags) if past.flags else 0,
            past.purpose,
        )

    def _instant(self, text: str, where: str) -> int:
        found = self.instants.get(text)
        if found is None:
            found = self.instants[text] = _parse_instant(text, where)
        return found

    def _debt(self, debt: int | str | None) -> int | None:
        return None if debt is None else self.debts.setdefault(str(debt), len(self.debts))

    def block(self) -> Block:
        """The frames of all rows added."""
        return Block(
            questions=self._frame(self.questions, {**QUESTION_COLUMNS, **MORE_QUESTION_COLUMNS}, "now"),
            history=self._frame(self.past, HISTORY_COLUMNS, "at"),
            errors=self.errors,
            ignored=self.ignored,
        )

    def _frame(self, rows: list[tuple[Any, ...]], schema: dict[str, Any], instant: str) -> pl.DataFrame:
        lists = [name for name, kind in schema.items() if kind == pl.List]
        plain = {**schema, instant: pl.Int64, **dict.fromkeys(lists, pl.UInt32)}
        columns = list(zip(*rows, strict=True)) or [()] * len(schema)
        frame = pl.DataFrame(
            [pl.Series(name, column, dtype=kind) for (name, kind), column in zip(plain.items(), columns, strict=True)]
        )
        return frame.with_columns(
            pl.col(instant).cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
            *(self.lists.column(frame[name]) for name in lists),
        )


def _parse_instant(text: str, where: str) -> int:
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        raise WrongLine(f"{where}: {text!r} is no ISO 8601 instant") from None
    if moment.utcoffset() is None:
        raise WrongLine(f"{where}: {text!r} has no time zone; write its offset, like +02:00 or Z")
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise WrongLine(f"{where}: {text!r} is not between {FIRST_YEAR + 1} and {LAST_YEAR - 1}")
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _channel(name: str, where: str) -> str:
    if name not in _BITS:
        raise WrongLine(f"{where}: {name!r} is no channel; channels are {', '.join(_BITS)}")
    return name


def _zones(zones: list[str] | None) -> list[str]:
    for zone in zones or ():
        if zone not in _ZONES:
            raise WrongLine(f"zones: {zone!r} is no time zone")
    return zones or []


def _mask(channels: list[str] | None, where: str) -> int:
    mask = 0
    for name in channels or ():
        mask |= _BITS[_channel(name, where)]
    return mask


def _holds(holds: dict[str, str | None] | None) -> list[str]:
    for event in holds or ():
        if not event or ":" in event:
            raise WrongLine(f"active_holds: {event!r} is no event")
    return [f"{event}:{sector or ''}" for event, sector in (holds or {}).items()]


def _override(value: Any) -> str | None:
    if value is None or value is False or value == "":
        return None
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    try:
        read_override(text)
    except NotAnOverride as error:
        raise WrongLine(f"hours_override: {error}") from error
    return text
