"""A text file in blocks cut at the end of a record, each as UTF-8 bytes: flat memory whatever the size."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from acuerdo.kernel.facts import Words
from acuerdo.portfolio.importing.faults import CannotReadFile, Fault

# Polars parses such a block on all cores in about 50 ms; larger ones only cost memory (SPEED.md).
BLOCK_BYTES = 12 * 1024 * 1024
# How far back a record end is looked for when quotes do not add up; beyond, the quote is a fault of the file.
LOOK_BACK = 256 * 1024


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Whole records as UTF-8: number of the first line, how many line ends, and bytes of the file read so far."""

    content: bytes
    line: int
    ends: int
    read: int


def text_blocks(path: Path, *, encoding: str, block_bytes: int = BLOCK_BYTES) -> Iterator[TextBlock]:
    """Yield a file's records in blocks; raises CannotReadFile at the line where bytes do not fit the encoding."""
    decoder = None if encoding in ("utf-8", "utf-8-sig") else codecs.getincrementaldecoder(encoding)(errors="strict")
    carry, line, read = b"", 1, 0
    with path.open("rb") as stream:
        while raw := stream.read(block_bytes):
            has_mark = read == 0 and encoding.startswith("utf-8")
            raw_text = raw.removeprefix(codecs.BOM_UTF8) if has_mark else raw
            read += len(raw)
            content = carry + _as_utf8(raw_text, decoder, path, line)
            end = _record_end(content)
            carry, whole = content[end:], content[:end]
            if whole:
                block = _block(whole, line, read)
                yield block
                line += block.ends
    if decoder is not None:
        carry += _as_utf8(b"", decoder, path, line, final=True)
    if carry.strip():
        yield _block(carry, line, read)


def _block(whole: bytes, line: int, read: int) -> TextBlock:
    content = _unix_lines(whole)
    return TextBlock(content, line, content.count(b"\n"), read)


def _as_utf8(
    raw: bytes, decoder: codecs.IncrementalDecoder | None, path: Path, line: int, *, final: bool = False
) -> bytes:
    try:
        content = raw if decoder is None else decoder.decode(raw, final).removeprefix("\ufeff").encode()
    except UnicodeDecodeError as error:
        raise _not_text(path, line + raw[: error.start].count(b"\n")) from error
    if b"\x00" in content:
        raise _not_text(path, line + content[: content.index(b"\x00")].count(b"\n"))
    return content


def checked_utf8(block: TextBlock, path: Path) -> TextBlock:
    """The block, if it is UTF-8 throughout; raises CannotReadFile with the line that is not."""
    if not block.content.isascii():
        try:
            block.content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _not_text(path, block.line + block.content[: error.start].count(b"\n")) from error
    return block


def _not_text(path: Path, line: int) -> CannotReadFile:
    return CannotReadFile(
        Fault(
            file=path.name,
            line=line,
            text=Words(
                es="a partir de aquí los bytes no son texto en la codificación del archivo",
                en="from here on the bytes are not text in the file's encoding",
            ),
            remedy=Words(
                es="El archivo parece dañado: vuelva a exportarlo, o indique format.encoding en la correspondencia",
                en="The file seems damaged: export it again, or set format.encoding in the mapping",
            ),
        )
    )


def _record_end(content: bytes) -> int:
    """Where the last whole record ends: a line end with an even number of quotes before it."""
    end = content.rfind(b"\n") + 1
    if b'"' not in content:
        return end
    quotes = content.count(b'"', 0, end)
    at, floor = end, max(0, end - LOOK_BACK)
    while quotes % 2 and at > floor:
        previous = content.rfind(b"\n", 0, at - 1) + 1
        quotes -= content.count(b'"', previous, at)
        at = previous
    # Back at the start: one record is longer than the block, more of it is to come. Given up earlier: a stray quote.
    return at if quotes % 2 == 0 else end


def _unix_lines(content: bytes) -> bytes:
    if b"\r" not in content:
        return content
    content = content.replace(b"\r\n", b"\n")
    return content.replace(b"\r", b"\n") if b"\n" not in content else content
