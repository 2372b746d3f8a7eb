"""What every command shares: exit codes, `--json`, errors that name file, line and field."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from acuerdo.kernel.audit import Actor

DONE, FOUND_PROBLEMS, WRONG_USE = 0, 1, 2
ACTOR = Actor(kind="system", name="command line")


class WrongInput(Exception):
    """The command was used wrongly or cannot read its input; ends it with exit code 2."""

    def __init__(self, message: str, *, file: object = None, line: int | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place: dict[str, Any] = {
            name: value
            for name, value in (("file", None if file is None else str(file)), ("line", line), ("field", field))
            if value is not None
        }

    def __str__(self) -> str:
        where = ", ".join(str(value) if name == "file" else f"{name} {value}" for name, value in self.place.items())
        return f"{where}: {self.message}" if where else self.message


class Command(BaseCommand):
    """A command of ours. Subclasses write `add_arguments` and `work`."""

    requires_system_checks = ()  # checks belong to tests and `doctor`, not to every start
    needs_database: ClassVar[bool] = True
    without_database: ClassVar[frozenset[str]] = frozenset()
    """Subcommands that need none although the others do; `wants_database` may still ask for it."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Add `--json` to every command, before its own arguments and in their subcommands."""
        parser = super().create_parser("acuerdo", subcommand, **kwargs)
        parser.add_argument("--json", action="store_true", help="answer for programs: one JSON object")
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        # --json may stand anywhere, also after a subcommand, whose parser does not know it.
        if "--json" in argv[2:]:
            argv = [*argv[:2], "--json", *(argument for argument in argv[2:] if argument != "--json")]
        super().run_from_argv(argv)

    def handle(self, *_: Any, **options: Any) -> None:
        self.is_json = bool(options.get("json"))
        try:
            # Whatever language this process has served before: a command answers in that of the settings.
            with translation.override(settings.LANGUAGE_CODE):
                code = self.work(options)
        except WrongInput as error:
            self._complain(error)
            code = WRONG_USE
        except OSError as error:
            if error.filename is None:
                raise
            self._complain(WrongInput(_with_remedy(error), file=error.filename))
            code = WRONG_USE
        if code:
            sys.exit(code)

    def wants_database(self, arguments: Sequence[str]) -> bool:
        """Whether a subcommand that needs no database would use it this time; `arguments` begin with the command."""
        return False

    def work(self, options: Mapping[str, Any]) -> int:
        """Do it; return 0 when done, 1 when problems were found. Raise `WrongInput` for the rest."""
        raise TypeError(f"{type(self).__name__} has no work()")

    def say(self, text: str) -> None:
        """Tell a person; silent under --json."""
        if not self.is_json:
            self.stdout.write(text)

    def warn(self, text: str) -> None:
        """Tell a person, on standard error, so that it never mixes with the answer."""
        self.stderr.write(text)

    def answer(self, value: Mapping[str, Any]) -> None:
        """Tell a program: one JSON object on one line; silent without --json."""
        if self.is_json:
            self.row(value)

    def row(self, value: Mapping[str, Any]) -> None:
        """Write one JSON line, with or without --json."""
        self.stdout.write(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))

    def _complain(self, error: WrongInput) -> None:
        if self.is_json:
            self.row({"error": {"message": error.message, **error.place}})
        else:
            self.stderr.write(str(error))


def _with_remedy(error: OSError) -> str:
    message = error.strerror or str(error)
    match error:
        case FileNotFoundError():
            return f"{message}. Check the path."
        case IsADirectoryError():
            return f"{message}. Name a file in it."
        case PermissionError():
            return f"{message}. Let this user read or write it, or name another file."
        case _:
            return message
