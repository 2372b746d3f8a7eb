"""Templates as files: the same document, with texts in the plain syntax that people type."""

from collections.abc import Mapping
from typing import Any

import yaml

from acuerdo.content.rules.blocks import BLOCKS
from acuerdo.content.rules.blocks.base import Block
from acuerdo.content.rules.documents import EmailDocument, LandingDocument, TemplateDocument, VariantDocument
from acuerdo.content.rules.runs import parse_text, write_text

# The property that a block's one-line form holds: `- heading: Hola`.
_MAIN_PROP = {"heading": "text", "text": "text", "pay_button": "label", "pay_now": "label", "legal": "ref"}


# libyaml where the package was built with it: the gallery is read ten times as fast.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadFile(ValueError):
    """A file that holds no template."""


def template_of_yaml(source: str) -> dict[str, Any]:
    """Read a file to `{key, channel, purpose, title, about, scenario, sector, document}`.

    Raises `BadFile`, `BadText`.
    """
    try:
        raw = yaml.load(source, Loader=_Loader)  # noqa: S506 -- a SafeLoader
    except yaml.YAMLError as error:
        raise BadFile(f"not readable as YAML: {error}") from error
    if not isinstance(raw, Mapping) or not isinstance(raw.get("variants"), Mapping):
        raise BadFile("a template has key, channel, title and variants")
    variants = {key: variant_of_file(variant) for key, variant in raw["variants"].items()}
    document = {"channel": raw.get("channel"), "variants": variants}
    return {
        "key": raw.get("template"),
        "channel": raw.get("channel"),
        "purpose": raw.get("purpose", "collection"),
        "title": raw.get("title", {}),
        "about": raw.get("about", {}),
        "scenario": raw.get("scenario", ""),
        "sector": raw.get("sector", ""),
        "document": document,
    }


def variant_of_file(variant: Any) -> Any:
    """Read one variant in its plain form (a text, or subject, preheader and blocks). Raises `BadFile`, `BadText`."""
    if isinstance(variant, str):
        return {"text": _runs(variant)}
    if not isinstance(variant, Mapping):
        raise BadFile("a variant is a text (SMS), subject and blocks (e-mail) or title and blocks (landing page)")
    document = {name: _runs(value) if isinstance(value, str) else value for name, value in variant.items()}
    if "blocks" in document:
        document["blocks"] = _blocks_of_file(document["blocks"], "b")
    return document


def _blocks_of_file(blocks: Any, letters: str) -> list[dict[str, Any]]:
    """Blocks without an id of their own are numbered: b1, b2; in the first column of b2 they are b2-1-1, b2-1-2."""
    if not isinstance(blocks, list):
        raise BadFile("blocks are a list")
    return [_block_of_file(block, number, f"{letters}{number}") for number, block in enumerate(blocks, 1)]


def _block_of_file(block: Any, number: int, usual_id: str) -> dict[str, Any]:
    if isinstance(block, str):
        block = {block: {}}
    if not isinstance(block, Mapping):
        raise BadFile(f"block {number} is no block")
    rest = dict(block)
    own_id = rest.pop("id", usual_id)
    if len(rest) != 1:
        raise BadFile(f"block {number} has one type, not {', '.join(map(str, rest)) or 'none'}")
    kind, value = next(iter(rest.items()))
    props = dict(value) if isinstance(value, Mapping) else {_MAIN_PROP.get(kind, "text"): value}
    return {"id": own_id, "type": kind, "props": _props_of_file(kind, props, str(own_id))}


def _props_of_file(kind: str, props: dict[str, Any], own_id: str) -> dict[str, Any]:
    if kind == "columns" and isinstance(props.get("columns"), list):
        columns = enumerate(props["columns"], 1)
        return {**props, "columns": [_blocks_of_file(blocks, f"{own_id}-{place}-") for place, blocks in columns]}
    if kind not in BLOCKS:
        return props
    read = _texts_of_file(props, BLOCKS[kind].texts)
    for name, texts in BLOCKS[kind].items.items():
        if isinstance(read.get(name), list):
            read[name] = [_texts_of_file(item, texts) if isinstance(item, Mapping) else item for item in read[name]]
    return read


def _texts_of_file(props: Mapping[str, Any], texts: tuple[str, ...]) -> dict[str, Any]:
    return {name: _runs(value) if name in texts and isinstance(value, str) else value for name, value in props.items()}


def _runs(text: str) -> list[dict[str, Any]]:
    return [run.model_dump(exclude_none=True) for run in parse_text(text.strip())]


def yaml_of_template(
    *,
    key: str,
    purpose: str,
    title: Mapping[str, str],
    document: TemplateDocument,
    about: Mapping[str, str] | None = None,
    scenario: str = "",
    sector: str = "",
) -> str:
    """Write a template as a file that `template_of_yaml` reads back to the same document."""
    sorting = {"about": dict(about or {}), "scenario": scenario, "sector": sector}
    raw = {
        "template": key,
        "channel": document.channel,
        "purpose": purpose,
        "title": dict(title),
        **{name: value for name, value in sorting.items() if value},
        "variants": {name: variant_for_file(variant) for name, variant in sorted(document.variants.items())},
    }
    text: str = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=110)
    return text


def variant_for_file(variant: VariantDocument) -> Any:
    """Write one variant in the plain form that `variant_of_file` reads back to the same document."""
    if isinstance(variant, EmailDocument):
        preheader = {"preheader": write_text(variant.preheader)} if variant.preheader else {}
        # A plain part that was emptied is kept as such: it is a fault, not a wish for the usual one.
        own = {} if variant.plain is None else {"plain": write_text(variant.plain)}
        blocks = _blocks_for_file(variant.blocks, "b")
        return {"subject": write_text(variant.subject), **preheader, "blocks": blocks, **own}
    if isinstance(variant, LandingDocument):
        return {"title": write_text(variant.title), "blocks": _blocks_for_file(variant.blocks, "b")}
    return write_text(variant.text)


def _blocks_for_file(blocks: tuple[Block, ...], letters: str) -> list[Any]:
    return [_block_for_file(block, f"{letters}{number}") for number, block in enumerate(blocks, 1)]


def _block_for_file(block: Block, usual_id: str) -> dict[str, Any]:
    entry: dict[str, Any] = {} if block.id == usual_id else {"id": block.id}
    kind = BLOCKS[block.type]
    columns: tuple[tuple[Block, ...], ...] | None = getattr(block.props, "columns", None)
    if columns is not None:
        written = [_blocks_for_file(column, f"{block.id}-{place}-") for place, column in enumerate(columns, 1)]
        return {**entry, block.type: {"columns": written}}
    props = block.props.model_dump(mode="json", exclude_defaults=True)
    props.update({name: write_text(getattr(block.props, name)) for name in kind.texts if name in props})
    for name, texts in kind.items.items():
        for item, raw in zip(getattr(block.props, name), props[name], strict=True):
            raw.update({text: write_text(getattr(item, text)) for text in texts})
    main = _MAIN_PROP.get(block.type)
    value = props[main] if main and set(props) == {main} else props
    return {**entry, block.type: value}
