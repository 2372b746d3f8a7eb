"""`acuerdo insights rebuild`: make the figures of the dashboard anew."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from acuerdo.cli.command import Command as Base
from acuerdo.insights.operations import rebuild


class Command(Base):
    help = "Figures of the dashboard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("rebuild", help="make all figures anew from what happened")

    def work(self, options: Mapping[str, Any]) -> int:
        rows = rebuild()
        self.say(f"{rows} figures made anew.")
        self.answer({"rows": rows})
        return 0
