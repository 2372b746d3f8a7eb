"""The running of an import, whatever its kind: claimed, read ahead, loaded in one transaction, counted, finished."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import connection, transaction

from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.shards import LOCK_SPACE
from acuerdo.portfolio.enums import ImportKind, ImportStatus, OnError
from acuerdo.portfolio.importing.checking import Checked
from acuerdo.portfolio.importing.faults import CannotReadFile, CannotUseMapping
from acuerdo.portfolio.importing.mapping.document import Mapping
from acuerdo.portfolio.importing.mapping.fitting import Fitted, custom_fields, fit
from acuerdo.portfolio.importing.mapping.guess import how_read, with_guessed_format
from acuerdo.portfolio.importing.mapping.yaml_form import load_mapping
from acuerdo.portfolio.importing.pipeline import Unchanged, checked_blocks
from acuerdo.portfolio.importing.reading.tables import Table, open_table
from acuerdo.portfolio.importing.rejects import RejectsFile
from acuerdo.portfolio.models import Creditor, CustomField, Import
from acuerdo.portfolio.operations.loading.state import Counts, Run

# One import at a time: two at once could each create the same person.
IMPORT_LOCK = 2_001
# First key of the lock that each running import holds on itself.
RUN_LOCK_SPACE = 0x696D7074

Report = Callable[[str, int, float], None]
"""Told after each block: phase, rows done, share of the work done (0 to 1)."""


class CannotRunImport(Exception):
    """The import is not waiting to be run: it ran before, or runs now."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: the import as it stands now, the files of rejected rows, and how each file was read."""

    import_id: int
    status: ImportStatus
    counts: Counts
    rejects_files: tuple[str, ...]
    read: tuple[dict[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """How a kind of import loads: each block (answering its rejected rows), and what is told at the end.

    `unchanged` gives the one who says which rows of a block need not be read.
    """

    load: Callable[[Checked, Fitted, Run], pl.DataFrame]
    tell: Callable[[Import, Run, datetime, Report], None]
    unchanged: Callable[[Fitted, Run], Unchanged] | None = None


def register_import(
    *,
    creditor_id: int,
    files: Sequence[Path],
    mapping: str,
    on_error: OnError,
    is_dry_run: bool,
    actor: Actor,
    now: datetime,
    kind: ImportKind = ImportKind.DEBTS,
) -> Import:
    """Write down that these files are to be imported; nothing is read yet. Run it with `run_import`."""
    run = Import.objects.create(
        creditor_id=creditor_id,
        kind=kind,
        status=ImportStatus.QUEUED,
        mapping=mapping,
        on_error=on_error,
        files=[{"name": path.name, "path": str(path), "bytes": path.stat().st_size} for path in files],
        is_dry_run=is_dry_run,
        created_at=now,
        actor_name=actor.name,
    )
    audit.record(
        audit.Entry("portfolio.import.registered", "portfolio.import", run.pk, actor, creditor_id=creditor_id), at=now
    )
    return run


def run_in_a_way(
    way: Way, *, import_id: int, actor: Actor, now: datetime, report: Report, language: str, rejects: Path | None
) -> Outcome:
    """Run a registered import: all files of it or nothing. `importing.run_import` is this for debtors and debts.

    Raises CannotReadFile or CannotUseMapping where a file or the mapping cannot be used; the import is then marked
    failed with the same words. Rows that are wrong are counted and written to a file (`rejects`, or one of ours).
    """
    with _alone(import_id):
        run = _claimed(import_id, now)
        try:
            mapping = load_mapping(run.mapping)
            fitted = [with_guessed_format(each) for each in fit(mapping, _tables(run, mapping))]
            return _load(run, way, fitted, actor, report, _rejects(run, fitted, language, rejects), now)
        except (CannotReadFile, CannotUseMapping) as error:
            words = "\n".join(fault.in_language(language) for fault in error.faults)
            _finish(run, ImportStatus.FAILED, now, error=words)
            raise
        except BaseException as error:
            _finish(run, ImportStatus.FAILED, now, error=f"{type(error).__name__}: {error}"[:2000])
            raise


@contextmanager
def _alone(import_id: int) -> Iterator[None]:
    """Hold the run's own lock for as long as this process lives: a running import without it was killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [RUN_LOCK_SPACE, import_id])
        if not cursor.fetchone()[0]:
            raise CannotRunImport(import_id)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [RUN_LOCK_SPACE, import_id])


def _claimed(import_id: int, now: datetime) -> Import:
    # Running, yet its lock was free: killed in the middle. Nothing of it is in the tables, it begins anew.
    waiting = (ImportStatus.UPLOADED, ImportStatus.QUEUED, ImportStatus.FAILED, ImportStatus.RUNNING)
    claimed = Import.objects.filter(pk=import_id, status__in=waiting).update(
        status=ImportStatus.RUNNING, started_at=now, finished_at=None, error="", phase="reading"
    )
    if not claimed:
        raise CannotRunImport(import_id)
    return Import.objects.select_related("creditor").get(pk=import_id)


def fail_interrupted(*, now: datetime) -> int:
    """Mark imports whose process died as failed, so that they can be started again; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE portfolio_import SET status = 'failed', phase = '', finished_at = %s, error = %s "
            "WHERE status = 'running' AND NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' "
            "AND classid = %s AND objid = portfolio_import.id AND granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [now, "interrupted", RUN_LOCK_SPACE],
        )
        return int(cursor.rowcount)


def _tables(run: Import, mapping: Mapping) -> list[Table]:
    tables = []
    for file in run.files:
        part = mapping.part_for(file["name"])
        written = part.format if part else mapping.files[0].format
        tables.append(
            open_table(
                Path(file["path"]),
                encoding=written.encoding,
                delimiter=written.delimiter,
                sheet=written.sheet,
                header_line=written.header_line,
            )
        )
    return tables


def _rejects(run: Import, fitted: Sequence[Fitted], language: str, path: Path | None) -> list[RejectsFile]:
    folder = Path(settings.MEDIA_ROOT) / "imports" / str(run.pk)
    files = []
    for number, each in enumerate(fitted):
        place = folder / f"{each.table.path.stem}.rejected.csv"
        if path is not None:
            place = path if number == 0 else path.with_stem(f"{path.stem}-{number + 1}")
        place.parent.mkdir(parents=True, exist_ok=True)
        delimiter = each.table.written.delimiter if each.table.written else ","
        files.append(
            RejectsFile(place, columns=each.table.columns, kind=str(run.kind), language=language, delimiter=delimiter)
        )
    return files


def _load(
    run: Import,
    way: Way,
    fitted: Sequence[Fitted],
    actor: Actor,
    report: Report,
    rejects: Sequence[RejectsFile],
    now: datetime,
) -> Outcome:
    creditor = run.creditor
    state = Run(run.pk, creditor.pk, creditor.currency, creditor.language, creditor.time_zone, fitted[0].mapping, now)
    with transaction.atomic():
        lock_imports()
        _declare_custom(creditor, fitted)
        for number, (each, sent_back) in enumerate(zip(fitted, rejects, strict=True)):
            state.new_file()
            unchanged = None if way.unchanged is None else way.unchanged(each, state)
            for checked, share in checked_blocks(each, unchanged=unchanged):
                sent_back.append(way.load(checked, each, state))
                report("loading", state.counts.rows, (number + share) / len(fitted))
        status = _status(run, state.counts)
        if status == ImportStatus.DONE:
            way.tell(run, state, now, report)
            _record(run, state.counts, actor, now)
            _finish(run, status, now, counts=state.counts, rejects=rejects)
        else:
            # A dry run, or bad rows in a file that must be whole: the counts are true, no trace stays.
            transaction.set_rollback(True)
    if status != ImportStatus.DONE:
        _finish(run, status, now, counts=state.counts, rejects=rejects)
    written = tuple(str(each.path) for each in rejects if each.rows)
    return Outcome(run.pk, status, state.counts, written, tuple(how_read(each) for each in fitted))


def _status(run: Import, counts: Counts) -> ImportStatus:
    if run.is_dry_run:
        return ImportStatus.DRY_RUN
    if counts.rejected and run.on_error == OnError.REFUSE:
        return ImportStatus.REFUSED
    return ImportStatus.DONE


def _record(run: Import, counts: Counts, actor: Actor, now: datetime) -> None:
    told = {name: getattr(counts, name) for name in ("rows", "created", "updated", "unchanged", "rejected")}
    entry = audit.Entry(
        "portfolio.import.done", "portfolio.import", run.pk, actor, creditor_id=run.creditor_id, after=told
    )
    audit.record(entry, at=now)


def lock_imports() -> None:
    """Wait until no other import loads or is taken back, and keep it so until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, IMPORT_LOCK])


def _declare_custom(creditor: Creditor, fitted: Sequence[Fitted]) -> None:
    known = {each.key: (each.type, each.label) for each in CustomField.objects.filter(creditor=creditor)}
    told = {key: each for key, each in custom_fields(fitted).items() if each != known.get(key)}
    CustomField.objects.bulk_create(
        [CustomField(creditor=creditor, key=key, type=kind, label=label) for key, (kind, label) in told.items()],
        update_conflicts=True,
        unique_fields=["creditor", "key"],
        update_fields=["type", "label"],
    )


def _finish(
    run: Import,
    status: ImportStatus,
    now: datetime,
    *,
    counts: Counts | None = None,
    rejects: Sequence[RejectsFile] = (),
    error: str = "",
) -> None:
    counts = counts or Counts()
    written = [str(each.path) for each in rejects if each.rows]
    Import.objects.filter(pk=run.pk).update(
        status=status,
        phase="",
        error=error,
        finished_at=now,
        rows_total=counts.rows,
        rows_done=counts.rows,
        created_count=counts.created,
        updated_count=counts.updated,
        unchanged_count=counts.unchanged,
        rejected_count=counts.rejected,
        reasons=counts.reasons,
        rejects_file=written[0] if written else "",
    )
