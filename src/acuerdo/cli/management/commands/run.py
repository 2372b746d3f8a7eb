"""`acuerdo run`: everything on one machine."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser

from acuerdo.cli.children import Child
from acuerdo.cli.command import DONE, FOUND_PROBLEMS
from acuerdo.cli.command import Command as OurCommand
from acuerdo.cli.listening import address_of, free_place, processes
from acuerdo.cli.management.commands.web import web_server
from acuerdo.cli.migrations import pending_migrations

LOOK_SECONDS = 0.5


class Command(OurCommand):
    """Brings the database up to date, starts web server and worker, and stops all of it on Ctrl-C."""

    help = "Start everything: web server and worker, with the embedded database. Ctrl-C stops all of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=None, help="address to listen on")
        parser.add_argument("--port", type=int, default=None, help="port to listen on")
        parser.add_argument("--workers", type=int, default=1, help="background workers (1)")
        parser.add_argument("--web-workers", type=int, default=2, help="web processes (2)")

    def work(self, options: Mapping[str, Any]) -> int:
        web_workers = processes(options["web_workers"], field="--web-workers")
        workers = processes(options["workers"], field="--workers", least=0)
        host, port = free_place(host=options["host"], port=options["port"])
        if pending_migrations():
            self.say("Bringing the database up to date …")
            call_command("migrate", verbosity=0, interactive=False)
        # Links in messages lead to where we really are, unless we were told what people see from outside.
        address = settings.ACUERDO_BASE_URL if os.environ.get("ACUERDO_BASE_URL") else address_of(host=host, port=port)
        children = [
            web_server(host=host, port=port, workers=web_workers, environment={"ACUERDO_BASE_URL": address}),
            *(_worker(address) for _ in range(workers)),
        ]
        try:
            self.say(f"Acuerdo is at {address} (Ctrl-C stops it)")
            return self._look_after(children)
        except KeyboardInterrupt:
            self.say("\nStopping …")
            return DONE
        finally:
            for child in children:
                child.ask_to_stop()
            for child in children:
                child.wait()

    def _look_after(self, children: list[Child]) -> int:
        while True:
            time.sleep(LOOK_SECONDS)
            for child in children:
                if child.is_running():
                    continue
                self.warn(f"{child.name} ended with {child.code()}; starting it again.")
                if not child.restart():
                    self.warn("It ends again and again: giving up. `acuerdo doctor` may know why.")
                    return FOUND_PROBLEMS


def _worker(address: str) -> Child:
    return Child(["acuerdo", "worker", "--with-parent"], name="worker", environment={"ACUERDO_BASE_URL": address})
