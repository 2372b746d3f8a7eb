"""The console's addresses: every working area is a folder here with its own urls.py, and is found by that."""

from __future__ import annotations

import pkgutil
from importlib.util import find_spec
from pathlib import Path

from django.urls import include, path

app_name = "console"

# Where the address differs from the folder's name.
PREFIXES = {"home": "", "content": "templates/"}


def _areas() -> list[str]:
    folders = (found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)]) if found.ispkg)
    return [name for name in folders if find_spec(f"acuerdo.console.{name}.urls")]


urlpatterns = [path(PREFIXES.get(name, f"{name}/"), include(f"acuerdo.console.{name}.urls")) for name in _areas()]
