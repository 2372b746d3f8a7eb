"""One SMTP connection sending many mails, one round trip each.

MAIL, RCPT and DATA go out together with the mail before them (RFC 2920), so a mail costs one round trip. What the
server said about which mail is always known: a mail is certainly not accepted until its last dot was written, and
uncertain from then until the answer to that dot has come.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from acuerdo.channels.providers.smtp.replies import NotSmtp, Reply, ReplyReader
from acuerdo.channels.rules.outgoing import Delivery, Outcome


class Envelope(NamedTuple):
    """One mail for the wire: addresses are ASCII without angle brackets, `payload` has CRLF line ends.

    The payload is in pieces, joined where they go out: a batch of whole mails would be megabytes of fresh memory.
    `is_dotless`: none of its lines begins with a dot; to look for one would be a fifth of the client's work.
    """

    message_id: int
    sender: str
    recipient: str
    payload: tuple[bytes, ...]
    is_dotless: bool = False


# Bytes read at once. Replies are short; a stream protocol would be given a quarter of a megabyte anew for each.
_ROOM = 16 * 1024
# What a server may take to end TLS with us.
_GOODBYE_SECONDS = 1.0


class _Stage(IntEnum):
    MAIL = 0
    RCPT = 1
    DATA = 2
    BODY = 3
    RESET = 4


@dataclass(slots=True)
class _Job:
    envelope: Envelope
    refusal: Reply | None = None
    is_body_written: bool = False


class SmtpConnection(asyncio.BufferedProtocol):
    """A logged-in connection. `take` hands out the next mail (None: no more now), `done` hears what came of each."""

    def __init__(self, *, take: Callable[[], Envelope | None], done: Callable[[Delivery], None]) -> None:
        self._take = take
        self._done = done
        self._reader = ReplyReader()
        self._room = memoryview(bytearray(_ROOM))
        self._awaited: deque[tuple[_Stage, _Job]] = deque()
        self._unsent: deque[bytes] = deque()
        self._dialogue: deque[asyncio.Future[Reply]] = deque()
        self._early: deque[Reply] = deque()
        self._wire: asyncio.Transport | None = None
        self.can_pipeline = False
        self.error = ""
        self.is_open = False
        self.last_heard = 0.0
        self.idle: asyncio.Future[None] | None = None
        self._gone = asyncio.Event()

    # --- signing in: one command, one answer ---------------------------------------------------------------------
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("SMTP needs a stream")
        self._wire = transport
        self.is_open = True

    async def reply(self) -> Reply:
        """The next reply, outside of sending."""
        if self._early:
            return self._early.popleft()
        if not self.is_open:
            raise ConnectionError(self.error or "the server closed the connection")
        waiting: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._dialogue.append(waiting)
        return await waiting

    async def command(self, line: str) -> Reply:
        """Send a command and wait for its answer."""
        self.write(line.encode("ascii") + b"\r\n")
        return await self.reply()

    def write(self, data: bytes) -> None:
        if self._wire is not None:
            self._wire.write(data)

    def swap_wire(self, transport: asyncio.Transport) -> None:
        """Go on over TLS. What was said before it must not count (CVE-2021-23222 and the like)."""
        self._wire = transport
        self._reader = ReplyReader()
        self._early.clear()

    # --- sending --------------------------------------------------------------------------------------------------
    def start(self) -> asyncio.Future[None]:
        """Begin taking mails; the future ends when all are answered and there are no more, or on a lost connection."""
        loop = asyncio.get_running_loop()
        self.idle = loop.create_future()
        self.last_heard = loop.time()
        if not self._begin():
            self._rest()
        return self.idle

    def _begin(self, *before: bytes) -> bool:
        envelope = self._take() if self.is_open else None
        if envelope is None:
            if before:
                self.write(b"".join(before))
            return False
        job = _Job(envelope)
        commands = f"MAIL FROM:<{envelope.sender}>\r\nRCPT TO:<{envelope.recipient}>\r\nDATA\r\n".encode("ascii")
        self._awaited.extend(((_Stage.MAIL, job), (_Stage.RCPT, job), (_Stage.DATA, job)))
        if self.can_pipeline:
            self.write(b"".join((*before, commands)))
            return True
        # One at a time: what came before (a body, a reset) is answered first.
        self._unsent.extend(filter(None, (b"".join(before), *commands.splitlines(keepends=True))))
        self._send_unsent()
        return True

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._room

    def buffer_updated(self, nbytes: int) -> None:
        self.last_heard = asyncio.get_running_loop().time()
        try:
            for reply in self._reader.feed(bytes(self._room[:nbytes])):
                self._on_reply(reply)
        except NotSmtp as fault:
            self.abort(str(fault))

    def _on_reply(self, reply: Reply) -> None:
        if not self._awaited:
            self._on_dialogue(reply)
            return
        stage, job = self._awaited.popleft()
        if stage in (_Stage.MAIL, _Stage.RCPT):
            if not reply.is_good and job.refusal is None:
                job.refusal = reply
        elif stage is _Stage.DATA:
            self._on_data(reply, job)
        elif stage is _Stage.BODY:
            self._on_body(reply, job)
        # After DATA the body is under way: the next command waits for its answer.
        if stage is not _Stage.DATA:
            self._send_unsent()
        if not self._awaited:
            self._rest()

    def _on_dialogue(self, reply: Reply) -> None:
        if self._dialogue:
            self._dialogue.popleft().set_result(reply)
        else:
            self._early.append(reply)
            if reply.code == 421:
                self.abort(str(reply))

    def _on_data(self, reply: Reply, job: _Job) -> None:
        if reply.code == 354 and job.refusal is None:
            self._awaited.append((_Stage.BODY, job))
            job.is_body_written = True
            self._begin(*_dotted(job.envelope))
            return
        if reply.code == 354:
            # RFC 2920 3.1: accepted without a recipient; an empty mail ends it and the server must refuse that.
            self.write(b".\r\n")
            self._awaited.append((_Stage.RESET, job))
        self._refuse(job, job.refusal or reply)
        # A failed transaction stays open until it is reset (RFC 5321 4.1.1.5).
        self._awaited.append((_Stage.RESET, job))
        self._begin(b"RSET\r\n")

    def _on_body(self, reply: Reply, job: _Job) -> None:
        if reply.is_good:
            self._done(Delivery(job.envelope.message_id, Outcome.SENT, reference=str(reply)[:120]))
        else:
            self._refuse(job, reply)

    def _refuse(self, job: _Job, reply: Reply) -> None:
        outcome = Outcome.RETRY if reply.is_passing else Outcome.FAILED
        self._done(Delivery(job.envelope.message_id, outcome, detail=str(reply)))

    def _send_unsent(self) -> None:
        if self._unsent:
            self.write(self._unsent.popleft())

    def _rest(self) -> None:
        if self.idle is not None and not self.idle.done():
            self.idle.set_result(None)

    # --- the end --------------------------------------------------------------------------------------------------
    def abort(self, reason: str) -> None:
        """Drop the connection at once; mails on the way are settled by what was written of them."""
        self.error = self.error or reason
        if self._wire is not None:
            self._wire.abort()

    async def close(self) -> None:
        """Say goodbye and wait until the socket is closed; a server that takes long to answer is left without it.

        TLS ends with an exchange: to go before it is over would leave the socket open.
        """
        if not self.is_open or self._wire is None:
            return
        self._wire.write(b"QUIT\r\n")
        self._wire.close()
        try:
            await asyncio.wait_for(self._gone.wait(), _GOODBYE_SECONDS)
        except TimeoutError:
            self.abort("the server did not answer the goodbye")
            await self._gone.wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        self.error = self.error or (str(exc) if exc else "the server closed the connection")
        settled: set[int] = set()
        for stage, job in self._awaited:
            key = job.envelope.message_id
            if stage is _Stage.RESET or key in settled:
                continue
            settled.add(key)
            outcome = Outcome.UNCERTAIN if job.is_body_written else Outcome.RETRY
            self._done(Delivery(key, outcome, detail=self.error[:300]))
        self._awaited.clear()
        for waiting in self._dialogue:
            if not waiting.done():
                waiting.set_exception(ConnectionError(self.error))
        self._dialogue.clear()
        self._gone.set()
        self._rest()


def _dotted(envelope: Envelope) -> tuple[bytes, ...]:
    """The body and its end mark; lines that begin with a dot get a second one (RFC 5321 4.5.2)."""
    payload = envelope.payload
    if not envelope.is_dotless:
        whole = b"".join(payload)
        payload = ((b"." + whole if whole.startswith(b".") else whole).replace(b"\n.", b"\n.."),)
    return *payload, b".\r\n" if payload[-1].endswith(b"\r\n") else b"\r\n.\r\n"
