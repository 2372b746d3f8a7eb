"""What a browser loads of our own."""

from __future__ import annotations

import gzip
import json

from tools.chromium import ROOT

DIST = ROOT / "src" / "acuerdo" / "static" / "dist"
# What we promise: own CSS and JS of the portal together.
PORTAL_LIMIT = 15_000
CONSOLE_STYLES_LIMIT = 20_000
CONSOLE_SCRIPT_LIMIT = 30_000
# React, React Flow and dagre: fetched on the canvas page only.
CANVAS_LIMIT = 170_000
# All our own, nothing else's.
BUILDER_LIMIT = 16_000


def weight(entry: str, *, kind: str) -> int:
    manifest = json.loads((DIST / "manifest.json").read_text())
    files = [manifest[entry]["file"], *manifest[entry].get("css", [])]
    return sum(len(gzip.compress((DIST / name).read_bytes(), 9)) for name in files if name.endswith(kind))


def test_debtors_pages_load_little():
    assert 1_000 < weight("portal/portal.css", kind=".css") < PORTAL_LIMIT


def test_the_console_stays_light():
    assert weight("console/main.ts", kind=".css") < CONSOLE_STYLES_LIMIT
    assert weight("console/main.ts", kind=".js") < CONSOLE_SCRIPT_LIMIT


def test_the_canvas_weighs_what_its_libraries_weigh():
    assert weight("canvas/island.ts", kind=".js") + weight("canvas/island.ts", kind=".css") < CANVAS_LIMIT


def test_the_builder_stays_light():
    assert weight("builder/island.ts", kind=".js") < BUILDER_LIMIT
