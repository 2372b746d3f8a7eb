"""One engine worker in a process of its own: moves what is due until nothing is left, and says how much."""

from __future__ import annotations

import json
import sys
import time

import django
from django.db import transaction

django.setup()

from acuerdo.strategies.operations import Advanced, advance_batch  # noqa: E402  after setup
from benchmarks.enrolled import START  # noqa: E402


def main(number: int) -> None:
    # Warm up (graph, calendars, templates are compiled once a process) on a batch that is taken back.
    with transaction.atomic():
        advance_batch(now=START, first_shard=number * 16, limit=50)
        transaction.set_rollback(True)
    print("ready", flush=True)
    sys.stdin.readline()
    started, total, first, idle = time.perf_counter(), Advanced(), number * 16, 0
    while idle < 3:
        done = advance_batch(now=START, first_shard=first)
        idle = 0 if done.claimed else idle + 1
        total += done
        first = (done.shards[-1] + 1) % 64 if done.shards else first
    seconds = time.perf_counter() - started
    print(json.dumps({"claimed": total.claimed, "steps": total.steps, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
