"""How large segments were, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from acuerdo.segments.models import SegmentSize

DAYS = 90


@dataclass(frozen=True, slots=True)
class SizeDay:
    """What a segment selected on a day, at the creditors asked for."""

    day: date
    cases: int


def sizes_of(
    *, segment_ids: Sequence[int], creditor_ids: Sequence[int], days: int = DAYS
) -> dict[int, tuple[SizeDay, ...]]:
    """The last measured days of each segment, oldest first, over these creditors; one query for all."""
    rows = (
        SegmentSize.objects.filter(segment_id__in=segment_ids, creditor_id__in=creditor_ids)
        .values("segment_id", "day")
        .annotate(total=Sum("cases"))
        .order_by("segment_id", "day")
        .values_list("segment_id", "day", "total")
    )
    found: dict[int, list[SizeDay]] = {key: [] for key in segment_ids}
    for key, day, total in rows:
        found[key].append(SizeDay(day, total))
    return {key: tuple(measured[-days:]) for key, measured in found.items()}
