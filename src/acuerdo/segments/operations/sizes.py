"""The size of every segment, once a day."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from acuerdo.segments.queries import count_segments_by_creditor, segments

_WRITE = """
    INSERT INTO segments_segmentsize (segment_id, creditor_id, day, cases)
    SELECT n.segment_id, n.creditor_id, %s, n.cases
    FROM unnest(%s::bigint[], %s::bigint[], %s::integer[]) AS n(segment_id, creditor_id, cases)
    ON CONFLICT (segment_id, day, creditor_id) DO UPDATE SET cases = EXCLUDED.cases
    WHERE segments_segmentsize.cases <> EXCLUDED.cases
"""


def record_sizes(*, now: datetime) -> int:
    """Write down how many cases each segment selects today, at each creditor; returns how many figures.

    A second time on the same day (UTC) the later count stands. Faulty segments leave a gap.
    """
    counted = count_segments_by_creditor(segments(), now=now)
    columns = [[row[place] for row in counted] for place in range(3)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_WRITE, [now.date(), *columns])
    return len(counted)
