"""`acuerdo web`: the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from acuerdo.cli.children import Child
from acuerdo.cli.command import DONE, FOUND_PROBLEMS
from acuerdo.cli.command import Command as OurCommand
from acuerdo.cli.listening import SERVER, address_of, free_place, processes
from acuerdo.cli.migrations import refuse_if_behind


class Command(OurCommand):
    """Runs until it is stopped (Ctrl-C or SIGTERM)."""

    help = "Run a web server. As many as you like, behind a proxy that ends TLS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=None, help="address to listen on (that of ACUERDO_BASE_URL if loopback)")
        parser.add_argument("--port", type=int, default=None, help="port to listen on (that of ACUERDO_BASE_URL)")
        parser.add_argument("--workers", type=int, default=2, help="processes (2)")

    def work(self, options: Mapping[str, Any]) -> int:
        workers = processes(options["workers"], field="--workers")
        refuse_if_behind()
        host, port = free_place(host=options["host"], port=options["port"])
        self.say(f"Acuerdo answers at {address_of(host=host, port=port)}")
        server = web_server(host=host, port=port, workers=workers)
        try:
            return DONE if server.code() == 0 else FOUND_PROBLEMS
        except KeyboardInterrupt:
            return DONE
        finally:
            server.ask_to_stop()
            server.wait()


def web_server(*, host: str, port: int, workers: int, environment: Mapping[str, str] | None = None) -> Child:
    """Start the web server's process."""
    return Child([SERVER, host, str(port), str(workers)], name="web server", environment=environment)
