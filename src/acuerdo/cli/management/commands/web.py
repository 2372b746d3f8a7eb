"""`acuerdo web`: the pages."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import psutil
from django.conf import settings
from django.core.management.base import CommandParser

from acuerdo.cli.children import Child
from acuerdo.cli.command import DONE, FOUND_PROBLEMS, WrongInput
from acuerdo.cli.command import Command as OurCommand
from acuerdo.cli.migrations import refuse_if_behind

SERVER = "acuerdo.cli.server"
ENDING_SECONDS, LOOK_SECONDS = 20, 0.25


class Command(OurCommand):
    """Runs until it is stopped (Ctrl-C or SIGTERM)."""

    help = "Run a web server. As many as you like, behind a proxy that ends TLS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=None, help="address to listen on (that of ACUERDO_BASE_URL if loopback)")
        parser.add_argument("--port", type=int, default=None, help="port to listen on (that of ACUERDO_BASE_URL)")
        parser.add_argument("--workers", type=int, default=2, help="processes (2)")

    def work(self, options: Mapping[str, Any]) -> int:
        refuse_if_behind()
        host, port = place_of(host=options["host"], port=options["port"])
        if is_taken(host=host, port=port):
            raise WrongInput(f"Port {port} of {host} is taken by another program. Use --port or ACUERDO_BASE_URL.")
        self.say(f"Acuerdo answers at http://{host}:{port}")
        server = web_server(host=host, port=port, workers=options["workers"])
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


def place_of(*, host: str | None, port: int | None) -> tuple[str, int]:
    """Return where to listen: as asked, else where the base address says if that is this machine."""
    base = urlsplit(settings.ACUERDO_BASE_URL)
    is_local = base.hostname in {"127.0.0.1", "localhost", "::1"}
    return host or "127.0.0.1", port or (base.port if is_local and base.port else 8000)


def is_taken(*, host: str, port: int) -> bool:
    """Say whether somebody else listens there. A server of ours that lost its parent and is ending gets its time."""
    until = time.monotonic() + ENDING_SECONDS
    while _listens(host=host, port=port):
        if time.monotonic() > until or not _is_server_of_ours(host=host, port=port):
            return True
        time.sleep(LOOK_SECONDS)
    return False


def _is_server_of_ours(*, host: str, port: int) -> bool:
    command = [SERVER, host, str(port)]
    return any(
        process.info["cmdline"] and process.info["cmdline"][-4:-1] == command
        for process in psutil.process_iter(["cmdline"])
    )


def _listens(*, host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False
