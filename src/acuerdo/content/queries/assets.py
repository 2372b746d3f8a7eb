"""Uploaded images, and what checks may know of the surroundings of a text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from acuerdo.content.models import Asset
from acuerdo.content.rules.checks import Surroundings


@dataclass(frozen=True, slots=True)
class AssetLine:
    """An image as the picker shows it; `address` is where this site serves it."""

    name: str
    title: str
    width: int
    height: int
    size: int
    added_at: datetime
    creditor_id: int | None

    @property
    def address(self) -> str:
        return f"/f/{self.name}"


def assets(*, creditor_ids: Sequence[int], limit: int = 200) -> list[AssetLine]:
    """The images these creditors may use, their own and shared ones, newest first."""
    rows = Asset.objects.filter(Q(creditor_id=None) | Q(creditor_id__in=creditor_ids)).defer("content")
    return [
        AssetLine(row.name, row.title, row.width, row.height, row.size, row.added_at, row.creditor_id)
        for row in rows.order_by("-added_at", "-id")[:limit]
    ]


def asset_content(*, name: str) -> tuple[str, bytes] | None:
    """Media type and bytes of an image, for whoever has its address."""
    row = Asset.objects.filter(name=name).values_list("media_type", "content").first()
    return (row[0], bytes(row[1])) if row else None


def surroundings(*, brands: Mapping[str, str] | None = None) -> Surroundings:
    """What there is around a text: `brands` are colours by creditor's name, images are read here."""
    names = frozenset(Asset.objects.values_list("name", flat=True))
    return Surroundings(brands=tuple((brands or {}).items()), assets=names)
