"""`acuerdo compliance check | judge | replay`: packs, questions, and the ledger of contacts."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import CommandParser

from acuerdo.cli.command import DONE, FOUND_PROBLEMS, WRONG_USE, WrongInput
from acuerdo.cli.command import Command as AcuerdoCommand
from acuerdo.compliance.replay.ledger import replay_ledger
from acuerdo.compliance.rules.answer_lines import Judge
from acuerdo.compliance.rules.packs import PACK_FOLDER, CannotLoadPack, CannotReadPack, Fault, Pack, load_packs
from acuerdo.compliance.rules.rule_book import CannotCombinePacks, rule_book
from acuerdo.kernel import clock

BLOCK_LINES = 16_384
BLOCK_BYTES = 32 * 2**20


class Command(AcuerdoCommand):
    help = "Check policy packs, judge questions under them, find breaches in the ledger of contacts."
    without_database = frozenset({"check", "judge"})

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        check = commands.add_parser("check", help="check packs: those named, or all that come with Acuerdo")
        check.add_argument("packs", nargs="*", metavar="PACK", help="name (es) or file (my-rules.yaml)")
        commands.add_parser("replay", help="read the ledger of contacts again, without the gate, and find breaches")
        judge = commands.add_parser("judge", help="answer questions, one JSON object a line")
        judge.add_argument("--pack", action="append", required=True, help="name or file; repeat it: all must allow")
        judge.add_argument(
            "--alternate", action="append", default=[], metavar="RULE=LABEL", help="take another reading of a rule"
        )
        judge.add_argument("file", nargs="?", default="-", help="file of questions; standard input if left out")

    def work(self, options: Mapping[str, Any]) -> int:
        """Run the subcommand."""
        if options["command"] == "check":
            return self._check(options["packs"] or sorted(path.stem for path in PACK_FOLDER.glob("*.yaml")))
        if options["command"] == "replay":
            return self._replay()
        return self._judge(_load(options["pack"], options["alternate"]), options["file"])

    def _check(self, names: list[str]) -> int:
        packs, faults, is_readable = _checked(names)
        for pack in packs:
            self.say(f"{pack.id} {pack.version} ({pack.document.status}): {len(pack.rules)} rules")
        for fault in faults:
            self.say(str(fault))
        self.answer({"packs": [_told(pack) for pack in packs], "faults": [_fault(fault) for fault in faults]})
        if not is_readable:
            return WRONG_USE
        return FOUND_PROBLEMS if faults else DONE

    def _replay(self) -> int:
        started = time.monotonic()
        replayed = replay_ledger()
        seconds = round(time.monotonic() - started, 3)
        for breach in replayed.breaches:
            self.say(f"contact {breach.contact_id} at {breach.at.isoformat()}: {breach.rule}: {breach.detail}")
        self.say(f"{replayed.contacts} contacts, {len(replayed.breaches)} breaches, {seconds} s")
        breaches = [asdict(breach) for breach in replayed.breaches]
        self.answer({"contacts": replayed.contacts, "breaches": breaches, "seconds": seconds})
        return FOUND_PROBLEMS if breaches else DONE

    def _judge(self, packs: tuple[Pack, ...], file: str) -> int:
        judge = Judge(packs)
        number, wrong = 1, 0
        with _opened(file) as stream:
            for lines in _blocks(stream):
                text, errors = judge.answer(lines, first_line=number)
                self.stdout.write(text, ending="")
                number += len(lines)
                wrong += errors
        return FOUND_PROBLEMS if wrong else DONE


def _opened(file: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb")


def _blocks(stream: BinaryIO) -> Iterator[list[bytes]]:
    """Lines in blocks of bounded length; a byte order mark at the beginning is dropped."""
    is_first = True
    while lines := list(islice(_until(stream, BLOCK_BYTES), BLOCK_LINES)):
        if is_first:
            lines[0] = lines[0].removeprefix(b"\xef\xbb\xbf")
            is_first = False
        yield lines


def _until(stream: BinaryIO, most: int) -> Iterator[bytes]:
    for line in stream:
        yield line
        most -= len(line)
        if most <= 0:
            return


def _load(names: list[str], alternates: list[str]) -> tuple[Pack, ...]:
    chosen = dict(text.partition("=")[::2] for text in alternates)
    try:
        packs = load_packs(names, today=clock.now().date(), alternates=chosen)
        rule_book(packs)
    except CannotLoadPack as error:
        first = error.faults[0]
        field = ".".join(part for part in (first.rule, first.field) if part)
        raise WrongInput(first.message, file=first.file or None, field=field or None) from error
    except CannotCombinePacks as error:
        raise WrongInput(str(error)) from error
    return packs


def _checked(names: list[str]) -> tuple[list[Pack], list[Fault], bool]:
    """Sound packs, the faults of the others, and whether all could be read."""
    packs: list[Pack] = []
    faults: list[Fault] = []
    is_readable = True
    for name in names:
        try:
            packs += load_packs([name], today=clock.now().date())
        except CannotLoadPack as error:
            faults += error.faults
            is_readable &= not isinstance(error, CannotReadPack)
    return packs, faults, is_readable


def _told(pack: Pack) -> dict[str, Any]:
    document = pack.document
    return {"id": pack.id, "version": pack.version, "status": document.status, "rules": [r.id for r in pack.rules]}


def _fault(fault: Fault) -> dict[str, str]:
    return {"file": fault.file, "rule": fault.rule, "field": fault.field, "message": fault.message}
