"""May we contact this person now? What the badge of the case page says, channel by channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from acuerdo.compliance.enums import Channel, Purpose
from acuerdo.compliance.queries.judging import judge_apart
from acuerdo.compliance.queries.verdicts import VerdictStory, story_of


@dataclass(frozen=True, slots=True)
class Allowance:
    """The gate's answer for one channel: `until` when it is allowed, `next_at` when waiting helps."""

    channel: Channel
    decision: str
    until: datetime | None
    next_at: datetime | None
    story: VerdictStory

    @property
    def is_allowed(self) -> bool:
        return self.decision in ("allow", "warn")


def contact_allowed_now(
    *,
    debtor_id: int,
    creditor_id: int,
    channels: Sequence[Channel | str],
    now: datetime,
    automated: bool | None = None,
    purpose: str = Purpose.COLLECTION,
) -> list[Allowance]:
    """Ask the gate for one person, without reserving anything. In the order of the channels.

    `until` is the end of the hours that are open now (null: no rule closes them). An agent who calls or writes by
    hand asks with `automated=False`.
    """
    intents = pl.DataFrame(
        {
            "debtor_id": [debtor_id] * len(channels),
            "creditor_id": creditor_id,
            "channel": [str(channel) for channel in channels],
            "purpose": str(purpose),
            "automated": automated,
        },
        schema_overrides={"debtor_id": pl.Int64, "creditor_id": pl.Int64, "automated": pl.Boolean},
    )
    answers = judge_apart(intents, now=now)
    return [
        Allowance(
            channel=Channel(channel),
            decision=row["decision"],
            until=row["closes_at"] if row["decision"] in ("allow", "warn") else None,
            next_at=row["next_allowed_at"],
            story=story_of(answers.documents[row["verdict_key"]]),
        )
        for channel, row in zip(channels, answers.frame.iter_rows(named=True), strict=True)
    ]
