"""A mail server that takes everything and writes down each Message-ID it accepted, before it says so.

`python -m benchmarks.sinks.smtp --log FILE` prints its port and runs until its standard input closes.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from pathlib import Path
from typing import IO

_MESSAGE_ID = re.compile(rb"^Message-ID:[ \t]*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_ROOM = 256 * 1024
_ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"HELO": b"250 sink\r\n",
    b"DATA": b"354 go on\r\n",
    b"QUIT": b"221 bye\r\n",
    b"MAIL": b"250 2.1.0 ok\r\n",
    b"RCPT": b"250 2.1.5 ok\r\n",
    b"RSET": b"250 2.0.0 ok\r\n",
    b"NOOP": b"250 2.0.0 ok\r\n",
}


class Sink(asyncio.BufferedProtocol):
    """One connection to the sink. It stands for another machine, so it must cost little on this one."""

    def __init__(self, log: IO[bytes] | None) -> None:
        self._log = log
        self._room = bytearray(_ROOM)
        self._rest = b""
        self._in_body = False
        self._wire: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  a TCP server has nothing else
        self._wire = transport
        transport.write(b"220 sink\r\n")

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._room

    def buffer_updated(self, nbytes: int) -> None:
        data = self._rest + self._room[:nbytes]
        out: list[bytes] = []
        start, after = 0, self._step(data, 0, out)
        while after > start:
            start, after = after, self._step(data, after, out)
        self._rest = data[start:]
        if self._log is not None:
            self._log.flush()
        if self._wire is not None and out:
            self._wire.write(b"".join(out))

    def _step(self, data: bytes, start: int, out: list[bytes]) -> int:
        """Take a command or a mail that begins at this place; returns where the next one begins, or the same place."""
        if self._in_body:
            # From behind: a client waits for our word before each mail, so there is one end, and it is near.
            end = data.rfind(b"\r\n.\r\n", start)
            if end < 0:
                return start
            self._accept(data[start : min(end, start + 4096)])
            self._in_body = False
            out.append(b"250 2.0.0 taken\r\n")
            return end + 5
        end = data.find(b"\r\n", start)
        if end < 0:
            return start
        verb = data[start : start + 4].upper()
        self._in_body = verb == b"DATA"
        out.append(_ANSWERS.get(verb, b"500 5.5.1 unknown\r\n"))
        return end + 2

    def _accept(self, head: bytes) -> None:
        if self._log is None:
            return
        found = _MESSAGE_ID.search(head)
        self._log.write((found.group(1) if found else b"?") + b"\n")


async def serve(log: Path | None) -> None:
    """Listen on a free port of this machine, print it, go on until standard input closes."""
    loop = asyncio.get_running_loop()
    file = log.open("ab") if log else None
    server = await loop.create_server(lambda: Sink(file), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def main() -> None:
    """Run the sink."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path)
    asyncio.run(serve(parser.parse_args().log))


if __name__ == "__main__":
    main()
