"""The portal's addresses: every part is a folder here with its own urls.py, and is found by that.

Each urls.py writes its whole address (`p/<token>`, `u/<token>`, `t/o/<token>.gif`): links in messages are short.
"""

from __future__ import annotations

import pkgutil
from importlib.util import find_spec
from pathlib import Path

from django.urls import include, path

app_name = "portal"


def _parts() -> list[str]:
    folders = (found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)]) if found.ispkg)
    return [name for name in folders if find_spec(f"acuerdo.portal.{name}.urls")]


urlpatterns = [path("", include(f"acuerdo.portal.{name}.urls")) for name in _parts()]
