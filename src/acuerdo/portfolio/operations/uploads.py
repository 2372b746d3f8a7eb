"""Files that somebody uploads at the screen: kept, read for a first look, mapped, and put into the queue."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.portfolio.enums import ImportKind, ImportStatus, OnError
from acuerdo.portfolio.importing.faults import CannotReadFile, CannotUseMapping
from acuerdo.portfolio.importing.mapping.fitting import fit
from acuerdo.portfolio.importing.mapping.guess import guess_mapping
from acuerdo.portfolio.importing.mapping.yaml_form import dump_mapping, load_mapping
from acuerdo.portfolio.importing.reading.tables import Table, open_table
from acuerdo.portfolio.models import Creditor, Import, ImportMapping
from acuerdo.portfolio.queries.readings import opened_tables
from acuerdo.portfolio.tasks import run_import

# From these an import may be mapped anew and put into the queue (again).
OPEN_TO_CHANGE = (ImportStatus.UPLOADED, ImportStatus.DRY_RUN, ImportStatus.FAILED, ImportStatus.REFUSED)


class CannotChangeImport(Exception):
    """The import waits in the queue, runs, or is done: it can no longer be mapped or started."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it arrives: its name at the sender's, and its bytes in pieces."""

    name: str
    chunks: Iterable[bytes]


def upload_import(
    *,
    creditor_id: int,
    kind: ImportKind,
    uploads: Sequence[Upload],
    on_error: OnError,
    actor: Actor,
    now: datetime,
) -> Import:
    """Keep the files and map them: by the creditor's last mapping that fits, else by a guess. Nothing is imported.

    Raises CannotReadFile, and keeps nothing, for a file that cannot be read at all.
    """
    creditor = Creditor.objects.get(pk=creditor_id)
    folder = Path(settings.MEDIA_ROOT) / "imports" / uuid4().hex
    try:
        paths = [_keep(upload, folder, number) for number, upload in enumerate(uploads)]
        tables = [open_table(path) for path in paths]
        mapping = _fitting_mapping(creditor, kind, tables) or dump_mapping(
            guess_mapping(tables, kind="payments" if kind == ImportKind.PAYMENTS else "debts", country=creditor.country)
        )
    except CannotReadFile:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    files = [{"name": path.name, "path": str(path), "bytes": path.stat().st_size} for path in paths]
    with transaction.atomic():
        run = Import.objects.create(
            creditor=creditor,
            kind=kind,
            status=ImportStatus.UPLOADED,
            files=files,
            mapping=mapping,
            on_error=on_error,
            created_at=now,
            actor_name=actor.name,
        )
        _note("portfolio.import.uploaded", run, actor, now)
    return run


def set_mapping(*, import_id: int, document: str, actor: Actor, now: datetime) -> Import:
    """Change how the files of an import are read; whatever a dry run found is forgotten.

    Raises CannotUseMapping for a document that does not fit the files, CannotChangeImport once it runs.
    """
    with transaction.atomic():
        run = _open(import_id)
        mapping = load_mapping(document)
        fit(mapping, opened_tables(run, mapping))
        run.mapping, run.status, run.error = document, ImportStatus.UPLOADED, ""
        run.save(update_fields=["mapping", "status", "error"])
        _note("portfolio.import.mapped", run, actor, now)
    return run


def read_apart(*, import_id: int, file: str, delimiter: str, actor: Actor, now: datetime) -> Import:
    """Read a file with another delimiter. Its columns are others then, so what all columns become is guessed anew.

    Raises CannotReadFile, and CannotChangeImport once the import runs.
    """
    with transaction.atomic():
        run = _open(import_id)
        mapping = load_mapping(run.mapping)
        wanted = mapping.part_for(file) or mapping.files[0]
        told = wanted.model_copy(update={"format": wanted.format.model_copy(update={"delimiter": delimiter})})
        parts = tuple(told if part is wanted else part for part in mapping.files)
        tables = opened_tables(run, mapping.model_copy(update={"files": parts}))
        run.mapping = dump_mapping(guess_mapping(tables, kind=mapping.kind, country=run.creditor.country))
        run.status, run.error = ImportStatus.UPLOADED, ""
        run.save(update_fields=["mapping", "status", "error"])
        _note("portfolio.import.mapped", run, actor, now)
    return run


def save_mapping(*, import_id: int, name: str, actor: Actor, now: datetime) -> None:
    """Keep an import's mapping for the creditor's next files; the same name again replaces it."""
    with transaction.atomic():
        run = Import.objects.get(pk=import_id)
        ImportMapping.objects.update_or_create(
            creditor_id=run.creditor_id,
            name=name,
            defaults={"kind": run.kind, "document": run.mapping, "updated_at": now},
        )
        _note("portfolio.mapping.saved", run, actor, now)


def queue_import(
    *, import_id: int, is_dry_run: bool, on_error: OnError, language: str, actor: Actor, now: datetime
) -> None:
    """Put an import into the queue: to see what it would change (`is_dry_run`), or to do it.

    Raises CannotChangeImport if it waits, runs or is done already, so two clicks start one run.
    """
    with transaction.atomic():
        run = _open(import_id)
        run.status, run.is_dry_run, run.on_error = ImportStatus.QUEUED, is_dry_run, on_error
        run.rows_done, run.rows_total, run.phase, run.error = 0, None, "", ""
        run.save(update_fields=["status", "is_dry_run", "on_error", "rows_done", "rows_total", "phase", "error"])
        _note("portfolio.import.queued", run, actor, now)
        run_import.defer(import_id=run.pk, language=language)


def _open(import_id: int) -> Import:
    run = Import.objects.select_for_update().filter(pk=import_id, status__in=OPEN_TO_CHANGE).first()
    if run is None:
        raise CannotChangeImport(import_id)
    return run


def _keep(upload: Upload, folder: Path, number: int) -> Path:
    """Names come from outside: only letters, digits, dots and dashes stay, and never a path."""
    plain = (
        re.sub(r"[^\w.\-]+", "_", Path(upload.name.replace("\\", "/")).name).lstrip(".")[-100:] or f"file-{number + 1}"
    )
    path = folder / plain
    if path.exists():
        path = folder / f"{number + 1}-{plain}"
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for chunk in upload.chunks:
            file.write(chunk)
    return path


def _fitting_mapping(creditor: Creditor, kind: ImportKind, tables: Sequence[Table]) -> str | None:
    """The creditor's mapping that fits these files, the last used first."""
    for saved in ImportMapping.objects.filter(creditor=creditor, kind=kind).order_by("-updated_at"):
        try:
            fit(load_mapping(saved.document), tables)
        except CannotUseMapping:
            continue
        return str(saved.document)
    return None


def _note(action: str, run: Import, actor: Actor, now: datetime) -> None:
    audit.record(audit.Entry(action, "portfolio.import", run.pk, actor, creditor_id=run.creditor_id), at=now)
