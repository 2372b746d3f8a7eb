"""Kinds of blocks, one file each: copy one, edit it, and it is known by the type it names."""

from importlib import import_module
from pkgutil import iter_modules

from acuerdo.content.rules.blocks.base import KINDS, BlockKind

_PARTS = ("base", "forms", "saying")
BLOCKS: dict[str, BlockKind] = KINDS
BLOCKS.update(
    (kind.name, kind)
    for kind in (
        import_module(f"{__name__}.{module.name}").KIND
        for module in iter_modules(__path__)
        if module.name not in _PARTS
    )
)
