"""The segments themselves, and how many cases each selects at this moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from acuerdo.cases.queries import days_of_creditors
from acuerdo.kernel.facts import Fact
from acuerdo.portfolio.queries import custom_facts_of
from acuerdo.segments.models import Segment
from acuerdo.segments.queries.counting import condition_sql
from acuerdo.segments.queries.references import known_rules
from acuerdo.segments.rules import Fault, Known, Rule, find_faults, parse_rule, references, resolve


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment: `rule` as written, `ready` with the segments and lists it names in place (None: it has `faults`).

    `custom` are the own columns of its creditor that the rule may name.
    """

    id: int
    key: str
    name: str
    description: str
    creditor_id: int | None
    rule: Rule
    ready: Rule | None
    faults: tuple[Fault, ...]
    custom: tuple[Fact, ...]
    revision: int
    updated_at: datetime
    updated_by: str

    @property
    def is_faulty(self) -> bool:
        """A fact or a segment that is gone since leaves a segment that selects nobody; its editor names the fault."""
        return self.ready is None

    def reach(self, creditor_ids: Iterable[int]) -> list[int]:
        """Those of the creditors whose cases it may select."""
        return [key for key in creditor_ids if self.creditor_id in (None, key)]


def segments(*, creditor_ids: Sequence[int] | None = None) -> list[SegmentRow]:
    """Segments in use, by name: those for all creditors and those of the given ones (None: of all)."""
    return _rows(_in_use(creditor_ids).order_by("name", "id"))


def segment(*, segment_id: int, creditor_ids: Sequence[int]) -> SegmentRow | None:
    """One segment in use, if these creditors may use it."""
    return next(iter(_rows(_in_use(creditor_ids).filter(pk=segment_id))), None)


def segment_by_key(*, key: str, creditor_ids: Sequence[int]) -> SegmentRow | None:
    """One segment in use by its key, if these creditors may use it."""
    return next(iter(_rows(_in_use(creditor_ids).filter(key=key))), None)


def segment_sql(row: SegmentRow, *, creditor_ids: Sequence[int], now: datetime) -> tuple[str, list[Any]]:
    """The condition of a segment over `cases_casefacts f`, ready for other queries; FALSE if faulty."""
    return _of_row(row, days_of_creditors(row.reach(creditor_ids), now=now)) if row.ready else ("FALSE", [])


def count_segments(rows: Iterable[SegmentRow], *, creditor_ids: Sequence[int], now: datetime) -> dict[int, int]:
    """Count the cases of several segments in one pass over these creditors' cases."""
    sound = [row for row in rows if row.ready]
    if not sound or not creditor_ids:
        return {}
    days = days_of_creditors(creditor_ids, now=now)
    parts, parameters = _counts(sound, days)
    sql = f"SELECT {', '.join(parts)} FROM cases_casefacts f WHERE f.creditor_id = ANY(%s)"  # noqa: S608  compiled from checked rules
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, list(creditor_ids)])
        return dict(zip([row.id for row in sound], cursor.fetchone(), strict=True))


def count_segments_by_creditor(rows: Iterable[SegmentRow], *, now: datetime) -> list[tuple[int, int, int]]:
    """Count the cases of several segments at every creditor: (segment, creditor, cases), zeros where it may select."""
    sound = [row for row in rows if row.ready]
    if not sound:
        return []
    parts, parameters = _counts(sound, days_of_creditors(now=now))
    sql = f"""
        SELECT c.id, {", ".join(parts)} FROM portfolio_creditor c LEFT JOIN cases_casefacts f ON f.creditor_id = c.id
        GROUP BY c.id ORDER BY c.id
    """  # noqa: S608  compiled from checked rules
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        counted = cursor.fetchall()
    return [
        (row.id, creditor_id, count)
        for creditor_id, *counts in counted
        for row, count in zip(sound, counts, strict=True)
        if row.creditor_id in (None, creditor_id)
    ]


def _counts(rows: Iterable[SegmentRow], days: Mapping[int, date]) -> tuple[list[str], list[Any]]:
    parts: list[str] = []
    parameters: list[Any] = []
    for row in rows:
        condition, values = _of_row(row, days)
        parts.append(f"count(*) FILTER (WHERE {condition})")
        parameters += values
    return parts, parameters


def _of_row(row: SegmentRow, days: Mapping[int, date]) -> tuple[str, list[Any]]:
    assert row.ready is not None  # noqa: S101 - callers leave faulty ones out
    own = {key: day for key, day in days.items() if row.creditor_id in (None, key)}
    return condition_sql(row.ready, own, row.custom)


def _in_use(creditor_ids: Sequence[int] | None) -> QuerySet[Segment]:
    found = Segment.objects.filter(archived_at=None)
    if creditor_ids is None:
        return found
    return found.filter(Q(creditor_id=None) | Q(creditor_id__in=creditor_ids))


def _rows(found: QuerySet[Segment]) -> list[SegmentRow]:
    kept = [(row, parse_rule(row.rule)) for row in found]
    own = custom_facts_of(creditor_ids={row.creditor_id for row, _ in kept if row.creditor_id is not None})
    known = known_rules() if any(True for _, rule in kept for _ in references(rule)) else {}
    return [_row(row, rule, tuple(own.get(row.creditor_id or 0, ())), known) for row, rule in kept]


def _row(row: Segment, rule: Rule, custom: tuple[Fact, ...], known: Known) -> SegmentRow:
    faults = find_faults(rule, custom=custom, known=known)
    return SegmentRow(
        id=row.pk,
        key=row.key,
        name=row.name,
        description=row.description,
        creditor_id=row.creditor_id,
        rule=rule,
        ready=None if faults else resolve(rule, known),
        faults=tuple(faults),
        custom=custom,
        revision=row.revision,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )
