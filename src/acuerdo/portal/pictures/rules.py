"""QR codes as PNG (ISO/IEC 18004; PNG, RFC 2083): mail programs do not show SVG."""

from __future__ import annotations

import struct
import zlib

import qrcode

# Pixels a module; a code of a link of ours has 33 modules with its margin or a little more.
SCALE = 8
_MARGIN = 4  # modules of white around it, as the standard asks


def qr_png(text: str) -> bytes:
    """Draw a text as a QR, black on white, one bit a pixel."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=_MARGIN)
    code.add_data(text)
    rows = [[dark for dark in row for _ in range(SCALE)] for row in code.get_matrix()]
    side = len(rows[0])
    # A zero byte before each line: no filter. A set bit is white.
    lines = b"".join((b"\x00" + _bits(row)) * SCALE for row in rows)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(lines, 9)) + _chunk(b"IEND", b"")
    )


def _bits(row: list[bool]) -> bytes:
    padded = [*row, *[False] * (-len(row) % 8)]
    text = "".join("0" if dark else "1" for dark in padded)
    return int(text, 2).to_bytes(len(padded) // 8)


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
