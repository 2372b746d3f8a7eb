"""`acuerdo strategy check|simulate|export|import|diff`: strategies as files, for people, git and CI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from acuerdo.cli.command import ACTOR, DONE, FOUND_PROBLEMS, WrongInput
from acuerdo.cli.command import Command as BaseCommand
from acuerdo.compliance.rules.packs import CannotLoadPack, load_packs
from acuerdo.embedded import Server
from acuerdo.kernel import clock
from acuerdo.portfolio.queries import creditor_by_reference
from acuerdo.segments.rules import Rule
from acuerdo.simulation.forecast_lines import lines_of as lines_of_forecast
from acuerdo.simulation.forecasts import simulate
from acuerdo.simulation.naming import CannotReadSegments, names_more, rules_for, rules_in
from acuerdo.simulation.own_facts import CannotPresume, with_own_facts
from acuerdo.strategies.operations import (
    CannotPublish,
    CannotSaveDraft,
    create_strategy,
    publish_strategy,
    save_draft,
)
from acuerdo.strategies.queries import FaultInWords, document_of, faults_in_words, strategy_by_key, versions_of
from acuerdo.strategies.rules.changes import explain
from acuerdo.strategies.rules.checks import find_faults
from acuerdo.strategies.rules.difference_lines import lines_of
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.faults import Fault
from acuerdo.strategies.rules.file_form import StrategyFile, read_file, write_file
from acuerdo.strategies.rules.graph import compile_graph
from acuerdo.strategies.rules.yaml_values import CannotReadFile

MAX_POPULATION, MAX_DAYS = 10_000_000, 731


class Command(BaseCommand):
    """Strategies as files."""

    help = "Check, simulate, export, import and compare strategies as files."
    without_database = frozenset({"check", "simulate"})

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        check = commands.add_parser("check", help="name every fault of a file")
        check.add_argument("file", type=Path)
        run = commands.add_parser("simulate", help="forecast a strategy on synthetic debtors")
        run.add_argument("file", type=Path)
        run.add_argument("--population", type=int, default=100_000)
        run.add_argument("--days", type=int, default=90)
        run.add_argument("--seed", type=int, default=1)
        run.add_argument("--pack", action="append", help="policy pack, may be repeated (default: es)")
        run.add_argument(
            "--segments",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="rules of the segments that the file names; a folder of such files; may be repeated (default: those "
            "of the database)",
        )
        run.add_argument("--start", type=date.fromisoformat, help="first day (default: today)")
        export = commands.add_parser("export", help="write the draft of a strategy as a file")
        export.add_argument("strategy", metavar="KEY[@VERSION]", help="@3 or @live; without it the draft")
        export.add_argument("--output", type=Path, help="default: standard output")
        load = commands.add_parser("import", help="keep a file as the draft of its strategy")
        load.add_argument("file", type=Path)
        load.add_argument("--creditor", help="reference of the creditor of a new strategy (default: all)")
        load.add_argument("--publish", action="store_true", help="and make it live")
        diff = commands.add_parser("diff", help="say what differs, step by step; exit 1 if anything does")
        diff.add_argument("before", metavar="FILE|KEY[@VERSION]")
        diff.add_argument("after", metavar="FILE|KEY[@VERSION]")

    def work(self, options: Mapping[str, Any]) -> int:
        match options["command"]:
            case "check":
                return self._check(options)
            case "simulate":
                return self._simulate(options)
            case "export":
                return self._export(options)
            case "diff":
                return self._diff(options)
            case _:
                return self._import(options)

    def wants_database(self, arguments: Sequence[str]) -> bool:
        """A simulation looks up there what its file names and no other file tells, if there is a database already."""
        given = [argument for argument in arguments[1:] if argument != "--json"]
        options = vars(self.create_parser("acuerdo", "strategy").parse_args(given))
        if options["command"] != "simulate" or Server(settings.ACUERDO_HOME).state().version is None:
            return False
        try:
            document = read_file(options["file"].read_bytes()).document
            return names_more(document, rules_in(options["segments"]))
        except (OSError, CannotReadFile, CannotReadSegments):
            return False  # the command itself will say so

    def _check(self, options: Mapping[str, Any]) -> int:
        file = _read(options["file"])
        return self._report(_faults(file), file, options["file"])

    def _report(self, faults: list[Fault], file: StrategyFile, path: Path) -> int:
        told, steps = [_with_way_out(each) for each in faults_in_words(faults)], len(file.document.nodes)
        self.answer({"strategy": file.document.name, "steps": steps, "faults": [asdict(fault) for fault in told]})
        for fault in told:
            self.say(f"{_place(fault, path)}: {fault.message} {fault.remedy}")
        self.say(f"{file.document.name}: {steps} steps, {len(told)} faults")
        return FOUND_PROBLEMS if told else DONE

    def _simulate(self, options: Mapping[str, Any]) -> int:
        _within("population", options["population"], MAX_POPULATION)
        _within("days", options["days"], MAX_DAYS)
        file = _read(options["file"])
        try:
            named = rules_for(file.document, options["segments"])
        except CannotReadSegments as refusal:
            raise WrongInput(str(refusal), file=refusal.file, line=refusal.line, field=refusal.field) from None
        if faults := _faults(file, named=named):
            return self._report(faults, file, options["file"])
        start = options["start"] or clock.now().date()
        try:
            packs = load_packs([*(options["pack"] or ["es"]), "house"], today=start)
        except CannotLoadPack as refusal:
            raise WrongInput(str(refusal), field="--pack") from None
        try:
            graph = with_own_facts(compile_graph(file.document, known=named))
        except CannotPresume as refusal:
            raise WrongInput(str(refusal), file=options["file"], field=refusal.key) from None
        forecast = simulate(
            graph,
            packs,
            population=options["population"],
            days=options["days"],
            seed=options["seed"],
            first_day=start,
        )
        self.answer(forecast.to_json())
        for line in lines_of_forecast(forecast):
            self.say(line)
        if any(name.startswith("list:") for name in named):
            self.say("simulated people stand on no list")
        return FOUND_PROBLEMS if forecast.breaches else DONE

    def _export(self, options: Mapping[str, Any]) -> int:
        document = _stored(options["strategy"], field="strategy")
        text = write_file(document)
        if options["output"] is None:
            self.stdout.write(text, ending="")
        else:
            options["output"].write_text(text, encoding="utf-8")
            self.answer({"strategy": document.name, "file": str(options["output"])})
        return DONE

    def _diff(self, options: Mapping[str, Any]) -> int:
        before, after = (_named(options[side], field=side) for side in ("before", "after"))
        found = explain(before, after)
        self.answer({"before": options["before"], "after": options["after"], **asdict(found)})
        for line in lines_of(found):
            self.say(line)
        if found.is_empty:
            self.say("nothing differs")
        return DONE if found.is_empty else FOUND_PROBLEMS

    def _import(self, options: Mapping[str, Any]) -> int:
        now, file = clock.now(), _read(options["file"])
        creditor = creditor_by_reference(options["creditor"]) if options["creditor"] else None
        if options["creditor"] and creditor is None:
            raise WrongInput(f"there is no creditor {options['creditor']!r}", field="--creditor")
        strategy = strategy_by_key(file.document.name)
        try:
            if strategy is None:
                owner = None if creditor is None else creditor.pk
                key = create_strategy(document=file.document, creditor_id=owner, actor=ACTOR, now=now)
            else:
                key = strategy.pk
                if Document.model_validate(strategy.draft) != file.document:
                    save_draft(
                        strategy_id=key, revision=strategy.draft_revision, document=file.document, actor=ACTOR, now=now
                    )
            version = publish_strategy(strategy_id=key, actor=ACTOR, now=now).number if options["publish"] else None
        except CannotSaveDraft as refusal:
            raise WrongInput(str(refusal), file=options["file"]) from None
        except CannotPublish as refusal:
            return self._report(file.locate(refusal.faults), file, options["file"])
        if faults := _faults(file):
            self.say(f"{file.document.name}: kept as draft, with faults")
            return self._report(faults, file, options["file"])
        self.answer({"strategy": file.document.name, "created": strategy is None, "version": version})
        self.say(f"{file.document.name}: " + (f"version {version} is live" if version else "kept as draft"))
        return DONE


def _named(name: str, *, field: str) -> Document:
    """The document of a file, or of a strategy in the database."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.exists():
        return _read(path).document
    return _stored(name, field=field)


def _stored(name: str, *, field: str) -> Document:
    """The draft of a strategy, or a version of it (`key@3`, `key@live`)."""
    key, _at, version = name.partition("@")
    strategy = strategy_by_key(key)
    if strategy is None:
        raise WrongInput(f"there is no strategy {key!r}; the list in the console names their keys", field=field)
    if not version:
        return Document.model_validate(strategy.draft)
    versions = versions_of(strategy_id=strategy.pk)
    for row in versions:
        if version == str(row.number) or (version == "live" and row.is_live):
            return document_of(row.id)
    known = ", ".join(str(row.number) for row in versions) or "none, it was never published"
    raise WrongInput(f"there is no version {version!r} of {key!r}; there are: {known}", field=field)


def _with_way_out(fault: FaultInWords) -> FaultInWords:
    """What names segments and lists may be told beside the file; only a simulation asks for them."""
    if fault.code not in ("unknown_segment", "unknown_list"):
        return fault
    more = "Or give its rule with --segments FILE." if fault.code == "unknown_segment" else ""
    return replace(fault, remedy=f"{fault.remedy} {more}".rstrip())


def _place(fault: FaultInWords, path: Path) -> str:
    named = (("line", fault.line), ("step", fault.step), ("field", fault.field))
    return ", ".join([str(path), *(f"{name} {value}" for name, value in named if value)])


def _within(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise WrongInput(f"must be between 1 and {most:,}", field=f"--{name}")


def _read(path: Path) -> StrategyFile:
    try:
        return read_file(path.read_bytes())
    except CannotReadFile as refusal:
        first, *more = faults_in_words(refusal.faults)
        rest = "".join(f"; line {fault.line}: {fault.message}" for fault in more)
        field = ".".join(part for part in (first.step, first.field) if part) or None
        raise WrongInput(f"{first.message} {first.remedy}{rest}", file=path, line=first.line, field=field) from None


def _faults(file: StrategyFile, *, named: Mapping[str, Rule] | None = None) -> list[Fault]:
    """Faults with their lines. Creditors' own facts are known to the database only: publishing checks them.

    So are segments and lists (`named`), which only a simulation needs.
    """
    found = find_faults(file.document, named=named)
    own = [f for f in found if f.code == "unknown_fact" and str(f.details["fact"]).startswith("custom.")]
    return file.locate(fault for fault in found if fault not in own)
