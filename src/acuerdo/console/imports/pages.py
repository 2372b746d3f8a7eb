"""What the import screens show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from acuerdo.console.parts.lists import PAGE_SIZE, Choice, Column, Filter, ListState, Pages, read
from acuerdo.console.scope import Scope
from acuerdo.portfolio.enums import ImportKind, ImportStatus
from acuerdo.portfolio.queries import imports
from acuerdo.staff.queries import Staff
from acuerdo.staff.rules import Permission


@dataclass(frozen=True, slots=True)
class Row:
    """One import in the list."""

    id: int
    files: str
    creditor: str
    kind: str
    status: str
    created: int
    updated: int
    unchanged: int
    rejected: int
    created_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class ImportsPage:
    state: ListState
    pages: Pages
    filters: Sequence[Filter]
    columns: Sequence[Column]
    rows: Sequence[Row]
    may_run: bool


def imports_page(*, staff: Staff, scope: Scope, query: QueryDict) -> ImportsPage:
    """A page of imports, the latest first. Three queries with the scope."""
    filters, columns = _filters(scope), _columns()
    state = read(query, filters=filters, columns=columns)
    found = imports(creditor_ids=scope.narrowed_to(state.filters.get("creditor", "")).ids)
    if "status" in state.filters:
        found = found.filter(status=state.filters["status"])
    if "rejects" in state.filters:
        found = found.filter(rejected_count__gt=0, is_dry_run=False)
    if state.q:
        found = found.filter(files__icontains=state.q)
    total = found.count()
    return ImportsPage(
        state=state,
        pages=Pages(state, total=total),
        filters=filters,
        columns=columns,
        rows=[
            Row(
                id=each.pk,
                files=", ".join(str(file["name"]) for file in each.files),
                creditor=each.creditor.name,
                kind=str(ImportKind(each.kind).label),
                status=each.status,
                created=each.created_count,
                updated=each.updated_count,
                unchanged=each.unchanged_count,
                rejected=each.rejected_count,
                created_at=each.created_at,
                actor=each.actor_name,
            )
            for each in found[state.offset : state.offset + PAGE_SIZE]
        ],
        may_run=staff.may(Permission.RUN_IMPORTS),
    )


def _filters(scope: Scope) -> list[Filter]:
    shown = (ImportStatus.RUNNING, ImportStatus.DONE, ImportStatus.REFUSED, ImportStatus.FAILED, ImportStatus.UNDONE)
    found = [
        Filter("status", _("State"), [Choice(each.value, str(each.label)) for each in shown]),
        Filter("rejects", _("Rows"), [Choice("yes", _("Gave rows back"))]),
    ]
    if len(scope.creditors) > 1:
        found.append(Filter("creditor", _("Creditor"), [Choice(each.reference, each.name) for each in scope.creditors]))
    return found


def _columns() -> list[Column]:
    return [
        Column("files", _("Files")),
        Column("status", _("State")),
        Column("created", _("New"), right=True),
        Column("updated", _("Changed"), right=True),
        Column("unchanged", _("Unchanged"), right=True),
        Column("rejected", _("Rejected"), right=True),
        Column("when", _("When")),
    ]
