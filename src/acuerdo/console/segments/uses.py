"""Who uses a segment or a list: other segments by name, and strategies with the way they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from acuerdo.segments.queries import segments_naming
from acuerdo.strategies.queries import uses_of_list, uses_of_segment

_HOW = {
    "draft": _("named in its draft"),
    "live": _("live, with the rule as it was when it was published"),
    "running": _("an older version with cases inside"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """One user: `strategy_id` is None for a segment."""

    title: str
    how: str = ""
    strategy_id: int | None = None


def uses_of(name: str, *, language: str) -> Sequence[Use]:
    """Everybody who names `segment:KEY` or `list:KEY`."""
    kind, key = name.split(":", 1)
    strategies = uses_of_segment(key) if kind == "segment" else uses_of_list(key)
    return [
        *(Use(title) for title in segments_naming(name)),
        *(Use(use.title.get(language) or use.key, str(_HOW[use.what]), use.strategy_id) for use in strategies),
    ]
