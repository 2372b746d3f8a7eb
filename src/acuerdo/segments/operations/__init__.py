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
from acuerdo.segments.operations.uploads import FileRows, rows_of_file

__all__ = [
    "CannotArchive",
    "CannotSaveList",
    "CannotSaveSegment",
    "FileRows",
    "Filled",
    "add_members",
    "archive_list",
    "archive_segment",
    "create_list",
    "create_segment",
    "record_sizes",
    "replace_members",
    "rows_of_file",
    "update_segment",
]
