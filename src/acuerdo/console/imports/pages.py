"""What the import screens show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acuerdo.console.imports.doubts import DoubtLine, doubt_lines
from acuerdo.console.imports.forms import StartForm
from acuerdo.console.imports.mapping import ENCODINGS, TargetGroup, date_formats, delimiters, target_groups
from acuerdo.console.parts import formats
from acuerdo.console.parts.lists import PAGE_SIZE, Choice, Column, Filter, ListState, Pages, read
from acuerdo.console.scope import Scope
from acuerdo.portfolio.enums import ImportKind, ImportStatus
from acuerdo.portfolio.importing.mapping.fields import ValueKind, fields_of
from acuerdo.portfolio.queries import imports, progress_of
from acuerdo.portfolio.queries.readings import FileReading, Sample, doubts_of, readings_of, reason_words, sample_of
from acuerdo.staff.queries import Staff
from acuerdo.staff.rules import Permission

if TYPE_CHECKING:
    from acuerdo.portfolio.models import Import as ImportRun
    from acuerdo.portfolio.queries import Progress


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
        Filter("rejects", _("Rows"), [Choice("yes", _("With rejected rows"))]),
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


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import; `done` and `total` are rows, `pace` says the rest in words."""

    id: int
    title: str
    creditor: str
    kind: str
    status: str
    is_dry_run: bool
    is_over: bool
    step: int
    steps: Sequence[str]
    done: int
    total: int
    pace: str
    counts: Sequence[tuple[str, int, str]]
    reasons: Sequence[tuple[str, int]]
    has_rejects: bool
    error: Sequence[str]
    files: Sequence[dict[str, Any]]
    started_at: datetime | None
    finished_at: datetime | None
    seconds: float | None
    actor: str
    start_form: StartForm
    may_run: bool
    may_undo: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class SampleTable:
    """The first rows as they come out: texts with whether they stand on the right, or what is wrong with a row."""

    headings: Sequence[tuple[str, bool]]
    rows: Sequence[tuple[int, Sequence[tuple[str, bool]], str]]


@dataclass(frozen=True, slots=True)
class MappingPage:
    id: int
    title: str
    creditor: str
    steps: Sequence[str]
    files: Sequence[FileReading]
    groups: Sequence[TargetGroup]
    dates: Sequence[tuple[str, str]]
    date_targets: Sequence[str]
    encodings: Sequence[tuple[str, str]]
    known_encodings: Sequence[str]
    delimiters: Sequence[tuple[str, str]]
    known_delimiters: Sequence[str]
    document: str
    sample: SampleTable | None
    faults: Sequence[str]
    doubts: Sequence[DoubtLine] = ()
    is_unlooked: bool = False


def steps() -> list[str]:
    """The way of a file."""
    return [_("Upload"), _("Mapping"), _("Check"), _("Import")]


def crumbs() -> list[tuple[str, str]]:
    return [(reverse("console:imports:index"), _("Imports"))]


def import_in_scope(*, scope: Scope, import_id: int) -> ImportRun | None:
    """The import if its creditor may be seen."""
    return imports(creditor_ids=scope.ids).filter(pk=import_id).first()


def import_page(*, run: ImportRun, staff: Staff, language: str, now: datetime) -> ImportPage:
    """One import: how far it is, or what came of it."""
    moving = progress_of(import_id=run.pk, now=now)
    over = moving.is_over
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at and run.started_at else None
    return ImportPage(
        id=run.pk,
        title=", ".join(str(file["name"]) for file in run.files),
        creditor=run.creditor.name,
        kind=str(ImportKind(run.kind).label),
        status=run.status,
        is_dry_run=run.is_dry_run,
        is_over=over,
        step=_step(run),
        steps=steps(),
        done=moving.rows_done,
        total=moving.rows_total or 0,
        pace=_pace(moving),
        counts=_counts(run),
        reasons=reason_words(run.reasons, kind=run.kind, language=language),
        has_rejects=bool(run.rejects_file) and not run.is_dry_run,
        error=run.error.splitlines(),
        files=run.files,
        started_at=run.started_at,
        finished_at=run.finished_at if over else None,
        seconds=seconds,
        actor=run.actor_name,
        start_form=StartForm(initial={"on_error": run.on_error}),
        may_run=staff.may(Permission.RUN_IMPORTS),
        may_undo=staff.may(Permission.UNDO_IMPORTS) and run.status == ImportStatus.DONE,
        may_change=staff.may(Permission.RUN_IMPORTS)
        and run.status in (ImportStatus.UPLOADED, ImportStatus.DRY_RUN, ImportStatus.FAILED, ImportStatus.REFUSED),
    )


def mapping_page(
    *, run: ImportRun, language: str, faults: Sequence[str] = (), is_unlooked: bool = False
) -> MappingPage:
    """How the files are read and which column is what, with the first rows as they come out.

    `is_unlooked`: the files were to be checked, and nobody had looked at what is doubtful.
    """
    dates = [field.key for field in fields_of(run.kind) if field.kind == "date"]
    files = readings_of(run)
    return MappingPage(
        id=run.pk,
        title=", ".join(str(file["name"]) for file in run.files),
        creditor=run.creditor.name,
        steps=steps(),
        files=files,
        groups=target_groups(kind=run.kind, language=language),
        dates=date_formats(),
        date_targets=dates,
        encodings=ENCODINGS,
        known_encodings=[value for value, _name in ENCODINGS],
        delimiters=delimiters(),
        known_delimiters=[value for value, _name in delimiters()],
        document=run.mapping,
        sample=None if faults else _sample(sample_of(run, language=language)),
        faults=faults,
        is_unlooked=is_unlooked,
        doubts=doubt_lines(doubts_of(run), kind=run.kind, files=files, language=language),
    )


def _sample(found: Sample | None) -> SampleTable | None:
    if found is None:
        return None
    right = [kind in (ValueKind.AMOUNT, ValueKind.NUMBER) for kind in found.kinds]
    rows = [
        (row.line, list(zip(map(_in_words, row.values, found.kinds), right, strict=False)), row.fault)
        for row in found.rows
    ]
    return SampleTable(list(zip(found.headings, right, strict=True)), rows)


def _in_words(value: object, kind: ValueKind) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if kind is ValueKind.AMOUNT and isinstance(value, int):
        return formats.amount(value)
    if isinstance(value, date):
        return formats.day(value)
    return "" if value is None else str(value)


def must_be_looked_at(run: ImportRun) -> bool:
    """Whether somebody has to look at doubtful readings before the files are checked for the first time."""
    return run.status == ImportStatus.UPLOADED and bool(doubts_of(run))


def _step(run: ImportRun) -> int:
    if run.status == ImportStatus.UPLOADED:
        return 2
    return 3 if run.is_dry_run else 4


def _pace(moving: Progress) -> str:
    """ "12,400 of 50,000 rows, about 2 min" """
    if moving.status in (ImportStatus.UPLOADED, ImportStatus.QUEUED):
        return _("Waiting for a worker")
    if moving.phase == "cases":
        return _("%(done)s rows read; opening cases") % {"done": formats.number(moving.rows_done)}
    if not moving.rows_total:
        return _("Reading the file")
    text = _("%(done)s of %(total)s rows") % {
        "done": formats.number(moving.rows_done),
        "total": formats.number(moving.rows_total),
    }
    if moving.seconds_left is None:
        return text
    return f"{text}, {_left(moving.seconds_left)}"


def _left(seconds: float) -> str:
    if seconds < 90:
        count = max(1, round(seconds))
        return ngettext("about %(n)s second", "about %(n)s seconds", count) % {"n": count}
    minutes = round(seconds / 60)
    return ngettext("about %(n)s min", "about %(n)s min", minutes) % {"n": minutes}


def _counts(run: ImportRun) -> list[tuple[str, int, str]]:
    return [
        (_("New"), run.created_count, "success"),
        (_("Changed"), run.updated_count, "info"),
        (_("Unchanged"), run.unchanged_count, ""),
        (_("Rejected"), run.rejected_count, "error" if run.rejected_count else ""),
    ]


def undo_refusal(reason: str) -> str:
    """Why an import can no longer be taken back, in words."""
    words = {
        "not_done": _("Only a finished import can be undone."),
        "later_import": _("A later import changed the same people: undo that one first."),
        "payment": _("Somebody has paid since: it can no longer be undone."),
        "message": _("A message has left since: it can no longer be undone."),
    }
    return words.get(reason, _("It can no longer be undone."))
