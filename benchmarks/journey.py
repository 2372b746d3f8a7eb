"""The whole journey: split, e-mail, wait, split, SMS; two workers, local sinks, the wait skipped by the clock.

There is no raw limit to set beside it; Parcelvoy makes 12 to 20 contacts a second on the same kind of machine, a
Django + Celery design 25. The goal is 1,000.
"""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from acuerdo.channels.models import Message
from acuerdo.channels.operations import set_rate
from acuerdo.kernel import clock
from benchmarks.enrolled import live
from benchmarks.mailing import START, mail_server, people
from benchmarks.workers import started, tell

SIZES = {"default": 50_000, "quick": 2_000}
WORKERS = 2
# Longer than the week that Spanish practice leaves between two written contacts.
WAIT = timedelta(days=8)
_PATIENCE = 1_800.0
_SHORTEST_PAUSE = 0.05
_GOAL = 1_000

STRATEGY = """\
strategy: journey
start: entry
exit: [closed, paid, held]
steps:
  entry:
    kind: entry
    segment: {fact: case.status, op: '=', value: open}
    next: amount
  amount:
    kind: split
    branches:
    - name: large
      when: {fact: debt.balance, op: '>=', value: '100.00'}
    next: {large: mail, otherwise: done}
  mail:
    kind: message
    channel: email
    template: reminder-email
    next: {sent: pause, not_allowed: done, no_contact_point: done}
  pause: {kind: wait, for: P8D, next: opened}
  opened:
    kind: split
    branches:
    - name: unopened
      when: {fact: engagement.messages_opened, op: '=', value: 0}
    next: {unopened: text, otherwise: done}
  text:
    kind: message
    channel: sms
    template: overdue-sms
    next: {sent: done, not_allowed: done, no_contact_point: done}
  done: {kind: end}
"""


def run(*, size: int = SIZES["default"]) -> dict[str, Any]:
    """Walk `size` people through the journey; contacts a second from the first claim to the last SMS recorded."""
    os.environ["ACUERDO_EMAIL_PROVIDER"] = "smtp"
    people(size)
    for provider in ("smtp", "sandbox"):
        set_rate(provider=provider, per_second=1e6, now=START)
    with mail_server() as url:
        os.environ["ACUERDO_SMTP_URL"] = url
        with ExitStack() as stack:
            moved = f"{(START - clock.now()).total_seconds() + 60:.0f}"
            workers = [stack.enter_context(started("benchmarks.workers.whole", moved)) for _ in range(WORKERS)]
            live(STRATEGY, now=START)
            mails = _phase(workers, "go", channel="email", size=size)
            texts = _phase(workers, f"{WAIT.total_seconds()}", channel="sms", size=size)
    return {
        "name": "journey, both messages sent and recorded", "ours": round(size / (mails + texts)), "unit": "contacts/s",
        "limit": _GOAL, "limit_name": "goal", "ratio": round(size / (mails + texts) / _GOAL, 2), "size": size,
        "seconds_to_mails": round(mails, 1), "seconds_to_texts": round(texts, 1),
        "messages_per_second": round(2 * size / (mails + texts)),
    }  # fmt: skip


def _phase(workers: list[subprocess.Popen[str]], line: str, *, channel: str, size: int) -> float:
    began = time.perf_counter()
    for worker in workers:
        tell(worker, line)
    while (sent := Message.objects.filter(channel=channel, status="sent").count()) < size:
        seconds = time.perf_counter() - began
        if seconds > _PATIENCE or any(worker.poll() is not None for worker in workers):
            raise RuntimeError(f"{channel}: {_states(channel)}")
        time.sleep(_pause(seconds, sent=sent, size=size))
    return time.perf_counter() - began


def _pause(seconds: float, *, sent: int, size: int) -> float:
    """Half of what is left at the pace so far, at most as long as it took so far.

    To count is to read the whole table: four times a second was a tenth of the database's work.
    """
    return max(_SHORTEST_PAUSE, seconds * min(1.0, (size - sent) / (2 * sent)) if sent else seconds)


def _states(channel: str) -> dict[str, int]:
    states = Message.objects.filter(channel=channel).values_list("status", flat=True)
    return {state: sum(1 for one in states if one == state) for state in set(states)}
