"""How far two segments are the same cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from acuerdo.segments.queries.segments import SegmentRow, segment_sql


@dataclass(frozen=True, slots=True)
class Overlap:
    """Cases in the first segment, in the second, and in both."""

    first: int
    second: int
    both: int

    @property
    def only_first(self) -> int:
        return self.first - self.both

    @property
    def only_second(self) -> int:
        return self.second - self.both

    @property
    def either(self) -> int:
        return self.first + self.second - self.both


def overlap(first: SegmentRow, second: SegmentRow, *, creditor_ids: Sequence[int], now: datetime) -> Overlap:
    """Count two segments and what they share, in one pass; a faulty one selects nobody."""
    one, one_values = segment_sql(first, creditor_ids=creditor_ids, now=now)
    two, two_values = segment_sql(second, creditor_ids=creditor_ids, now=now)
    # Each condition is judged once a case; null counts as no, as in WHERE.
    sql = f"""
        SELECT count(*) FILTER (WHERE judged.one), count(*) FILTER (WHERE judged.two),
               count(*) FILTER (WHERE judged.one AND judged.two)
        FROM (
            SELECT ({one}) AS one, ({two}) AS two FROM cases_casefacts f WHERE f.creditor_id = ANY(%s) OFFSET 0
        ) judged
    """  # noqa: S608  compiled from checked rules
    with connection.cursor() as cursor:
        cursor.execute(sql, [*one_values, *two_values, list(creditor_ids)])
        return Overlap(*cursor.fetchone())
