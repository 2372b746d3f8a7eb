"""The last look before a message leaves: is it still owed, is the text still true, does the gate still allow it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from acuerdo.channels.operations.claiming import Claimed
from acuerdo.compliance.enums import Purpose
from acuerdo.compliance.operations import judge_again
from acuerdo.portfolio.queries import active_points, owed


@dataclass(frozen=True, slots=True)
class LastLook:
    """Messages that may leave now; those that must not, with the reason; those to look at again later."""

    go: list[Claimed] = field(default_factory=list)
    refused: list[tuple[Claimed, str]] = field(default_factory=list)
    deferred: list[tuple[Claimed, datetime]] = field(default_factory=list)


def look_again(messages: Sequence[Claimed], *, now: datetime) -> LastLook:
    """Judge claimed messages a last time, on what is committed at this instant."""
    balances = _balances(messages)
    points = active_points([one.contact_point_id for one in messages if one.contact_point_id is not None])
    verdicts = _verdicts(messages, now)
    look = LastLook()
    for message in messages:
        reason = _own_reason(message, balances, points)
        decision, rules, again_at = verdicts.get(message.contact_id or 0, ("deny", "no_reservation", None))
        if reason or decision == "deny" or (decision == "defer" and again_at is None):
            look.refused.append((message, reason or rules))
        elif decision == "defer" and again_at is not None:
            look.deferred.append((message, again_at))
        else:
            look.go.append(message)
    return look


_INTENTS = {
    "debtor_id": pl.Int64,
    "creditor_id": pl.Int64,
    "channel": pl.String,
    "purpose": pl.String,
    "contact_point_id": pl.Int64,
    "contact_id": pl.Int64,
}
_Pair = tuple[int, int]
_Answer = tuple[str, str, datetime | None]


def _own_reason(message: Claimed, balances: Mapping[_Pair, int], points: set[int]) -> str:
    if message.is_stale:
        return "stale"
    if message.contact_point_id is not None and message.contact_point_id not in points:
        return "contact_point_inactive"
    if message.purpose != Purpose.COLLECTION:
        return ""
    balance = balances.get((message.debtor_id, message.creditor_id), 0)
    if balance <= 0:
        return "nothing_owed"
    if message.balance_cents is not None and message.balance_cents != balance:
        return "amount_changed"
    return ""


def _balances(messages: Sequence[Claimed]) -> dict[_Pair, int]:
    asked = {(one.debtor_id, one.creditor_id) for one in messages if one.purpose == Purpose.COLLECTION}
    if not asked:
        return {}
    debtors, creditors = zip(*asked, strict=True)
    ids = {"debtor_id": pl.Int64, "creditor_id": pl.Int64}
    found = owed(pl.DataFrame({"debtor_id": debtors, "creditor_id": creditors}, schema=ids))
    pairs = zip(found["debtor_id"].to_list(), found["creditor_id"].to_list(), strict=True)
    return dict(zip(pairs, found["balance_cents"].to_list(), strict=True))


def _verdicts(messages: Sequence[Claimed], now: datetime) -> dict[int, _Answer]:
    asked = [one for one in messages if one.contact_id is not None]
    if not asked:
        return {}
    columns = {name: [getattr(one, name) for one in asked] for name in _INTENTS}
    answers = judge_again(pl.DataFrame(columns, schema=_INTENTS), now=now)
    told = zip(
        answers["decision"].to_list(),
        answers["failed"].list.join(", ").to_list(),
        answers["next_allowed_at"].to_list(),
        strict=True,
    )
    return dict(zip(columns["contact_id"], told, strict=True))
