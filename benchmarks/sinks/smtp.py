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
_ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"HELO": b"250 sink\r\n",
    b"MAIL": b"250 2.1.0 ok\r\n",
    b"RCPT": b"250 2.1.5 ok\r\n",
    b"RSET": b"250 2.0.0 ok\r\n",
    b"NOOP": b"250 2.0.0 ok\r\n",
}


class Sink(asyncio.Protocol):
    """One connection to the sink."""

    def __init__(self, log: IO[bytes] | None) -> None:
        self._log = log
        self._buffer = bytearray()
        self._in_body = False
        self._wire: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  a TCP server has nothing else
        self._wire = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        out = bytearray()
        while self._step(out):
            pass
        if self._log is not None:
            self._log.flush()
        if self._wire is not None and out:
            self._wire.write(bytes(out))

    def _step(self, out: bytearray) -> bool:
        if self._in_body:
            end = self._buffer.find(b"\r\n.\r\n")
            if end < 0:
                return False
            self._accept(bytes(self._buffer[: min(end, 4096)]))
            del self._buffer[: end + 5]
            self._in_body = False
            out += b"250 2.0.0 taken\r\n"
            return True
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return False
        verb = bytes(self._buffer[:4]).upper()
        del self._buffer[: end + 2]
        if verb == b"DATA":
            self._in_body = True
            out += b"354 go on\r\n"
        elif verb == b"QUIT":
            out += b"221 bye\r\n"
        else:
            out += _ANSWERS.get(verb, b"500 5.5.1 unknown\r\n")
        return True

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
