"""Workers killed at random instants while they send, and what is left to find afterwards."""

from __future__ import annotations

import os
import random
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from acuerdo.channels.models import Message
from acuerdo.channels.operations import set_rate
from acuerdo.channels.queries import CONSISTENCY
from acuerdo.channels.rules.links import message_of
from acuerdo.kernel import clock
from benchmarks.mailing import START, mail_server, people, queue
from benchmarks.workers import start

_WORKERS = 2
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What was found: `doubled` arrived more than once, `lost` neither arrived nor is uncertain, `wrong` else."""

    messages: int
    kills: int
    arrived: int
    sent: int
    uncertain: int
    uncertain_but_arrived: int
    doubled: int
    lost: int
    sent_but_absent: int
    wrong: dict[str, int]
    seconds: float

    @property
    def is_clean(self) -> bool:
        return not (self.doubled or self.lost or self.sent_but_absent or self.wrong)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def kill_while_sending(*, messages: int, kills: int, seed: int, per_second: float) -> Aftermath:
    """Send to a local mail server with two workers, killing one (SIGKILL) at random instants, then let one finish."""
    started = time.perf_counter()
    with _sent_by_mail():
        queued = queue(people(messages))
    set_rate(provider="smtp", per_second=per_second, now=START)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "arrived"
        log.touch()
        with mail_server(log) as url:
            done = _Workers(url).run(kills=kills, chance=random.Random(seed), log=log)  # noqa: S311  not a secret
        arrived = Counter(_message(line) for line in log.read_text().splitlines())
    return _look(arrived, queued, done, time.perf_counter() - started)


@contextmanager
def _sent_by_mail() -> Iterator[None]:
    """Messages queued meanwhile go by mail server, not into the sandbox."""
    before = os.environ.get("ACUERDO_EMAIL_PROVIDER")
    os.environ["ACUERDO_EMAIL_PROVIDER"] = "smtp"
    try:
        yield
    finally:
        del os.environ["ACUERDO_EMAIL_PROVIDER"]
        if before is not None:
            os.environ["ACUERDO_EMAIL_PROVIDER"] = before


class _Workers:
    def __init__(self, url: str) -> None:
        moved = (START - clock.now()).total_seconds() + 60
        self._moved, self._url = f"{moved:.0f}", url
        self._alive: list[subprocess.Popen[str]] = []

    def run(self, *, kills: int, chance: random.Random, log: Path) -> int:
        """Returns how many were killed while messages waited."""
        killed = 0
        try:
            while killed < kills and _waiting():
                self._fill_up()
                self._until_more_arrives(log)
                time.sleep(chance.uniform(0.0, 0.4))
                self._kill(chance)
                killed += 1
            self._fill_up()
            _until_still(log)
        finally:
            for worker in self._alive:
                worker.kill()
                worker.communicate()
        return killed

    def _fill_up(self) -> None:
        while len(self._alive) < _WORKERS:
            worker = start(
                "benchmarks.workers.dispatching", self._moved, ACUERDO_SMTP_URL=self._url, ACUERDO_EMAIL_PROVIDER="smtp"
            )
            self._alive.append(worker)

    def _until_more_arrives(self, log: Path) -> None:
        size, deadline = log.stat().st_size, time.monotonic() + _PATIENCE
        while log.stat().st_size == size and _waiting() and time.monotonic() < deadline:
            if any(worker.poll() is not None for worker in self._alive):
                raise RuntimeError("a worker ended by itself")
            time.sleep(0.01)

    def _kill(self, chance: random.Random) -> None:
        victim = self._alive.pop(chance.randrange(len(self._alive)))
        victim.kill()
        victim.communicate()


def _until_still(log: Path) -> None:
    """Wait until no message waits any more, or until none has arrived for so long that none will."""
    size, deadline = -1, 0.0
    while _waiting():
        if log.stat().st_size != size:
            size, deadline = log.stat().st_size, time.monotonic() + _PATIENCE
        elif time.monotonic() > deadline:
            return
        time.sleep(0.1)


def _waiting() -> bool:
    return Message.objects.filter(status__in=("queued", "sending")).exists()


def _message(line: str) -> int | None:
    return message_of(line.partition("@")[0], secret=settings.SECRET_KEY)


def _look(arrived: Counter[int | None], queued: int, kills: int, seconds: float) -> Aftermath:
    states = dict(Message.objects.values_list("pk", "status"))
    sent = {key for key, status in states.items() if status == "sent"}
    uncertain = {key for key, status in states.items() if status == "uncertain"}
    return Aftermath(
        messages=queued,
        kills=kills,
        arrived=len(arrived),
        sent=len(sent),
        uncertain=len(uncertain),
        uncertain_but_arrived=len(uncertain & set(arrived)),
        doubled=sum(1 for count in arrived.values() if count > 1),
        lost=len(set(states) - sent - uncertain) + len(set(arrived) - sent - uncertain),
        sent_but_absent=len(sent - set(arrived)),
        wrong=_wrong(),
        seconds=round(seconds, 1),
    )


def _wrong() -> dict[str, int]:
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for name, sql, _remedy in CONSISTENCY:
            cursor.execute(sql)
            rows = len(cursor.fetchall())
            if rows:
                found[name] = rows
    return found
