"""Durations as people write them in strategy files: ISO 8601 without months and years (`P3D`, `PT12H`, `P1W`)."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

LONGEST = timedelta(days=731)  # two years: longer than any limitation notice a strategy could wait for
PATTERN = r"^P(?=.)(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?$"
_PARTS = re.compile(r"^P(?=.)(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$")


def parse_duration(text: str) -> timedelta | None:
    """Return the length of an ISO 8601 duration, or None when it is not one, not positive, or over two years.

    Months and years are refused because their length depends on the day one starts from.
    """
    match = _PARTS.match(text)
    if match is None:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return length if timedelta(0) < length <= LONGEST else None


def _read(value: Any) -> timedelta:
    length = parse_duration(value) if isinstance(value, str) else None
    if length is None:
        raise PydanticCustomError("bad_duration", "not a duration: {given}", {"given": str(value)[:60]})
    return length


Duration = Annotated[
    timedelta,
    BeforeValidator(_read),
    WithJsonSchema({"type": "string", "format": "duration", "pattern": PATTERN, "examples": ["P3D", "PT12H"]}),
]
