"""Frames of questions and of past contacts as plain columns of numbers, with small dictionaries for their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from acuerdo.compliance.enums import Channel, Purpose
from acuerdo.compliance.rules.local_time import Instants

INSTANT = pl.Datetime("us", "UTC")
CHANNELS = list(Channel)
PURPOSES = list(Purpose)
UNKNOWN_CODE = len(PURPOSES)
"""Code of a purpose the gate does not know: it counts as collection."""
KINDS = (UNKNOWN_CODE + 1, len(CHANNELS), 2, 2)
"""Kinds of past contacts: purpose, channel, whether we made it, whether somebody spoke. One number tells all four."""
_CHANNEL_TYPE = pl.Enum([channel.value for channel in CHANNELS])
_PURPOSE_TYPE = pl.Enum([purpose.value for purpose in PURPOSES])

QUESTION_COLUMNS: dict[str, Any] = {
    "question_id": pl.Int64,
    "now": INSTANT,
    "person": pl.Int64,
    "debt": pl.Int64,
    "channel": pl.String,
    "zones": pl.List(pl.String),
    "region": pl.String,
    "party": pl.String,
    "purpose": pl.String,
    "consents": pl.UInt32,
    "opted_out": pl.UInt32,
    "active_holds": pl.List(pl.String),
    "ceased": pl.Boolean,
    "hours_override": pl.String,
    "automated": pl.Boolean,
}
MORE_QUESTION_COLUMNS: dict[str, Any] = {
    "debt_type": pl.String,
    "place": pl.String,
    "device": pl.String,
    "flags": pl.List(pl.String),
}
"""Columns a question frame may leave out: what is not told is not known."""
HISTORY_COLUMNS: dict[str, Any] = {
    "person": pl.Int64,
    "at": INSTANT,
    "channel": pl.String,
    "debt": pl.Int64,
    "live": pl.Boolean,
    "direction": pl.String,
    "flags": pl.List(pl.String),
    "purpose": pl.String,
}

Flags = NDArray[np.bool_]


class NotAQuestionFrame(ValueError):
    """A column is missing, or holds what no question may hold."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of few different values: the values, and for each row the number of its value."""

    values: list[Any]
    codes: NDArray[np.int64]

    def table(self, answers: list[bool]) -> Flags:
        """Each row's answer, given one answer a value."""
        return np.array(answers, dtype=bool)[self.codes]


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions as columns. `has_debt` is false where the debt is not known."""

    size: int
    now: Instants
    person: NDArray[np.int64]
    debt: NDArray[np.int64]
    has_debt: Flags
    channel: NDArray[np.int64]
    consented: Flags
    opted_out: Flags
    ceased: Flags
    automated: Flags
    zones: Coded
    region: Coded
    party: Coded
    purpose: Coded
    holds: Coded
    override: Coded
    debt_type: Coded
    place: Coded
    device: Coded
    flags: Coded


@dataclass(frozen=True, slots=True)
class History:
    """Past contacts as columns, ordered by person. Contacts without a date are not among them.

    `kind` is the place of a contact among all `KINDS`.
    """

    person: NDArray[np.int64]
    at: Instants
    channel: NDArray[np.uint8]
    kind: NDArray[np.uint16]
    debt: NDArray[np.int64]
    has_debt: Flags
    flags: Coded

    def take(self, rows: NDArray[np.int64]) -> History:
        """The contacts in these rows; without copying where the rows are consecutive."""
        if len(rows) and rows[-1] - rows[0] == len(rows) - 1 and (np.diff(rows) == 1).all():
            return self._pick(slice(int(rows[0]), int(rows[-1]) + 1))
        return self._pick(rows)

    def _pick(self, rows: NDArray[np.int64] | slice) -> History:
        return History(
            person=self.person[rows],
            at=self.at[rows],
            channel=self.channel[rows],
            kind=self.kind[rows],
            debt=self.debt[rows],
            has_debt=self.has_debt[rows],
            flags=Coded(self.flags.values, self.flags.codes[rows]),
        )


# An agent's own hand: everything else is sent by a machine unless the question says otherwise.
_BY_HAND = frozenset({Channel.VOICE_HUMAN, Channel.VISIT})
_ALWAYS_AUTOMATED = frozenset({Channel.VOICE_AI, Channel.PRERECORDED, Channel.RINGLESS_VOICEMAIL, Channel.PUSH})
# By code of channel.
_BY_MACHINE = np.array([channel not in _BY_HAND for channel in CHANNELS])
_ALWAYS = np.array([channel in _ALWAYS_AUTOMATED for channel in CHANNELS])


def read_questions(frame: pl.DataFrame) -> Questions:
    """Turn a question frame into columns. Raises NotAQuestionFrame."""
    missing = [name for name in QUESTION_COLUMNS if name not in frame.columns]
    if missing:
        raise NotAQuestionFrame(f"questions lack {', '.join(missing)}")
    for name in ("now", "person", "channel"):
        if frame[name].null_count():
            raise NotAQuestionFrame(f"questions hold no {name} in {frame[name].null_count()} rows")
    _require_instants(frame["now"])
    # One select: each step of its own would cost more than what it does to a small frame.
    plain = frame.select_seq(_PLAIN)
    if plain["channel"].null_count():
        wrong = frame["channel"].filter(plain["channel"].is_null())[0]
        raise NotAQuestionFrame(f"{wrong!r} is no channel")
    column = {name: plain[name].to_numpy() for name in plain.columns}
    codes = column["channel"]
    bit = np.left_shift(np.uint32(1), codes.astype(np.uint32))
    return Questions(
        size=frame.height,
        now=column["now"],
        person=column["person"],
        debt=column["debt"],
        has_debt=column["has_debt"],
        channel=codes,
        consented=(column["consents"] & bit) != 0,
        opted_out=(column["opted_out"] & bit) != 0,
        ceased=column["ceased"],
        automated=np.where(column["automated_unsaid"], _BY_MACHINE[codes], column["automated"]) | _ALWAYS[codes],
        zones=_coded_list(frame, "zones"),
        region=_coded(frame, "region"),
        party=_coded(frame, "party"),
        purpose=_coded(frame, "purpose"),
        holds=_coded_list(frame, "active_holds"),
        override=_coded(frame, "hours_override"),
        debt_type=_coded(frame, "debt_type"),
        place=_coded(frame, "place"),
        device=_coded(frame, "device"),
        flags=_coded_list(frame, "flags"),
    )


def read_history(frame: pl.DataFrame, *, since: int) -> History:
    """Turn the past contacts dated later than an instant into columns. Raises NotAQuestionFrame."""
    missing = [name for name in HISTORY_COLUMNS if name not in frame.columns]
    if missing:
        raise NotAQuestionFrame(f"history lacks {', '.join(missing)}")
    _require_instants(frame["at"])
    # One select: Polars reads the columns side by side.
    is_young = frame["at"].cast(INSTANT).cast(pl.Int64) > since
    young = frame if is_young.all(ignore_nulls=False) else frame.filter(is_young)
    text = young.select(_PAST)
    if not text["person"].is_sorted():
        text = text.sort("person", maintain_order=True)
    if text["channel"].null_count():
        raise NotAQuestionFrame("history holds a contact on an unknown channel")
    return History(
        person=text["person"].to_numpy(),
        at=text["at"].to_numpy(),
        channel=text["channel"].to_numpy(),
        kind=text["kind"].to_numpy(),
        debt=text["debt"].to_numpy(),
        has_debt=text["has_debt"].to_numpy(),
        flags=_coded_list(text, "flags"),
    )


def _kind(channel: pl.Expr) -> pl.Expr:
    """The place among `KINDS`, the last of the four running fastest."""
    purpose = pl.col("purpose").cast(_PURPOSE_TYPE, strict=False).to_physical().cast(pl.UInt16).fill_null(UNKNOWN_CODE)
    # A contact of unknown direction counts as ours.
    outgoing = (pl.col("direction").cast(pl.String) != "in").fill_null(True).cast(pl.UInt16)
    live = pl.col("live").cast(pl.Boolean).fill_null(False).cast(pl.UInt16)
    return ((purpose * KINDS[1] + channel.cast(pl.UInt16)) * KINDS[2] + outgoing) * KINDS[3] + live


def _channel_code() -> pl.Expr:
    """The place of the channel among all; null where it is none."""
    return pl.col("channel").cast(_CHANNEL_TYPE, strict=False).to_physical()


# Made once: to make them takes longer than what they do to a small frame.
_AT = pl.col("at").dt.cast_time_unit("us").to_physical()
_PLAIN = (
    pl.col("now").dt.cast_time_unit("us").to_physical(),
    pl.col("person").cast(pl.Int64),
    pl.col("debt").cast(pl.Int64).fill_null(0),
    pl.col("debt").is_not_null().alias("has_debt"),
    _channel_code().cast(pl.Int64),
    pl.col("consents", "opted_out").cast(pl.UInt32).fill_null(0),
    pl.col("ceased").cast(pl.Boolean).fill_null(True),
    pl.col("automated").is_null().alias("automated_unsaid"),
    pl.col("automated").cast(pl.Boolean).fill_null(False),
)
_PAST = (
    pl.col("person").cast(pl.Int64),
    _AT,
    _channel_code().cast(pl.UInt8),
    _kind(_channel_code().cast(pl.UInt8)).alias("kind"),
    pl.col("debt").cast(pl.Int64).fill_null(0),
    pl.col("debt").is_not_null().alias("has_debt"),
    pl.col("flags"),
)


def _require_instants(column: pl.Series) -> None:
    kind = column.dtype
    if not isinstance(kind, pl.Datetime) or kind.time_zone is None:
        raise NotAQuestionFrame(f"{column.name} must hold aware instants, not {kind}")


# Up to so many rows the interpreter is done before Polars has begun.
_FEW = 500


def _coded(frame: pl.DataFrame, name: str) -> Coded:
    if _says_nothing(frame, name):
        return Coded([None], np.zeros(frame.height, dtype=np.int64))
    return _coded_values(frame[name].to_list()) if frame.height <= _FEW else _coded_many(frame[name])


def _coded_list(frame: pl.DataFrame, name: str) -> Coded:
    if _says_nothing(frame, name):
        return Coded([()], np.zeros(frame.height, dtype=np.int64))
    if frame.height <= _FEW:
        return _coded_values([tuple(values or ()) for values in frame[name].to_list()])
    if not frame[name].list.len().sum():
        return Coded([()], np.zeros(frame.height, dtype=np.int64))
    joined = _coded_many(frame[name].list.join("\x1f").fill_null(""))
    return Coded([tuple(text.split("\x1f")) if text else () for text in joined.values], joined.codes)


def _says_nothing(frame: pl.DataFrame, name: str) -> bool:
    return name not in frame.columns or frame[name].null_count() == frame.height


def _coded_values(values: list[Any]) -> Coded:
    numbers: dict[Any, int] = {}
    codes = np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)
    return Coded(list(numbers), codes)


def _coded_many(column: pl.Series) -> Coded:
    values = column.unique(maintain_order=True)
    if len(values) == 1:
        return Coded(values.to_list(), np.zeros(len(column), dtype=np.int64))
    codes = column.replace_strict(values, pl.Series(range(len(values)), dtype=pl.Int64), return_dtype=pl.Int64)
    return Coded(values.to_list(), codes.to_numpy())
