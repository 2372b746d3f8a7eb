"""Pictures that mails and pages show: uploaded ones, and the QR of a link."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from acuerdo.channels.rules.links import make_token
from acuerdo.content.operations import add_asset
from acuerdo.kernel.audit import SYSTEM
from acuerdo.portal.pictures.rules import SCALE, qr_png
from tests.content.pictures import png
from tests.factories import NOW


@pytest.mark.django_db
def test_uploaded_picture_is_shown_to_whoever_has_its_address_and_kept_for_good() -> None:
    asset = add_asset(content=png(), title="Logo", actor=SYSTEM, now=NOW)

    shown = Client().get(f"/f/{asset.name}")

    assert (shown.status_code, shown.headers["Content-Type"], shown.content) == (200, "image/png", png())
    assert shown.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "immutable" in shown.headers["Cache-Control"]
    assert Client().get("/f/0123.png").status_code == 404


def test_qr_is_drawn_for_links_of_ours_and_for_previews_only(link: str) -> None:
    token = link.rsplit("/", 1)[1]

    shown = Client().get(f"/t/q/{token}.png")

    assert shown.headers["Content-Type"] == "image/png"
    assert shown.content == qr_png(f"{settings.ACUERDO_BASE_URL}/p/{token}")
    assert "no-store" in shown.headers["Cache-Control"]
    assert Client().get("/t/q/sample.png").status_code == 200
    assert Client().get(f"/t/q/{token}x.png").status_code == 404


def test_qr_of_a_link_has_the_right_modules() -> None:
    token = make_token(16_000_000, secret="x")

    drawn = qr_png(f"https://acuerdo.example.org/p/{token}")

    width, rows = _decoded(drawn)
    modules = width // SCALE
    assert (modules - 8) % 4 == 1  # a code has 17 + 4 × version modules, and 4 of margin on each side
    assert all(pixel == 1 for pixel in rows[0])
    # The finder pattern at the top left: seven dark modules in a row.
    assert rows[4 * SCALE][4 * SCALE : 11 * SCALE] == [0] * 7 * SCALE


def _decoded(drawn: bytes) -> tuple[int, list[list[int]]]:
    width, height, depth, colour = struct.unpack(">IIBB", drawn[16:26])
    assert (depth, colour) == (1, 0)
    length = int.from_bytes(drawn[33:37])
    raw = zlib.decompress(drawn[41 : 41 + length])
    stride = 1 + -(-width // 8)
    rows: list[list[Any]] = []
    for line in range(height):
        packed = raw[line * stride + 1 : (line + 1) * stride]
        rows.append([packed[at // 8] >> (7 - at % 8) & 1 for at in range(width)])
    return width, rows
