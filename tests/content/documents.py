"""Random documents of every kind of block, with nasty words in every text."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from acuerdo.content.rules.blocks import BLOCKS
from acuerdo.content.rules.blocks.columns import INSIDE

SCRIPT = "<script>alert(1)</script>"
NASTY = (
    SCRIPT, "<!--", "]]>", "</td></table>", "&lt;", "<mj-raw>", "--><b>", "{{ x }}", "%s", "acgap0x1z", '" onload="x',
    "' style='x", "</mj-text>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "\x00\x07", "</style>", "<br/>",
    "<![CDATA[", "{%% raw %%}", "\N{RIGHT-TO-LEFT OVERRIDE}", "</form><form action=//evil.example>", "=?utf-8?q?x?=",
)  # fmt: skip
text = st.text(alphabet="ab <>&\"'/=é%{}\n", max_size=20) | st.sampled_from(NASTY)
_TOKENS = ("debtor.given_name", "debt.balance", "creditor.name", "debt.oldest_due_date", "link.help", "debt.reference")
runs = st.lists(
    st.fixed_dictionaries({"t": text}, optional={"mark": st.sampled_from(["bold", "italic"])})
    | st.fixed_dictionaries({"tok": st.sampled_from(_TOKENS), "fallback": text}),
    max_size=3,
)
ASSET = "0123456789abcdef0123456789abcdef.png"
_PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "level": st.sampled_from([1, 2]),
    "link": st.sampled_from(["link.pay", "link.plan", "link.help", "link.dispute", "link.preferences", "link.why"]),
    "asset": st.sampled_from(["", ASSET]),
    "size": st.just("medium"),
    "details": st.booleans(),
    "own_amount": st.booleans(),
    "day": st.booleans(),
    "parts": st.lists(st.integers(2, 24), min_size=1, max_size=4),
    "ways": st.lists(st.sampled_from(["phone", "call_back", "website", "letter"]), min_size=1, max_size=4),
    "address": st.sampled_from(["", "https://example.org/a?b=c&d=(e)", "https://example.org/%22%3E"]),
    "minutes": st.integers(-1, 90),
    "ref": st.sampled_from(["sender", "rights", "opt_out"]),
}


def _item(texts: tuple[str, ...], others: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({**dict.fromkeys(texts, runs), **{name: _PLAIN[name] for name in others}})


def _props(name: str) -> st.SearchStrategy[dict[str, Any]]:
    kind = BLOCKS[name]
    fields: dict[str, st.SearchStrategy[Any]] = dict.fromkeys(kind.texts, runs)
    for field in kind.props.model_fields:
        if field in kind.items:
            others = ("address",) if name == "documents" else ()
            fields[field] = st.lists(_item(kind.items[field], others), min_size=1, max_size=3)
        elif field not in fields:
            fields[field] = st.just("small") if name == "image" and field == "size" else _PLAIN[field]
    return st.fixed_dictionaries(fields)


def _block(name: str) -> st.SearchStrategy[dict[str, Any]]:
    return _props(name).map(lambda props: {"type": name, "props": props})


def _columns(document: str) -> st.SearchStrategy[dict[str, Any]]:
    inside = [name for name in INSIDE if document in BLOCKS[name].documents]
    column = st.lists(st.sampled_from(inside).flatmap(_block), max_size=2)
    return st.lists(column, min_size=2, max_size=3).map(lambda made: {"type": "columns", "props": {"columns": made}})


def blocks(document: str, *, most: int = 10) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Blocks of a kind of document, with ids of their own."""
    names = [name for name in BLOCKS if document in BLOCKS[name].documents and name != "columns"]
    one = st.sampled_from(names).flatmap(_block) | _columns(document)
    return st.lists(one, max_size=most).map(_numbered)


def _numbered(found: list[dict[str, Any]], letters: str = "b") -> list[dict[str, Any]]:
    numbered = []
    for place, block in enumerate(found):
        own, props = f"{letters}{place}", block["props"]
        if block["type"] == "columns":
            columns = props["columns"]
            props = {"columns": [_numbered(column, f"{own}-{side}-") for side, column in enumerate(columns)]}
        numbered.append({"id": own, "type": block["type"], "props": props})
    return numbered


emails = st.fixed_dictionaries(
    {"lang": st.sampled_from(["es", "en"]), "subject": runs, "preheader": runs, "blocks": blocks("email")},
    optional={"plain": runs},
)
landings = st.fixed_dictionaries({"lang": st.sampled_from(["es", "en"]), "title": runs, "blocks": blocks("landing")})
