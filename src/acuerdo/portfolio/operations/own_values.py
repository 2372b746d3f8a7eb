"""Writing a creditor's own columns here, beside what its files say."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import connection

from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor

# Later rows win over earlier ones of the same key.
_SET = """
    INSERT INTO portfolio_ownvalues (debtor_id, creditor_id, values, updated_at)
    SELECT debtor_id, creditor_id, jsonb_object_agg(key, value::jsonb ORDER BY place), %(now)s
    FROM unnest(%(debtors)s::bigint[], %(creditors)s::bigint[], %(keys)s::text[], %(values)s::text[])
        WITH ORDINALITY AS n(debtor_id, creditor_id, key, value, place)
    GROUP BY debtor_id, creditor_id
    ON CONFLICT (debtor_id, creditor_id) DO UPDATE
    SET values = portfolio_ownvalues.values || EXCLUDED.values, updated_at = EXCLUDED.updated_at
"""


def set_own_values(values: pl.DataFrame, *, actor: Actor, now: datetime) -> int:
    """Write own columns of many people, set-wise; returns how many people. The caller refreshes their facts.

    `values`: debtor_id, creditor_id, key (without `custom.`), value (json text; money in cents, dates ISO 8601). In
    the caller's transaction. One entry in the audit log for each creditor and column: a step writes thousands.
    """
    if values.is_empty():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _SET,
            {
                "debtors": values["debtor_id"].to_list(),
                "creditors": values["creditor_id"].to_list(),
                "keys": values["key"].to_list(),
                "values": values["value"].to_list(),
                "now": now,
            },
        )
        written = int(cursor.rowcount)
    counted = values.group_by("creditor_id", "key", maintain_order=True).agg(pl.col("debtor_id").n_unique())
    audit.record_many(
        [
            audit.Entry(
                "portfolio.own_values.set",
                "portfolio.creditor",
                creditor_id,
                actor,
                creditor_id=creditor_id,
                after={"column": key, "people": people},
            )
            for creditor_id, key, people in counted.iter_rows()
        ],
        at=now,
    )
    return written
