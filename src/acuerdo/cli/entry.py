"""The program `acuerdo`: find the command, give it a database, turn its outcome into an exit code."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence

from acuerdo.embedded import CannotStartDatabase, Server

DONE, FOUND_PROBLEMS, WRONG_USE = 0, 1, 2

OURS = {
    "run": "start everything: web server and worker, with the embedded database",
    "web": "start a web server; as many as you like, on as many machines as you like",
    "worker": "start a worker; as many as you like",
    "migrate": "bring the database up to date",
    "doctor": "say what is running where, and what is wrong, with the remedy",
    "demo": "fill a believable portfolio and show it",
    "creditor": "add a creditor, or list them",
    "import": "import debtors and debts, or payments, from files",
    "strategy": "check, export, import or simulate a strategy",
    "compliance": "check packs, judge questions, replay the ledger of contacts",
    "bench": "measure what we promise, beside the raw limit",
    "evidence": "verify the hash chain of the audit log",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code: 0 done, 1 found problems, 2 wrong use or unreadable input."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acuerdo.settings")
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        sys.stdout.write(_overview())
        sys.exit(DONE if arguments else WRONG_USE)
    if arguments[0] in {"--version", "version"}:
        from importlib.metadata import version  # noqa: PLC0415 - 20 ms that no other command needs

        sys.stdout.write(version("acuerdo") + "\n")
        sys.exit(DONE)
    # A terminated command ends like an interrupted one: through `finally`, leaving the database to others in order.
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)  # a shell starts background jobs with SIGINT ignored
    try:
        sys.exit(_run(arguments))
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        sys.exit(130)  # 128 + SIGINT, as shells report it
    except BrokenPipeError:
        # Whoever read our output (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)


def _run(arguments: list[str]) -> int:
    import django  # noqa: PLC0415 - loads all apps; help and version must not wait for that
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import get_commands, load_command_class  # noqa: PLC0415
    from django.core.management.base import BaseCommand  # noqa: PLC0415

    name = arguments[0]
    django.setup()
    known = get_commands()
    if name not in known:
        sys.stderr.write(f"There is no command {name!r}.{_nearest(name, sorted(known))}\n\n{_overview()}")
        return WRONG_USE
    app = known[name]
    command = app if isinstance(app, BaseCommand) else load_command_class(app, name)
    if not settings.ACUERDO_EMBEDDED or not _needs_database(command, arguments):
        return _execute(command, arguments)
    server = Server(settings.ACUERDO_HOME)
    try:
        server.join()
    except CannotStartDatabase as error:
        sys.stderr.write(f"{error}\nRemedy: `acuerdo doctor` says what is wrong.\n")
        return FOUND_PROBLEMS
    try:
        return _execute(command, arguments)
    finally:
        _close_connections()
        server.leave()


def _execute(command: object, arguments: list[str]) -> int:
    run_from_argv: Callable[[list[str]], None] = command.run_from_argv  # type: ignore[attr-defined]  # checked above
    try:
        run_from_argv(["acuerdo", *arguments])
    except SystemExit as leaving:
        if isinstance(leaving.code, str):
            sys.stderr.write(leaving.code + "\n")
            return FOUND_PROBLEMS
        return leaving.code or DONE
    return DONE


def _needs_database(command: object, arguments: list[str]) -> bool:
    if {"-h", "--help"} & set(arguments):
        return False
    without: frozenset[str] = getattr(command, "without_database", frozenset())
    if without.intersection(arguments[1:2]):
        wants: Callable[[list[str]], bool] = command.wants_database  # type: ignore[attr-defined]  # ours, see `Command`
        return wants(arguments)
    return getattr(command, "needs_database", True)


def _close_connections() -> None:
    from django.db import connections  # noqa: PLC0415 - see _run

    connections.close_all()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _overview() -> str:
    lines = [f"  {name:<11} {effect}" for name, effect in OURS.items()]
    return "\n".join(
        [
            "Use: acuerdo COMMAND …   (acuerdo COMMAND --help says more; Django's own commands work as well)",
            "",
            *lines,
            "",
            "Exit code: 0 done, 1 found problems, 2 wrong use or unreadable input.",
            "",
        ]
    )


def _nearest(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only on a typing mistake

    near = get_close_matches(name, [*OURS, *known], n=1)
    return f" Did you mean {near[0]!r}?" if near else ""
