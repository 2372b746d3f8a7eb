"""The way out: claim, look again, hand over, send, record; two batches overlap so that the wire never waits.

See docs/algorithms/dispatch.md for why a killed worker can neither lose nor double a message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any, Protocol

from acuerdo.channels.operations.claiming import Claimed, claim, give_back, recover_orphans, unhurried
from acuerdo.channels.operations.judging import look_again
from acuerdo.channels.operations.queueing import OUTBOX
from acuerdo.channels.operations.recording import hand_over, record_deliveries, record_look
from acuerdo.channels.providers import open_transport, providers
from acuerdo.channels.queries.messages import forms_for
from acuerdo.channels.rules.outgoing import (
    LEAD_SECONDS,
    Delivery,
    Outcome,
    Outgoing,
    Transport,
    parts_under_way,
)
from acuerdo.portfolio.queries import senders

# So many are claimed, made and judged together: each batch costs some twenty statements, however small it is.
BATCH = 1_000
# So many are answered together: what is on the wire and not recorded is uncertain if the worker dies.
PART = 250
# One drain sends at most this many (some seconds of the fastest provider) before the worker may stop. The wire runs
# empty at its end.
ROUND = 10_000
# Longer than any transport waits for its server: after that nothing can be known about a batch.
GIVE_UP_SECONDS = 900.0


class Text(Protocol):
    """A finished text; see `content.rules.rendering.Encoded`."""

    @property
    def subject(self) -> str: ...
    @property
    def html(self) -> bytes: ...
    @property
    def text(self) -> bytes: ...


# Makes texts from messages, in their order; what cannot be made comes back as the exception that says why.
Encode = Callable[[Sequence[Any]], Sequence[Any]]
Clock = Callable[[], datetime]


@dataclass(slots=True)
class _OnTheWay:
    messages: list[Claimed]
    answer: Future[list[Delivery]]


class _Wire:
    """How long a provider takes for a part of late; what it was last asked counts from when it had nothing else."""

    def __init__(self) -> None:
        self.seconds = LEAD_SECONDS
        self._busy_since: datetime | None = None

    def watch(self, answer: Future[list[Delivery]], clock: Clock) -> None:
        started = clock()

        def note(_answer: object) -> None:
            ended = clock()
            self.seconds = (ended - max(started, self._busy_since or started)).total_seconds()
            self._busy_since = ended

        answer.add_done_callback(note)


class Dispatcher:
    """Sends what is due. One per worker; transports stay open between drains."""

    def __init__(
        self, *, encode: Encode, worker_id: int, batch: int = BATCH,
        transports: dict[str, Transport] | None = None,
    ) -> None:  # fmt: skip
        self._encode = encode
        self._worker_id = worker_id
        self._batch = batch
        self._transports: dict[str, Transport] = transports or {}
        self._on_the_way: list[_OnTheWay] = []
        self._wire = _Wire()

    def drain(self, *, clock: Clock) -> datetime | None:
        """Send what is due, at most a round of it; returns when to look again (now: there is more)."""
        self._finish(clock)
        give_back(worker_id=self._worker_id, except_ids=[])
        recover_orphans(now=clock())
        looks = [self._drain_provider(name, clock) for name in sorted(providers())]
        self._finish(clock)
        return min((look for look in looks if look is not None), default=None)

    def _drain_provider(self, provider: str, clock: Clock) -> datetime | None:
        look_again_at: datetime | None = None
        taken = 0
        while taken < ROUND:
            found = claim(provider=provider, worker_id=self._worker_id, limit=self._batch, now=clock())
            look_again_at = found.look_again_at
            if not found.messages:
                break
            taken += len(found.messages)
            self._send(provider, found.messages, clock)
        return look_again_at

    def _send(self, provider: str, messages: list[Claimed], clock: Clock) -> None:
        transport, now = self._transport(provider), clock()
        texts = dict(zip((one.id for one in messages), self._encode(messages), strict=True))
        failed = [(one, str(texts[one.id])) for one in messages if isinstance(texts[one.id], Exception)]
        made = self._outgoing([one for one in messages if not isinstance(texts[one.id], Exception)], texts, now)
        self._record_answered(clock)
        now = clock()
        with unhurried():
            look = look_again([one for one in messages if one.id in made], now=now)
            record_look(refused=look.refused, deferred=look.deferred, failed=failed, worker_id=self._worker_id, now=now)
        parts = [look.go[start : start + PART] for start in range(0, len(look.go), PART)]
        while parts:
            while (free := parts_under_way(seconds_each=self._wire.seconds) - len(self._on_the_way)) < 1:
                self._record_oldest(clock)
            going, parts = parts[:free], parts[free:]
            under_way = [one.id for part in (*(one.messages for one in self._on_the_way), *going) for one in part]
            hand_over(worker_id=self._worker_id, message_ids=under_way, now=now)
            # From here on a crash leaves these messages uncertain; until here it left them waiting.
            for part in going:
                answer = transport.submit([made[one.id] for one in part])
                self._on_the_way.append(_OnTheWay(part, answer))
                self._wire.watch(answer, clock)

    def _outgoing(self, messages: list[Claimed], texts: dict[int, Any], now: datetime) -> dict[int, Outgoing]:
        brands = senders(list({one.creditor_id for one in messages}))
        ends = {channel: forms_for(channel)["message.unsubscribe"] for channel in {one.channel for one in messages}}
        return {
            one.id: _outgoing(one, texts[one.id], brands[one.creditor_id], ends[one.channel], now) for one in messages
        }

    def _record_oldest(self, clock: Clock) -> None:
        """Wait for the oldest part, and record it with all that are answered by then."""
        oldest = self._on_the_way[0]
        try:
            deliveries = oldest.answer.result(timeout=GIVE_UP_SECONDS)
        except TimeoutError:
            detail = "the provider did not answer"
            deliveries = [Delivery(one.id, Outcome.UNCERTAIN, detail=detail) for one in oldest.messages]
        oldest.answer = Future()
        oldest.answer.set_result(deliveries)
        self._record_answered(clock)

    def _record_answered(self, clock: Clock) -> None:
        """Record at once what is answered: what is not recorded is uncertain if this worker dies."""
        answered = list(takewhile(lambda part: part.answer.done(), self._on_the_way))
        if not answered:
            return
        messages = [one for part in answered for one in part.messages]
        deliveries = [one for part in answered for one in part.answer.result()]
        record_deliveries(messages, deliveries, worker_id=self._worker_id, now=clock())
        # Only now: if recording fails, the next drain tries it again with the same answers.
        del self._on_the_way[: len(answered)]

    def _finish(self, clock: Clock) -> None:
        while self._on_the_way:
            self._record_oldest(clock)

    def _transport(self, provider: str) -> Transport:
        if provider not in self._transports:
            self._transports[provider] = open_transport(provider)
        return self._transports[provider]


def _outgoing(
    message: Claimed, text: Text, brand: tuple[str, str, str], end: tuple[str, str | None], now: datetime
) -> Outgoing:
    name, email, sms = brand
    before, after = end
    return Outgoing(
        message_id=message.id,
        channel=message.channel,
        address=message.address,
        sender_name=sms if message.channel == "sms" else name,
        sender_address=email,
        subject=text.subject,
        html=text.html,
        text=text.text,
        token=message.token,
        unsubscribe_url=f"{before}{message.token}{after or ''}",
        at=now,
    )


class DispatchLoop:
    """The worker's loop that empties the outbox; see `acuerdo.cli.loops`. `clock` tells the time at each batch."""

    name = "dispatch"
    channel = OUTBOX

    def __init__(self, *, encode: Encode, clock: Clock) -> None:
        self._encode = encode
        self._clock = clock
        self._dispatcher: Dispatcher | None = None

    def drain(self, *, now: datetime, worker_id: int) -> datetime | None:
        """Send what is due; returns when to look again. `now` is not used: a drain takes longer than an instant."""
        if self._dispatcher is None:
            self._dispatcher = Dispatcher(encode=self._encode, worker_id=worker_id)
        return self._dispatcher.drain(clock=self._clock)
