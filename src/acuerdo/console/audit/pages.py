"""What the audit page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from acuerdo.console.audit.forms import DaysForm
from acuerdo.console.audit.values import field_words, value_words
from acuerdo.console.audit.words import action_words, actor_words, object_words
from acuerdo.console.parts.lists import PAGE_SIZE, Choice, Column, Filter, ListState, Pages, read
from acuerdo.console.scope import Scope
from acuerdo.insights.queries import AuditFilter, AuditLine, audit_entries
from acuerdo.kernel import audit

AREAS = ("cases", "compliance", "payments", "portfolio", "content", "channels", "strategies", "segments", "staff")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    line: AuditLine
    who: str
    action: str
    obj: str
    creditor: str
    differences: Sequence[Difference]
    href: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    state: ListState
    pages: Pages
    filters: Sequence[Filter]
    columns: Sequence[Column]
    rows: Sequence[Row]
    days: DaysForm
    obj: str
    is_more: bool


@dataclass(frozen=True, slots=True)
class ChainStatus:
    checked: int
    unsealed: int
    broken_at: int | None


def chain_status() -> ChainStatus:
    """Seal what is not sealed yet, then recompute every digest."""
    audit.seal()
    found = audit.verify()
    return ChainStatus(checked=found.checked, unsealed=found.unsealed, broken_at=found.broken_at)


def audit_page(*, scope: Scope, sees_all: bool, query: QueryDict) -> AuditPage:
    """A page of the log, narrowed by what the address asks for. Three queries with the scope."""
    filters, columns = _filters(scope), _columns()
    state = read(query, filters=filters, columns=columns)
    days = DaysForm({name: query.get(name, "") for name in ("first", "last")})
    days.is_valid()
    creditor = next((each for each in scope.creditors if each.reference == state.filters.get("creditor")), None)
    obj_type, obj_id = _object(query.get("object", ""))
    found = audit_entries(
        asked=AuditFilter(
            creditor_ids=None if sees_all else scope.ids,
            text=state.q,
            area=state.filters.get("area", ""),
            actor_kind=state.filters.get("who", ""),
            creditor_id=creditor.id if creditor else None,
            obj_type=obj_type,
            obj_id=obj_id,
            first=days.cleaned_data.get("first"),
            last=days.cleaned_data.get("last"),
        ),
        zone=timezone.get_current_timezone(),
        offset=state.offset,
        limit=PAGE_SIZE,
    )
    names = {each.id: each.name for each in scope.creditors}
    return AuditPage(
        state=state,
        pages=Pages(state, total=found.total),
        filters=filters,
        columns=columns,
        rows=[_row(line, names) for line in found.lines],
        days=days,
        obj=query.get("object", "") if obj_type else "",
        is_more=found.is_more,
    )


def _filters(scope: Scope) -> list[Filter]:
    who = [("user", _("Staff")), ("debtor", _("Debtors")), ("import", _("Imports"))]
    who += [("token", _("Other systems")), ("system", _("The system"))]
    found = [
        Filter("who", _("Who"), [Choice(value, label) for value, label in who]),
        Filter("area", _("About"), [Choice(area, _area_label(area)) for area in AREAS]),
    ]
    if len(scope.creditors) > 1:
        found.append(Filter("creditor", _("Creditor"), [Choice(each.reference, each.name) for each in scope.creditors]))
    return found


def _area_label(area: str) -> str:
    return {
        "cases": _("Cases"),
        "compliance": _("Compliance"),
        "payments": _("Payments"),
        "portfolio": _("Portfolio"),
        "content": _("Templates"),
        "channels": _("Channels"),
        "strategies": _("Strategies"),
        "segments": _("Segments"),
        "staff": _("Staff"),
    }[area]


def _columns() -> list[Column]:
    return [
        Column("at", _("When")),
        Column("who", _("Who")),
        Column("action", _("What")),
        Column("object", _("On what")),
        Column("differences", _("What differs")),
    ]


def _object(text: str) -> tuple[str, int | None]:
    """Read `?object=cases.Case:12`."""
    kind, _colon, number = text.partition(":")
    return (kind[:60], int(number)) if kind and number.isdecimal() and len(number) < 19 else ("", None)


def _row(line: AuditLine, names: Mapping[int, str]) -> Row:
    return Row(
        line=line,
        who=actor_words(line.actor_kind, line.actor_name),
        action=action_words(line.action),
        obj=object_words(line.obj_type),
        creditor=names.get(line.creditor_id or 0, ""),
        differences=_differences(line.before or {}, line.after or {}),
        href=reverse("console:cases:detail", args=[line.obj_id])
        if line.obj_type == "cases.case" and line.obj_id
        else "",
    )


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    names = dict.fromkeys([*before, *after])
    return [
        Difference(field_words(name), value_words(name, before.get(name)), value_words(name, after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    ]
