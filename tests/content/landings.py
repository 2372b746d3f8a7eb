"""A landing page with every kind of block, in two languages."""

from __future__ import annotations

from typing import Any

from acuerdo.content.queries import block_kinds

# In the order a page reads.
ORDER = (
    "hero", "amounts", "pay_now", "plan_choices", "heading", "text", "columns", "button", "divider", "faq", "hardship",
    "dispute", "contact_ways", "spacer", "legal",
)  # fmt: skip


def page(language: str, *types: str, title: str = "Resolverlo") -> dict[str, Any]:
    """One variant with new blocks of these types, all of them if none is named."""
    kinds = {kind.name: kind for kind in block_kinds("landing")}
    blocks = [
        {"id": f"b{place}", "type": name, "props": kinds[name].start[language]}
        for place, name in enumerate(types or ORDER, 1)
    ]
    return {"kind": "landing", "lang": language, "title": [{"t": title}], "blocks": blocks}


def landing_document(*types: str) -> dict[str, Any]:
    """A whole template."""
    return {
        "channel": "landing",
        "variants": {
            "es.neutral": page("es", *types),
            "en.neutral": page("en", *types, title="Settle it"),
        },
    }
