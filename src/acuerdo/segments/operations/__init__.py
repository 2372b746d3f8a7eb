"""Writes of segments: named rules, lists of people, and the size of segments day by day."""

from acuerdo.segments.operations.lists import (
    CannotSaveList,
    Filled,
    add_members,
    archive_list,
    create_list,
    replace_members,
)
from acuerdo.segments.operations.segments import (
    CannotArchive,
    CannotSaveSegment,
    archive_segment,
    create_segment,
    update_segment,
)
from acuerdo.segments.operations.sizes import record_sizes

__all__ = [
    "CannotArchive",
    "CannotSaveList",
    "CannotSaveSegment",
    "Filled",
    "add_members",
    "archive_list",
    "archive_segment",
    "create_list",
    "create_segment",
    "record_sizes",
    "replace_members",
    "update_segment",
]
