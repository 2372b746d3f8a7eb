"""Do the rollups tell what happened?"""

from __future__ import annotations

from acuerdo.insights.queries.sources import select_all

_DIFFERENCES = f"""
SELECT coalesce(k.creditor_id, t.creditor_id) AS creditor_id, coalesce(k.day, t.day) AS day,
  coalesce(k.measure, t.measure) AS measure, coalesce(k.split, t.split) AS split,
  k.count AS kept_count, t.count AS true_count, k.cents AS kept_cents, t.cents AS true_cents
FROM (
  SELECT creditor_id, day, measure, split, sum(count) AS count, sum(cents) AS cents
  FROM insights_dailyrollup GROUP BY 1, 2, 3, 4
) k
FULL JOIN ({select_all()}) t
  ON (t.creditor_id, t.day, t.measure, t.split) = (k.creditor_id, k.day, k.measure, k.split)
WHERE (coalesce(k.count, 0), coalesce(k.cents, 0)) <> (coalesce(t.count, 0), coalesce(t.cents, 0))
"""  # noqa: S608 -- no value from outside

# (name, one row for each wrong thing, remedy)
CONSISTENCY: tuple[tuple[str, str, str], ...] = (
    (
        "insights: rollups agree with messages, payments, promises, cases and ledgers",
        _DIFFERENCES,
        "acuerdo insights rebuild",
    ),
)
