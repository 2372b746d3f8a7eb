"""`acuerdo import`: a creditor's files into the portfolio, or payments, with a mapping."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from acuerdo.cli.command import DONE, FOUND_PROBLEMS, Command, WrongInput
from acuerdo.cli.progress import Progress
from acuerdo.kernel import clock
from acuerdo.kernel.audit import SYSTEM
from acuerdo.portfolio.enums import ImportKind, ImportStatus, OnError
from acuerdo.portfolio.importing.faults import CannotReadFile, CannotUseMapping, Fault
from acuerdo.portfolio.importing.kinds import runner_of
from acuerdo.portfolio.importing.mapping.doubts import Doubt
from acuerdo.portfolio.importing.mapping.yaml_form import load_mapping
from acuerdo.portfolio.importing.reasons import reason
from acuerdo.portfolio.operations import register_import
from acuerdo.portfolio.operations.progress import written_progress
from acuerdo.portfolio.operations.running import Outcome
from acuerdo.portfolio.queries import creditor_by_reference, creditors_of
from acuerdo.portfolio.queries.readings import doubts_of


class Command(Command):  # type: ignore[no-redef]  # Django finds commands by this name
    help = "Import debtors and debts, or payments, from CSV, XLSX or Parquet files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--creditor", required=True, metavar="REF", help="reference of the creditor")
        parser.add_argument("--mapping", required=True, type=Path, metavar="FILE", help="YAML: which column is what")
        parser.add_argument("--dry-run", action="store_true", help="count what would happen; change nothing")
        parser.add_argument("--on-error", choices=OnError.values, default=OnError.KEEP_GOOD.value)
        parser.add_argument("--rejects", type=Path, metavar="FILE", help="where rejected rows go")
        parser.add_argument("--language", choices=("es", "en"), default="es", help="language of the reasons")

    def work(self, options: Mapping[str, Any]) -> int:
        started = time.perf_counter()
        language = options["language"]
        creditor = creditor_by_reference(options["creditor"])
        if creditor is None:
            known = ", ".join(line.reference for line in creditors_of(user_id=0, sees_all=True)) or "none yet"
            remedy = f"there are: {known}. Add one: acuerdo creditor add {options['creditor']} --name NAME"
            raise WrongInput(f"there is no creditor {options['creditor']!r}; {remedy}", field="--creditor")
        text = _text_of(options["mapping"])
        try:
            mapping = load_mapping(text, name=options["mapping"].name)
            missing = next((path for path in options["files"] if not path.is_file()), None)
            if missing is not None:
                raise WrongInput("there is no such file; check the path", file=missing)
            run = register_import(
                creditor_id=creditor.pk,
                files=[path.absolute() for path in options["files"]],
                mapping=text,
                kind=ImportKind(mapping.kind),
                on_error=OnError(options["on_error"]),
                is_dry_run=options["dry_run"],
                actor=SYSTEM,
                now=clock.now(),
            )
            # Only what the mapping leaves open: what it states, somebody has decided.
            doubts = [doubt for doubt in doubts_of(run) if not doubt.is_stated] if options["dry_run"] else []
            outcome = self._run(run.pk, mapping.kind, options, language)
        except (CannotReadFile, CannotUseMapping) as error:
            raise _wrong(error.faults, language) from error
        return self._tell(outcome, doubts, mapping.kind, time.perf_counter() - started, language)

    def _run(self, import_id: int, kind: str, options: Mapping[str, Any], language: str) -> Outcome:
        bar = Progress(total=None, unit="rows", stream=sys.stderr)
        with written_progress(import_id=import_id, clock=clock.now) as written:

            def report(phase: str, rows: int, share: float) -> None:
                written(phase, rows, share)
                bar.total = round(rows / share) if phase == "loading" and share > 0 else rows
                bar.advance(rows - bar.done)

            try:
                outcome: Outcome = runner_of(kind)(
                    import_id=import_id,
                    actor=SYSTEM,
                    now=clock.now(),
                    report=report,
                    language=language,
                    rejects=options["rejects"],
                )
            finally:
                bar.close()
        return outcome

    def _tell(self, outcome: Outcome, doubts: Sequence[Doubt], kind: str, seconds: float, language: str) -> int:
        counts = outcome.counts
        rate = round(counts.rows / seconds) if seconds else 0
        self.answer(
            {
                "import": outcome.import_id,
                "status": outcome.status.value,
                "rows": counts.rows,
                "created": counts.created,
                "updated": counts.updated,
                "unchanged": counts.unchanged,
                "rejected": counts.rejected,
                "reasons": counts.reasons,
                "rejects_file": next(iter(outcome.rejects_files), None),
                "rejects_files": list(outcome.rejects_files),
                "read": list(outcome.read),
                "doubts": [doubt.as_json() for doubt in doubts],
                "seconds": round(seconds, 3),
                "rows_per_second": rate,
            }
        )
        self.say(f"{_HEADLINES[outcome.status]}: {counts.rows:,} rows in {seconds:.1f} s ({rate:,}/s)")
        self.say(
            f"  new {counts.created:,}  changed {counts.updated:,}  unchanged {counts.unchanged:,}"
            f"  rejected {counts.rejected:,}"
        )
        for read in outcome.read:
            told = [f"{name} {value!r}" for name, value in read.items() if value is not None and name != "file"]
            self.say(f"  {read['file']} read as: {', '.join(told)}")
        for doubt in doubts:
            where = doubt.column or doubt.file
            self.say(f"  doubtful: {doubt.example!r} in {where} is read as {doubt.read_as}, not as {doubt.or_as}")
        for code, count in sorted(counts.reasons.items(), key=lambda item: -item[1]):
            self.say(f"    {count:>9,}  {reason(code, kind=kind, language=language)}")
        for path in outcome.rejects_files:
            self.say(f"  rejected rows: {path}")
        return FOUND_PROBLEMS if counts.rejected else DONE


_HEADLINES = {
    ImportStatus.DONE: "Imported",
    ImportStatus.DRY_RUN: "Checked only, nothing changed",
    ImportStatus.REFUSED: "Refused, nothing changed",
}


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise WrongInput("there is no such mapping; check the path", file=path, field="--mapping") from None
    except (UnicodeDecodeError, IsADirectoryError):
        raise WrongInput("the mapping is no YAML text", file=path, field="--mapping") from None


def _wrong(faults: tuple[Fault, ...], language: str) -> WrongInput:
    first = faults[0]
    told = [f"{first.text.in_language(language)}. {first.remedy.in_language(language)}"]
    told += [fault.in_language(language) for fault in faults[1:]]
    return WrongInput("\n".join(told), file=first.file, line=first.line, field=first.field)
