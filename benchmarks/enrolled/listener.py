"""An engine worker as production runs it: woken by NOTIFY, draining in sets; notes when each batch was committed."""

from __future__ import annotations

import json
import os
import sys
import threading
import time

import psycopg
from django.db import connection

from acuerdo.kernel import clock
from acuerdo.strategies.operations.waking import CHANNEL
from acuerdo.strategies.tasks import EngineLoop


def main() -> None:
    loop, commits, enough = EngineLoop(), [], threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), enough.set()), daemon=True).start()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as ear:
        ear.execute(f"LISTEN {CHANNEL}")
        print("ready", flush=True)
        idle = 0
        while idle < 3:
            now = clock.now()
            due = loop.drain(now=now, worker_id=1)
            commits.append((_last_message(), time.time()))
            if due is not None and due <= now:
                continue
            # Three quiet seconds after the last event: everything it caused is done.
            heard = list(ear.notifies(timeout=1, stop_after=1))
            idle = idle + 1 if enough.is_set() and not heard else 0
    print(json.dumps(commits), flush=True)


def _last_message() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM channels_message")
        return int(cursor.fetchone()[0])
