"""Carrying out what steps cause besides messages and tasks: each kind of effect set-wise, in the batch's transaction.

The frames are those of `rules.kinds.EFFECTS`. People's shards are held by the caller, so nobody judges a contact of
theirs between a hold being decided and its being placed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import polars as pl

from acuerdo.cases.operations import refresh_facts
from acuerdo.channels.operations import queue_calls
from acuerdo.compliance.operations import lift_holds, place_holds
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.frames import copy_frame
from acuerdo.payments.operations import make_offers
from acuerdo.portfolio.operations import set_own_values
from acuerdo.strategies.operations.admitting import transfer

# The outlet of the decision that tells of a case which the other strategy did not let in.
NOT_TAKEN_IN = "not_taken_in"
_Carry = Callable[[pl.DataFrame, str, datetime], None]


def carry_out(effects: Mapping[str, pl.DataFrame], *, strategy_key: str, now: datetime) -> None:
    """Do what steps of one strategy caused, except transfers: those wait until the cases have left (`transfer_on`)."""
    for name, act in _ACTS.items():
        if name in effects:
            act(effects[name], strategy_key, now)


def transfer_on(transfers: pl.DataFrame | None, *, version_id: int, now: datetime) -> None:
    """Let cases that left by a step into the strategy it names; whoever is not taken in is told on the timeline."""
    if transfers is None:
        return
    left = transfer(transfers, now=now)
    copy_frame(
        "strategies_decision",
        left.select(
            "enrolment_id",
            "case_id",
            pl.lit(version_id).alias("version_id"),
            "node",
            pl.lit(NOT_TAKEN_IN).alias("outlet"),
            pl.lit(now).alias("at"),
            pl.lit("").alias("arm"),
        ),
    )


def _offers(frame: pl.DataFrame, _key: str, now: datetime) -> None:
    make_offers(frame, now=now)


def _holds(frame: pl.DataFrame, key: str, now: datetime) -> None:
    place_holds(frame, actor=_actor(key), now=now)


def _releases(frame: pl.DataFrame, key: str, now: datetime) -> None:
    lift_holds(frame, why=f"strategy {key}", actor=_actor(key), now=now)


def _own_values(frame: pl.DataFrame, key: str, now: datetime) -> None:
    set_own_values(frame, actor=_actor(key), now=now)
    refresh_facts(frame["case_id"].to_list(), names=["portfolio"], now=now)


def _webhooks(frame: pl.DataFrame, key: str, now: datetime) -> None:
    queue_calls(frame.with_columns(pl.lit(key).alias("sender")), now=now)


# Holds after releases: a strategy that does both in one pass means to hold.
_ACTS: Mapping[str, _Carry] = {
    "releases": _releases,
    "holds": _holds,
    "custom_values": _own_values,
    "offers": _offers,
    "webhooks": _webhooks,
}


def _actor(key: str) -> Actor:
    return Actor(kind="system", name=f"strategy {key}")
