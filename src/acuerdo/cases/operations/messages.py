"""Contacts that are allowed become messages: facts, names and debts are fetched, texts composed, the outbox filled.

Here, because content and channels do not know each other and both are below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import polars as pl
from django.db import transaction

from acuerdo.cases.operations.addresses import avoiding_refused
from acuerdo.cases.queries import fact_frame
from acuerdo.channels.operations import queue_messages
from acuerdo.compliance.operations import release
from acuerdo.content.queries import LiveVersion, compose_messages, facts_needed, live_versions
from acuerdo.kernel.facts import Fact
from acuerdo.kernel.frames import INSTANT, beside
from acuerdo.portfolio.queries import recipients

NO_ADDRESS = "no active contact point for this channel"
_COLUMNS = (
    "case_id", "debtor_id", "creditor_id", "channel", "purpose", "template", "language", "tone", "contact_point_id",
    "contact_id", "verdict_id", "enrolment_id", "node", "landing", "lane", "not_before",
)  # fmt: skip

# Made once: to make them takes longer than what they do to a small frame.
_USUAL = {
    name: usual.alias(name)
    for name, usual in {
        "contact_point_id": pl.lit(None, pl.Int64),
        "language": pl.lit(""),
        "tone": pl.lit(""),
        "enrolment_id": pl.lit(None, pl.Int64),
        "node": pl.lit(""),
        "landing": pl.lit(None, pl.String),
        "lane": pl.lit(0, pl.Int16),
        "not_before": pl.lit(None, INSTANT),
    }.items()
}


def _filled(column: str) -> pl.Expr:
    return pl.when(pl.col(column) != "").then(pl.col(column))


_WORDS = (
    pl.coalesce(_filled("language"), _filled("debtor_language"), _filled("creditor_language")).alias("language"),
    pl.coalesce(_filled("tone"), _filled("debtor_tone"), pl.lit("neutral")).alias("tone"),
    pl.col("debt.currency").fill_null("EUR"),
)
_FAULT = pl.when(pl.col("address").is_null()).then(pl.lit(NO_ADDRESS)).otherwise("fault").alias("fault")
_BALANCE = pl.col("owed_cents").alias("balance_cents")

_Live = Mapping[tuple[str, int], LiveVersion]


def write_messages(
    contacts: pl.DataFrame,
    *,
    now: datetime,
    custom: Iterable[Fact] = (),
    live: _Live | None = None,
    facts: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Queue one message for each allowed contact; returns message_id and fault (empty: it waits to be sent), in order.

    `contacts`: case_id, debtor_id, creditor_id, channel, template (key), tone ('': the person's), purpose,
    contact_id (the reservation), verdict_id; optional contact_point_id (null: the best active one), language,
    enrolment_id, node, landing (key of the page its links open), lane (0 leaves first), not_before (null: at once). A
    contact whose text cannot be made, or that has no address, is kept as a failed message with its reason, and its
    reservation is released.
    What the caller has read already in this transaction is not read again: `live` versions of these templates, and
    `facts` (case_id, a column for each).
    """
    if contacts.is_empty():
        return pl.DataFrame(schema={"message_id": pl.Int64, "fault": pl.String})
    own = tuple(custom)
    with transaction.atomic(savepoint=False):
        current = _live_versions(contacts) if live is None else live
        valued = _with_values(contacts, current, facts, now=now, custom=own)
        composed = compose_messages(valued, custom=own, live=current)
        written = composed.with_columns_seq(_FAULT, _BALANCE, _landing_versions(composed))
        ids = queue_messages(written, now=now)
        made = zip(written["contact_id"].to_list(), written["fault"].to_list(), strict=True)
        if unused := [contact_id for contact_id, fault in made if fault and contact_id is not None]:
            release(unused)
    return written.select_seq(ids.alias("message_id"), "fault")


def _live_versions(contacts: pl.DataFrame) -> _Live:
    return live_versions(keys=contacts["template"].to_list(), creditor_ids=contacts["creditor_id"].to_list())


def _with_values(
    contacts: pl.DataFrame, live: _Live, facts: pl.DataFrame | None, *, now: datetime, custom: tuple[Fact, ...]
) -> pl.DataFrame:
    """Contacts with a column for every token their templates name."""
    frame = avoiding_refused(_complete(contacts))
    keys = facts_needed(live.values()).keys
    if keys:
        cases = list(set(frame["case_id"].to_list()))
        read = fact_frame(cases, keys, now=now, custom=custom) if facts is None else facts
        frame = beside(frame, read[["case_id", *keys]], on="case_id")
    return recipients(frame).with_columns_seq(_WORDS)


def _landing_versions(composed: pl.DataFrame) -> pl.Series:
    """The live version of each contact's landing page; without one people see the portal's own first page."""
    pairs = list(zip(composed["landing"].to_list(), composed["creditor_id"].to_list(), strict=True))
    asked = {pair for pair in pairs if pair[0] is not None}
    found = live_versions(keys={key for key, _ in asked}, creditor_ids={key for _, key in asked}) if asked else {}
    ids = {pair: one.id for pair, one in found.items() if one.channel == "landing"}
    return pl.Series("landing_version_id", [ids.get(pair) for pair in pairs], pl.Int64)


def _complete(contacts: pl.DataFrame) -> pl.DataFrame:
    return contacts.select_seq(name if name in contacts.columns else _USUAL[name] for name in _COLUMNS)
