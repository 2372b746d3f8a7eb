"""ISO 8601 durations as policy packs write them, with `P10BD` for ten business days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

_FORM = re.compile(
    r"P(?:(?P<business>\d+)BD|"
    r"(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?)"
)


class NotADuration(ValueError):
    """The text is no ISO 8601 duration of whole units."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: calendar months, business days, and the part that is the same everywhere."""

    months: int = 0
    business_days: int = 0
    fixed: timedelta = timedelta()

    @property
    def is_fixed(self) -> bool:
        """Whether it is a number of seconds, whatever the calendar."""
        return not self.months and not self.business_days

    @property
    def microseconds(self) -> int:
        """Length of a fixed duration."""
        return self.fixed // timedelta(microseconds=1)


def parse_duration(text: str) -> Duration:
    """Read `P7D`, `PT3M`, `P1Y6M`, `P10BD`. Raises NotADuration, also for `P` and `P1DT`."""
    match = _FORM.fullmatch(text)
    if match is None or text == "P":
        raise NotADuration(f"{text!r} is no duration; write it like P7D, PT3M, P1M or P10BD")
    part = {name: int(value) for name, value in match.groupdict(default="0").items()}
    return Duration(
        months=12 * part["years"] + part["months"],
        business_days=part["business"],
        fixed=timedelta(
            weeks=part["weeks"],
            days=part["days"],
            hours=part["hours"],
            minutes=part["minutes"],
            seconds=part["seconds"],
        ),
    )
