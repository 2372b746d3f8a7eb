"""A strategy in one line: as lists show it, and as the head of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from acuerdo.console.scope import Scope
from acuerdo.strategies.queries import StrategyRow, strategies_of


@dataclass(frozen=True, slots=True)
class Line:
    row: StrategyRow
    title: str
    creditor: str

    @property
    def address(self) -> str:
        return reverse("console:strategies:detail", args=[self.row.id])

    @property
    def draft_address(self) -> str:
        return f"{self.address}?show=draft"


@dataclass(frozen=True, slots=True)
class IndexPage:
    lines: Sequence[Line]


def index_page(*, scope: Scope, language: str) -> IndexPage:
    """All strategies in the reader's scope, by priority."""
    return IndexPage(tuple(_line(row, scope, language) for row in strategies_of(creditor_ids=scope.ids)))


def line_of(*, strategy_id: int, scope: Scope, language: str) -> Line | None:
    """One strategy if it is in the reader's scope."""
    found = (row for row in strategies_of(creditor_ids=scope.ids) if row.id == strategy_id)
    return next((_line(row, scope, language) for row in found), None)


def _line(row: StrategyRow, scope: Scope, language: str) -> Line:
    creditor = scope.creditor(row.creditor_id) if row.creditor_id else None
    title = row.title.get(language) or row.title.get("es") or row.key
    return Line(row=row, title=title, creditor=creditor.name if creditor else "")
