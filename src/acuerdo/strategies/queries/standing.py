"""Where a case stands towards the interpreter: exit rules, contact points, time zone, as SQL and as a frame."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from acuerdo.kernel.frames import INSTANT, read_columns
from acuerdo.strategies.enums import EnrolmentStatus, ExitRule
from acuerdo.strategies.rules.interpreter import exit_column

EXIT_SQL = {
    ExitRule.CLOSED: "f.status <> 'open'",
    ExitRule.PAID: "f.balance_cents <= 0",
    ExitRule.HELD: "f.on_hold",
    ExitRule.OPTED_OUT_ALL: "(f.is_ceased OR (f.opted_out_email AND f.opted_out_sms))",
}
"""When an exit rule holds, over `cases_casefacts f`."""

# Over `portfolio_contactpoint p`: the key of the best ranked one. The smallest of (rank, key) needs no sorting.
_BEST = "(min(ARRAY[p.rank, p.id]) FILTER (WHERE p.kind = '{kind}'{more}))[2]"
_POINTS = {
    "email": _BEST.format(kind="email", more=""),
    "sms": _BEST.format(kind="phone", more=" AND p.is_mobile"),
}
CHANNELS = tuple(_POINTS)
POINTS_SQL = f"""
    SELECT {", ".join(f"{best} AS {channel}" for channel, best in _POINTS.items())}
    FROM portfolio_contactpoint p WHERE p.status = 'active' AND p.debtor_id =
"""  # noqa: S608 - composed of constants only
"""The contact point to use on each channel of message steps, of the person whose key is to follow."""

FREE = f"""NOT EXISTS (SELECT FROM strategies_enrolment a WHERE a.debtor_id = f.debtor_id
                        AND a.creditor_id = f.creditor_id AND a.status = {EnrolmentStatus.ACTIVE.value})"""
"""No strategy has the person for this creditor, over `cases_casefacts f`."""

_STANDING = f"""
    SELECT f.case_id, f.case_id, f.debtor_id, f.creditor_id, COALESCE(NULLIF(f.time_zone, ''), c.time_zone),
           {", ".join(EXIT_SQL[rule] for rule in ExitRule)}, {", ".join(f"point.{channel}" for channel in CHANNELS)}
    FROM cases_casefacts f JOIN portfolio_creditor c ON c.id = f.creditor_id
    LEFT JOIN LATERAL ({POINTS_SQL} f.debtor_id) AS point ON true
    WHERE f.case_id = ANY(%(cases)s) ORDER BY f.case_id
"""  # noqa: S608 - composed of constants only
_SCHEMA = {
    "enrolment_id": pl.Int64,
    "case_id": pl.Int64,
    "debtor_id": pl.Int64,
    "creditor_id": pl.Int64,
    "zone": pl.String,
    **{exit_column(rule): pl.Boolean for rule in ExitRule},
    **{f"point.{channel}": pl.Int64 for channel in CHANNELS},
}


def standing_of(*, case_ids: Sequence[int], node: int, now: datetime) -> pl.DataFrame:
    """One row a case for the interpreter, as if it came to step `node` at `now`; none for cases that do not exist.

    The case's key stands in for the key of an enrolment.
    """
    found = read_columns(_STANDING, {"cases": list(case_ids)}, schema=_SCHEMA)
    instant = pl.lit(now, dtype=INSTANT)
    return found.with_columns(
        pl.lit(node, dtype=pl.Int16).alias("node"),
        instant.alias("node_entered_at"),
        instant.alias("due_at"),
        pl.lit(0, dtype=pl.Int32).alias("woken"),
    )
