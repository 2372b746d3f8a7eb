"""The ledger of contacts: reserved in the transaction that judges, made or released by whoever sends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from acuerdo.compliance.enums import ContactStatus
from acuerdo.compliance.models import Contact
from acuerdo.compliance.operations.verdicts import store_verdicts
from acuerdo.compliance.queries.judging import Judged, judge_intents
from acuerdo.kernel.frames import copy_frame, instant, reserve_ids


def _as_json(column: str) -> pl.Expr:
    # Names of time zones need no escaping.
    inside = pl.col(column).list.join('","')
    text = pl.when(pl.col(column).list.len() > 0).then(pl.format('["{}"]', inside)).otherwise(pl.lit("[]"))
    return text.fill_null("[]").alias(column)


# Of each reserved contact, besides its key, packs and instant. Made once: that takes longer than what it does to a few.
_CONTACT = (
    pl.col("person").alias("debtor_id"),
    pl.col("creditor_id"),
    pl.col("debt").alias("debt_id"),
    pl.col("contact_point_id"),
    pl.col("channel"),
    pl.lit("out").alias("direction"),
    pl.col("purpose"),
    pl.lit(ContactStatus.RESERVED.value).alias("status"),
    pl.lit(value=False).alias("is_live"),
    # So that the replay knows which contacts a person made by hand.
    pl.when(pl.col("automated").fill_null(value=True))
    .then(pl.lit("[]"))
    .otherwise(pl.lit('["by_hand"]'))
    .alias("flags"),
    _as_json("zones"),
    pl.col("region").fill_null(""),
    pl.col("party"),
    pl.col("verdict_id"),
)


def judge_and_reserve(intents: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Judge intents and take a slot in the ledger for each allowed one, in the caller's transaction.

    `intents`: debtor_id, creditor_id, channel, purpose, and if known debt_id, automated and contact_point_id; other
    columns are ignored. Answers row by row: decision (allow, warn, defer, deny), next_allowed_at, failed, verdict_id,
    and contact_id (null unless allowed). The caller holds the persons' shards (`kernel.shards`), so that nobody else
    takes the same slot meanwhile. To judge a slot already taken once more use `judge_again`.
    """
    judged = judge_intents(intents, now=now)
    with transaction.atomic(savepoint=False):
        answers = _with_verdict_ids(judged, now)
        allowed = [decision in ("allow", "warn") for decision in answers["decision"].to_list()]
        taken = iter(_reserve(judged, answers, pl.Series(allowed), now) if any(allowed) else ())
    contact_ids = [next(taken) if one_is else None for one_is in allowed]
    return answers.hstack([pl.Series("contact_id", contact_ids, dtype=pl.Int64)])


def judge_again(intents: pl.DataFrame, *, now: datetime) -> pl.DataFrame:
    """Judge reserved contacts at the last moment, each without its own reservation counting against it.

    `intents` as for `judge_and_reserve`, with `contact_id`. Answers decision, next_allowed_at, failed, verdict_id.
    Changes nothing in the ledger: `confirm`, `release` or `mark_uncertain` follow.
    """
    judged = judge_intents(intents, now=now)
    with transaction.atomic(savepoint=False):
        return _with_verdict_ids(judged, now)


def confirm(contact_ids: Sequence[int], *, at: datetime) -> None:
    """The contacts were made at this instant, from which caps and gaps count."""
    _set_status(contact_ids, ContactStatus.MADE, at)


def mark_uncertain(contact_ids: Sequence[int], *, at: datetime) -> None:
    """The contacts may have been made: they count as made, and a person looks."""
    _set_status(contact_ids, ContactStatus.UNCERTAIN, at)


def release(contact_ids: Sequence[int]) -> None:
    """The contacts were not made and do not count. What was made stays made."""
    Contact.objects.filter(pk__in=contact_ids, status=ContactStatus.RESERVED).update(status=ContactStatus.RELEASED)


def record_inbound(
    *, debtor_id: int, creditor_id: int, channel: str, at: datetime, is_live: bool = False, debt_id: int | None = None
) -> int:
    """Record that the person contacted us. Counts as no attempt; a live conversation starts cooldowns."""
    contact = Contact.objects.create(
        debtor_id=debtor_id,
        creditor_id=creditor_id,
        debt_id=debt_id,
        channel=channel,
        direction="in",
        purpose="collection",
        at=at,
        status=ContactStatus.MADE,
        is_live=is_live,
    )
    return int(contact.pk)


def record_conversation(*, contact_id: int) -> None:
    """Somebody answered and spoke: the attempt was a live conversation."""
    Contact.objects.filter(pk=contact_id).update(is_live=True)


def _with_verdict_ids(judged: Judged, now: datetime) -> pl.DataFrame:
    stored = store_verdicts(judged.documents, packs=judged.packs, now=now)
    verdict_ids = [stored[key] for key in judged.frame["verdict_key"].to_list()]
    answers = judged.frame[["decision", "next_allowed_at", "failed"]]
    return answers.hstack([pl.Series("verdict_id", verdict_ids, dtype=pl.Int64)])


def _reserve(judged: Judged, answers: pl.DataFrame, allowed: pl.Series, now: datetime) -> list[int]:
    told = judged.questions.hstack([answers["verdict_id"]])
    chosen = told if allowed.all() else told.filter(allowed)
    ids = reserve_ids("compliance_contact", chosen.height)
    packs = [judged.bindings[creditor_id].key for creditor_id in chosen["creditor_id"].to_list()]
    rows = chosen.select_seq(ids, pl.Series("packs", packs, dtype=pl.String), instant(now).alias("at"), *_CONTACT)
    copy_frame("compliance_contact", rows)
    return ids.to_list()


def _set_status(contact_ids: Sequence[int], status: ContactStatus, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE compliance_contact SET status = %s, at = %s WHERE id = ANY(%s)",
            [status.value, at, list(contact_ids)],
        )
