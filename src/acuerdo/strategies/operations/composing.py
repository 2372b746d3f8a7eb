"""Allowed contacts become messages in the outbox: recipients, facts and texts looked up set-wise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import polars as pl

from acuerdo.cases.queries import fact_frame
from acuerdo.channels.operations import queue_messages
from acuerdo.compliance.operations import release
from acuerdo.content.queries import compose_messages, facts_needed, live_versions
from acuerdo.kernel.facts import Fact
from acuerdo.portfolio.queries import recipients


def compose_and_queue(contacts: pl.DataFrame, *, custom: Iterable[Fact], now: datetime) -> int:
    """Write the messages of allowed contacts into the outbox; returns how many are on their way.

    `contacts`: debtor_id, creditor_id, case_id, channel, contact_point_id, purpose, template, tone, enrolment_id,
    node (its id), contact_id, verdict_id. A message that cannot be made (no text, a value missing) is kept as failed
    with its reason, and its place in the contact ledger is given back.
    """
    own = tuple(custom)
    told = recipients(contacts).rename({"owed_cents": "balance_cents"}, strict=False)
    live = live_versions(
        keys=contacts["template"].unique().to_list(), creditor_ids=contacts["creditor_id"].unique().to_list()
    )
    needed = sorted(facts_needed(live.values()).keys - set(told.columns))
    if needed:
        facts = fact_frame(contacts["case_id"].to_list(), needed, now=now, custom=own).drop("debtor_id", "creditor_id")
        told = told.join(facts.unique("case_id"), on="case_id", how="left", maintain_order="left")
    language = pl.coalesce(pl.col("debtor_language").replace("", None), "creditor_language")
    composed = compose_messages(told.with_columns(language.alias("language")), custom=own)
    failed = composed.filter(pl.col("fault") != "")
    if failed.height:
        release(failed["contact_id"].to_list())
    queue_messages(composed, now=now)
    return composed.height - failed.height
