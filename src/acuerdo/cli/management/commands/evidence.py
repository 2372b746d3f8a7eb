"""`acuerdo evidence verify`: is the audit log as it was written?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from acuerdo.cli.command import DONE, FOUND_PROBLEMS
from acuerdo.cli.command import Command as OurCommand
from acuerdo.kernel import audit


class Command(OurCommand):
    """Recomputes the hash chain of the audit log."""

    help = "Verify the hash chain of the audit log."

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("verify", help="recompute the chain from its first entry")

    def work(self, options: Mapping[str, Any]) -> int:
        result = audit.verify()
        is_whole = result.broken_at is None
        self.say(f"{result.checked} entries fit, {result.unsealed} are too young to be sealed.")
        if not is_whole:
            self.say(f"Entry {result.broken_at} does not: it, or one before it, was changed, removed or put in.")
        self.answer(
            {"ok": is_whole, "checked": result.checked, "unsealed": result.unsealed, "broken_at": result.broken_at}
        )
        return DONE if is_whole else FOUND_PROBLEMS
