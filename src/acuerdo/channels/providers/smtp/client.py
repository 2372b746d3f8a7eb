"""A few SMTP connections that share one queue of mails, in a thread of their own."""

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future

from acuerdo.channels.providers.smtp.connection import Envelope, SmtpConnection
from acuerdo.channels.providers.smtp.settings import SmtpSettings
from acuerdo.channels.providers.smtp.signing_in import CannotSignIn, sign_in
from acuerdo.channels.rules.outgoing import Delivery, Outcome

# A connection nobody needs is given back; servers close idle ones after minutes.
IDLE_SECONDS = 20.0
_WATCH_SECONDS = 1.0
# Between two vain tries to sign in.
_PAUSE_SECONDS = 1.0


class Batch:
    """Collects what came of the mails handed in together."""

    def __init__(self, size: int) -> None:
        self.future: Future[list[Delivery]] = Future()
        self._size = size
        self._results: list[Delivery] = []

    def add(self, delivery: Delivery) -> None:
        self._results.append(delivery)
        if len(self._results) == self._size:
            self.future.set_result(self._results)


class SmtpClient:
    """Sends envelopes; every one of them gets exactly one `Delivery`, whatever the server does."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._queue: deque[Envelope] = deque()
        self._batches: dict[int, Batch] = {}
        self._work = asyncio.Event()
        self._open = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="smtp", daemon=True)
        self._thread.start()

    def send(self, envelopes: Sequence[Envelope]) -> Future[list[Delivery]]:
        """Queue mails; the future has one result for each, in the order of the answers."""
        batch = Batch(len(envelopes))
        if not envelopes:
            batch.future.set_result([])
            return batch.future
        self._loop.call_soon_threadsafe(self._accept, tuple(envelopes), batch)
        return batch.future

    def close(self) -> None:
        """Stop at once; mails on the way become uncertain, the rest can be sent again."""
        self._loop.call_soon_threadsafe(self._stop)
        self._thread.join()

    # --- in the thread of the loop --------------------------------------------------------------------------------
    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        servers = [self._loop.create_task(self._serve()) for _ in range(self._settings.connections)]
        self._loop.run_forever()
        for server in servers:
            server.cancel()
        self._loop.run_until_complete(asyncio.gather(*servers, return_exceptions=True))
        self._give_back("the client was closed")
        self._loop.close()

    def _stop(self) -> None:
        self._loop.stop()

    def _accept(self, envelopes: tuple[Envelope, ...], batch: Batch) -> None:
        for envelope in envelopes:
            self._batches[envelope.message_id] = batch
        self._queue.extend(envelopes)
        self._work.set()

    def _done(self, delivery: Delivery) -> None:
        batch = self._batches.pop(delivery.message_id, None)
        if batch is not None:
            batch.add(delivery)

    def _give_back(self, reason: str) -> None:
        while self._queue:
            envelope = self._queue.popleft()
            self._done(Delivery(envelope.message_id, Outcome.RETRY, detail=reason[:300]))

    async def _serve(self) -> None:
        """One connection's life, again and again: wait for work, sign in, send, rest, leave."""
        while True:
            await self._wait_for_work()
            try:
                connection = await sign_in(self._settings, make=self._make)
            except CannotSignIn as fault:
                if self._open == 0:
                    self._give_back(str(fault))
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            self._open += 1
            try:
                await self._use(connection)
            finally:
                self._open -= 1
                await connection.close()

    async def _wait_for_work(self) -> None:
        while not self._queue:
            self._work.clear()
            await self._work.wait()

    def _make(self) -> SmtpConnection:
        taken = 0

        def take() -> Envelope | None:
            nonlocal taken
            if not self._queue or taken >= self._settings.per_connection:
                return None
            taken += 1
            return self._queue.popleft()

        return SmtpConnection(take=take, done=self._done)

    async def _use(self, connection: SmtpConnection) -> None:
        while connection.is_open:
            idle = connection.start()
            while not idle.done():
                await asyncio.wait({idle}, timeout=_WATCH_SECONDS)
                if not idle.done() and self._loop.time() - connection.last_heard > self._settings.timeout:
                    connection.abort(f"no answer in {self._settings.timeout:g} s")
            # A queue with mails in it means that this connection carried as many as one should.
            if self._queue or not await self._more_work():
                return

    async def _more_work(self) -> bool:
        try:
            await asyncio.wait_for(self._wait_for_work(), IDLE_SECONDS)
        except TimeoutError:
            return False
        return True
