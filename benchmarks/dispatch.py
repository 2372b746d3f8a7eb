"""Messages out of the outbox into a local mail server, beside the same client sending the same mails ready-made."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from acuerdo.channels.models import Message
from acuerdo.channels.operations import Dispatcher, set_rate
from acuerdo.channels.providers import open_transport
from acuerdo.channels.providers.smtp.client import SmtpClient
from acuerdo.channels.providers.smtp.connection import Envelope
from acuerdo.channels.providers.smtp.settings import settings_of
from acuerdo.channels.rules.mime import date_header, write_email
from acuerdo.channels.rules.outgoing import Outgoing, Transport
from acuerdo.content.queries import encode_messages
from benchmarks.mailing import START, mail_server, people, queue

SIZES = {"default": 10_000, "quick": 1_000}
NOW = START + timedelta(seconds=5)


def run(*, size: int = SIZES["default"]) -> dict[str, Any]:
    """Queue, send and record; then send the very same mails ready-made over a fresh client."""
    os.environ["ACUERDO_EMAIL_PROVIDER"] = "smtp"
    cases = people(size)
    started = time.perf_counter()
    queued = queue(cases)
    queueing = time.perf_counter() - started
    set_rate(provider="smtp", per_second=1e6, now=START)
    gc.freeze()  # as a worker does at its start
    with mail_server() as url:
        os.environ["ACUERDO_SMTP_URL"] = url
        recorder = _Recorder(open_transport("smtp"))
        sender = Dispatcher(encode=encode_messages, worker_id=1, transports={"smtp": recorder})
        ours = _time(lambda: _drain(sender))
        ready = [_envelope(one) for one in recorder.seen]
        bare = _time(lambda: _send_ready_made(ready, url))
    sent = Message.objects.filter(status="sent").count()
    if sent != queued:
        raise RuntimeError(f"{sent} of {queued} messages were sent")
    return {
        "name": "e-mails dispatched", "ours": round(sent / ours), "unit": "messages/s", "limit": round(sent / bare),
        "limit_name": "same client, ready-made mails", "ratio": round(bare / ours, 2), "size": size,
        "queued_per_second": round(queued / queueing), "bytes_each": recorder.bytes_each(),
    }  # fmt: skip


class _Recorder:
    """Passes messages on and keeps them."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.seen: list[Outgoing] = []

    def submit(self, batch: Sequence[Outgoing]) -> Any:
        self.seen.extend(batch)
        return self._inner.submit(batch)

    def bytes_each(self) -> int:
        return sum(map(len, write_email(self.seen[0], date=date_header(NOW))))


def _drain(sender: Dispatcher) -> None:
    due: datetime | None = NOW
    while due is not None and due <= NOW:
        due = sender.drain(clock=lambda: NOW)


def _send_ready_made(ready: list[Envelope], url: str) -> None:
    client = SmtpClient(settings_of({"ACUERDO_SMTP_URL": url}))
    if len(client.send(ready).result(timeout=600)) != len(ready):
        raise RuntimeError("mails without an answer")
    client.close()


def _envelope(one: Outgoing) -> Envelope:
    payload = b"".join(write_email(one, date=date_header(NOW)))
    return Envelope(one.message_id, "a@luz-norte.example", one.address, (payload,), is_dotless=True)


def _time(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
