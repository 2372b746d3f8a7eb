"""Reads of segments: which cases a rule selects, the segments and lists themselves, their sizes and overlaps."""

from acuerdo.segments.queries.counting import (
    CasePage,
    all_cases_by_rule,
    cases_by_rule,
    count_by_rule,
    where_sql,
)
from acuerdo.segments.queries.lists import ListRow, static_list, static_lists
from acuerdo.segments.queries.overlaps import Overlap, overlap
from acuerdo.segments.queries.references import known_rules, names_of_references, on_list, resolved, segments_naming
from acuerdo.segments.queries.segments import (
    SegmentRow,
    count_segments,
    count_segments_by_creditor,
    segment,
    segment_by_key,
    segment_sql,
    segments,
)
from acuerdo.segments.queries.sizes import SizeDay, sizes_of

__all__ = [
    "CasePage",
    "ListRow",
    "Overlap",
    "SegmentRow",
    "SizeDay",
    "all_cases_by_rule",
    "cases_by_rule",
    "count_by_rule",
    "count_segments",
    "count_segments_by_creditor",
    "known_rules",
    "names_of_references",
    "on_list",
    "overlap",
    "resolved",
    "segment",
    "segment_by_key",
    "segment_sql",
    "segments",
    "segments_naming",
    "sizes_of",
    "static_list",
    "static_lists",
    "where_sql",
]
