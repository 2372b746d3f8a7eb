"""Where the web server listens, whether it can, and with how many processes."""

from __future__ import annotations

import errno
import socket
import time
from urllib.parse import urlsplit

import psutil
from django.conf import settings

from acuerdo.cli.command import WrongInput

SERVER = "acuerdo.cli.server"
ENDING_SECONDS, LOOK_SECONDS = 20, 0.25
LAST_PORT = 65_535
MOST_PROCESSES = 64


def place_of(*, host: str | None, port: int | None) -> tuple[str, int]:
    """Return where to listen: as asked, else where the base address says if that is this machine."""
    base = urlsplit(settings.ACUERDO_BASE_URL)
    is_local = base.hostname in {"127.0.0.1", "localhost", "::1"}
    return host or "127.0.0.1", port or (base.port if is_local and base.port else 8000)


def free_place(*, host: str | None, port: int | None) -> tuple[str, int]:
    """Return where to listen; raises WrongInput, with the remedy, where we cannot."""
    if port is not None and not 1 <= port <= LAST_PORT:
        raise WrongInput(f"a port lies between 1 and {LAST_PORT}", field="--port")
    host, port = place_of(host=host, port=port)
    if is_taken(host=host, port=port):
        raise WrongInput(f"Port {port} of {host} is taken by another program. Use --port or ACUERDO_BASE_URL.")
    if (fault := _fault(host=host, port=port)) is None:
        return host, port
    if fault.errno == errno.EACCES:
        raise WrongInput(f"This account may not listen on port {port}. Use --port with a number from 1024 on.")
    raise WrongInput(f"{host!r} is no address of this machine ({fault.strerror})", field="--host")


def processes(count: int, *, field: str, least: int = 1) -> int:
    """Return how many processes to start; raises WrongInput where nobody can mean so many or so few."""
    if not least <= count <= MOST_PROCESSES:
        raise WrongInput(f"processes lie between {least} and {MOST_PROCESSES}", field=field)
    return count


def is_taken(*, host: str, port: int) -> bool:
    """Say whether somebody else listens there. A server of ours that lost its parent and is ending gets its time."""
    until = time.monotonic() + ENDING_SECONDS
    while (fault := _fault(host=host, port=port)) is not None and fault.errno == errno.EADDRINUSE:
        if time.monotonic() > until or not _is_server_of_ours(host=host, port=port):
            return True
        time.sleep(LOOK_SECONDS)
    return False


def address_of(*, host: str, port: int) -> str:
    """Return what to type into a browser."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_server_of_ours(*, host: str, port: int) -> bool:
    command = [SERVER, host, str(port)]
    return any(
        process.info["cmdline"] and process.info["cmdline"][-4:-1] == command
        for process in psutil.process_iter(["cmdline"])
    )


def _fault(*, host: str, port: int) -> OSError | None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as fault:
        return fault
    return None
