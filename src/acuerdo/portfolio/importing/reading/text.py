"""How a text file is written: encoding and delimiter, guessed from its bytes and shown to the user."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from acuerdo.kernel.facts import Words
from acuerdo.portfolio.importing.faults import CannotReadFile, Fault

BLOCK = 16 * 1024 * 1024
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "windows-1252", "latin-1")
SAMPLE_LINES = 200
# Bytes that windows-1252 leaves undefined but latin-1 has as control characters.
UNDEFINED_IN_1252 = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])


@dataclass(frozen=True, slots=True)
class TextFormat:
    """Encoding and delimiter of a text file. `certain` is false where another reading was nearly as likely."""

    encoding: str
    delimiter: str
    certain: bool = True


def text_format(path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> TextFormat:
    """Guess how a text file is written; what the mapping fixes is taken as given."""
    found = encoding or encoding_of(path)
    sample = decoded_sample(path, found)
    if delimiter:
        return TextFormat(found, delimiter)
    best, certain = delimiter_of(sample)
    return TextFormat(found, best, certain)


def encoding_of(path: Path) -> str:
    """The encoding of a file: its mark, else UTF-8 if every byte fits, else windows-1252 (latin-1 if that fails)."""
    with path.open("rb") as stream:
        head = stream.read(4)
        if head.startswith(b"\xef\xbb\xbf"):
            return "utf-8-sig"
        if b"\x00" in head or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return _utf16(head)
        stream.seek(0)
        carry = b""
        while block := stream.read(BLOCK):
            if block.isascii() and not carry:
                continue
            carry, fits = _utf8_tail(carry + block)
            if not fits:
                return _one_byte(block)
    return "windows-1252" if carry else "utf-8"


def _utf16(head: bytes) -> str:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    return "utf-16-le" if head[1] == 0 else "utf-16-be"


def _utf8_tail(block: bytes) -> tuple[bytes, bool]:
    """Whether the bytes are UTF-8, and those at the end that may be the beginning of a character."""
    try:
        block.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(block) - error.start < 4:
            return block[error.start :], True
        return b"", False
    return b"", True


def _one_byte(block: bytes) -> str:
    return "latin-1" if any(byte in block for byte in UNDEFINED_IN_1252) else "windows-1252"


def decoded_sample(path: Path, encoding: str) -> str:
    """The first lines of a file as text, cut at a line end."""
    with path.open("rb") as stream:
        raw = stream.read(256 * 1024)
    try:
        text = raw.decode(encoding, errors="ignore")
    except LookupError:
        raise CannotReadFile(
            Fault(
                file=path.name,
                text=Words(es=f"no se conoce la codificación «{encoding}»", en=f"unknown encoding {encoding!r}"),
                remedy=Words(es=f"Use una de: {', '.join(ENCODINGS)}", en=f"Use one of: {', '.join(ENCODINGS)}"),
                field="format.encoding",
            )
        ) from None
    return "\n".join(text.removeprefix("\ufeff").splitlines()[:SAMPLE_LINES])


def delimiter_of(sample: str) -> tuple[str, bool]:
    """The delimiter that splits every line into the same number of fields, most fields first; and if it is certain."""
    lines = [line for line in sample.split("\n") if line.strip()]
    scores = sorted(((_evenness(lines, each), each) for each in DELIMITERS), reverse=True, key=lambda pair: pair[0])
    (best, delimiter), (second, _) = scores[0], scores[1]
    if best == 0:
        return ",", True
    return delimiter, second < 0.8 * best


def rival_delimiter(sample: str, delimiter: str) -> str:
    """Another delimiter that splits the lines nearly as evenly as this one; empty if there is none."""
    lines = [line for line in sample.split("\n") if line.strip()]
    own = _evenness(lines, delimiter)
    return next((each for each in DELIMITERS if each != delimiter and 0 < 0.8 * own <= _evenness(lines, each)), "")


def _evenness(lines: list[str], delimiter: str) -> float:
    counts = [_outside_quotes(line, delimiter) for line in lines]
    header = counts[0] if counts else 0
    if header == 0:
        return 0.0
    same = sum(1 for count in counts if count == header) / len(counts)
    # A delimiter found in the header but not in the rows is part of a name ("importe, total").
    return same * (1 + min(header, 50) / 50) if same > 0.3 else 0.0


def _outside_quotes(line: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in line.split('"')[::2])
