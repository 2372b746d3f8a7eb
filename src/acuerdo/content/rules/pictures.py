"""What an uploaded image is: read from its first bytes, never believed from its name."""

import hashlib
import struct
from dataclasses import dataclass

MAX_BYTES = 1_000_000  # of one image; people read mail on mobile data
MAX_SIDE = 4_000  # px


class NotAPicture(ValueError):
    """It cannot be used: `code` is not_an_image, too_many_bytes or too_large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: `name` follows from its content, so it can be kept for good wherever it is shown."""

    name: str
    media_type: str
    width: int
    height: int


def read_picture(content: bytes) -> Picture:
    """Recognise PNG, JPEG and GIF, the kinds every mail program shows. Raises NotAPicture.

    SVG is refused, since it may hold scripts.
    """
    if len(content) > MAX_BYTES:
        raise NotAPicture("too_many_bytes")
    ending, media_type, sides = _kind_of(content)
    if sides is None or 0 in sides:
        raise NotAPicture("not_an_image")
    if max(sides) > MAX_SIDE:
        raise NotAPicture("too_large")
    digest = hashlib.blake2b(content, digest_size=16).hexdigest()
    return Picture(f"{digest}.{ending}", media_type, *sides)


def _kind_of(content: bytes) -> tuple[str, str, tuple[int, int] | None]:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", "image/png", struct.unpack(">II", content[16:24]) if content[12:16] == b"IHDR" else None
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "gif", "image/gif", struct.unpack("<HH", content[6:10]) if len(content) >= 10 else None
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg", "image/jpeg", _jpeg_sides(content)
    return "", "", None


def _jpeg_sides(content: bytes) -> tuple[int, int] | None:
    """Walk the segments up to the frame header, which holds the sides (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        # Start of frame, but for tables (C4), extensions (C8) and arithmetic coding (CC).
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
