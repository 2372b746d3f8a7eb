"""Lucide drawings, printed inline: no request, no flash, and they take the colour of the text beside them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_FILE = Path(__file__).resolve().parent.parent / "icons.json"


@cache
def _drawings() -> dict[str, str]:
    found: dict[str, str] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found


def drawing(name: str) -> str:
    """The inside of an icon's `<svg>`, for islands that draw it themselves. Raises KeyError like `icon`."""
    return _drawings()[name]


def icon(name: str, *, label: str = "", classes: str = "") -> SafeString:
    """An icon; with `label` it speaks for itself, without it is decoration beside a word.

    Raises KeyError for a name that frontend/icons.txt does not list.
    """
    drawing = mark_safe(_drawings()[name])  # noqa: S308 -- our own file, made from lucide-static
    classes = f"icon {classes}".rstrip()
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', classes, label, drawing
        )
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', classes, drawing)
