"""Into the outbox: allowed contacts become messages that wait for their turn."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import connection, transaction

from acuerdo.channels.enums import MessageStatus
from acuerdo.channels.providers import provider_for
from acuerdo.kernel.frames import INSTANT, copy_frame, instant, reserve_ids

OUTBOX = "acuerdo_outbox"
_TEXT = 300
# Columns a message may be queued with, and what stands in for an absent one.
_COLUMNS: dict[str, pl.Expr] = {
    "debtor_id": pl.lit(None, pl.Int64),
    "creditor_id": pl.lit(None, pl.Int64),
    "case_id": pl.lit(None, pl.Int64),
    "channel": pl.lit(""),
    "contact_point_id": pl.lit(None, pl.Int64),
    "address": pl.lit(""),
    "purpose": pl.lit("collection"),
    "template_version_id": pl.lit(None, pl.Int64),
    "landing_version_id": pl.lit(None, pl.Int64),
    "language": pl.lit("es"),
    "tone": pl.lit(""),
    "values": pl.lit("{}"),
    "digest": pl.lit(""),
    "balance_cents": pl.lit(None, pl.Int64),
    "subject": pl.lit(""),
    "body": pl.lit(""),
    "enrolment_id": pl.lit(None, pl.Int64),
    "node": pl.lit(""),
    "contact_id": pl.lit(None, pl.Int64),
    "verdict_id": pl.lit(None, pl.Int64),
    "segments": pl.lit(0, pl.Int16),
    # A person waits for what no strategy sends: receipts, answers, messages by hand.
    "lane": pl.lit(0, pl.Int16),
    "fault": pl.lit(""),
    # Not sent earlier: who writes by hand may think better of it.
    "not_before": pl.lit(None, INSTANT),
}
_ALWAYS = {"direction": pl.lit("out"), "provider_reference": pl.lit(""), "attempts": pl.lit(0, pl.Int16)}
_FAILED, _QUEUED = pl.lit(str(MessageStatus.FAILED)), pl.lit(str(MessageStatus.QUEUED))


def queue_messages(frame: pl.DataFrame, *, now: datetime) -> pl.Series:
    """Put allowed, composed contacts into the outbox and wake the dispatch loops; returns the messages' ids.

    Columns as in `_COLUMNS` (`values` is json text); absent ones get their defaults. A row with a `fault` is kept
    as failed with that reason, so that it can be seen; its reservation is the caller's to release. In the caller's
    transaction. To compose texts first, see `cases.operations.write_messages`.
    """
    if frame.is_empty():
        return pl.Series("id", [], dtype=pl.Int64)
    channels = frame["channel"].to_list()
    names = {channel: provider_for(channel).name for channel in set(channels)}
    ids = reserve_ids("channels_message", frame.height)
    of = {name: pl.col(name) if name in frame.columns else usual for name, usual in _COLUMNS.items()}
    fault = of.pop("fault").fill_null("")
    of |= {
        "id": pl.lit(ids),
        "provider": pl.lit(pl.Series([names[channel] for channel in channels], dtype=pl.String)),
        "status": pl.when(fault != "").then(_FAILED).otherwise(_QUEUED),
        "error": fault.str.slice(0, _TEXT),
        "address": of["address"].fill_null(""),
        "node": of["node"].fill_null(""),
        "queued_at": instant(now),
        "not_before": of["not_before"].fill_null(instant(now)),
        **_ALWAYS,
    }
    written = frame.select_seq(value.alias(name) for name, value in of.items())
    with transaction.atomic(savepoint=False):
        copy_frame("channels_message", written)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [OUTBOX])
    return ids
