"""Strategies that come with the product, to begin from: one file each, and what each is for in `about.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from acuerdo.strategies.rules.campaigns import as_campaign
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.file_form import read_file

FOLDER = Path(__file__).parent.parent / "gallery"


@dataclass(frozen=True, slots=True)
class ReadyStrategy:
    """A strategy of the gallery; `about` says in each language what it is for."""

    key: str
    about: dict[str, str]
    document: Document

    @property
    def is_campaign(self) -> bool:
        """Whether the simple form can say all that it does."""
        return as_campaign(self.document) is not None


@cache
def ready_strategies() -> tuple[ReadyStrategy, ...]:
    """The gallery, in the order of `about.yaml`."""
    about = yaml.safe_load((FOLDER / "about.yaml").read_text(encoding="utf-8"))
    return tuple(
        ReadyStrategy(key, dict(words), read_file((FOLDER / f"{key}.yaml").read_bytes()).document)
        for key, words in about.items()
    )


def ready_strategy(key: str) -> ReadyStrategy | None:
    """One strategy of the gallery, or None."""
    return next((each for each in ready_strategies() if each.key == key), None)
