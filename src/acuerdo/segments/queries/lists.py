"""Lists of people from files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from acuerdo.segments.models import StaticList
from acuerdo.segments.rules.matching import Unmatched


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list in use: how many stand on it, and the rows of its last file that found nobody (the first of them)."""

    id: int
    key: str
    name: str
    description: str
    creditor_id: int
    members: int
    unmatched: tuple[Unmatched, ...]
    unmatched_count: int
    updated_at: datetime
    updated_by: str


def static_lists(*, creditor_ids: Sequence[int]) -> list[ListRow]:
    """Lists in use of these creditors, by name."""
    found = StaticList.objects.filter(archived_at=None, creditor_id__in=creditor_ids).order_by("name", "id")
    return [_row(each) for each in found]


def static_list(*, list_id: int, creditor_ids: Sequence[int]) -> ListRow | None:
    """One list in use, if it is of one of these creditors."""
    found = StaticList.objects.filter(archived_at=None, creditor_id__in=creditor_ids, pk=list_id).first()
    return _row(found) if found else None


def _row(found: StaticList) -> ListRow:
    return ListRow(
        id=found.pk,
        key=found.key,
        name=found.name,
        description=found.description,
        creditor_id=found.creditor_id,
        members=found.members,
        unmatched=tuple(Unmatched(*row) for row in found.unmatched),
        unmatched_count=found.unmatched_count,
        updated_at=found.updated_at,
        updated_by=found.updated_by,
    )
