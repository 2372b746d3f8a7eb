"""What a web process loads: the application, and a watch on the server process that started it."""

from __future__ import annotations

from acuerdo.cli.children import stop_when_orphaned
from acuerdo.wsgi import application

__all__ = ["application"]

# Granian's processes outlive a killed main process and would keep the port.
stop_when_orphaned()
