"""Packs as plain dictionaries, straight from their YAML."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "packs"
PlainPack = dict[str, Any]


@lru_cache(maxsize=64)
def plain_pack(name: str) -> PlainPack:
    """A pack with the rules of what it extends put before its own."""
    pack: PlainPack = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    inherited = [rule for parent in pack.get("extends", []) for rule in plain_pack(parent)["rules"]]
    return {**pack, "rules": [*inherited, *pack["rules"]]}
