"""Templates as files: the same document, with texts in the plain syntax that people type."""

from collections.abc import Mapping
from typing import Any

import yaml

from acuerdo.content.rules.blocks import BLOCKS
from acuerdo.content.rules.documents import EmailDocument, TemplateDocument, VariantDocument
from acuerdo.content.rules.runs import parse_text, write_text

# The property that a block's one-line form holds: `- heading: Hola`.
_MAIN_PROP = {"heading": "text", "text": "text", "pay_button": "label", "legal": "ref"}


class BadFile(ValueError):
    """A file that holds no template."""


def template_of_yaml(source: str) -> dict[str, Any]:
    """Read a file to `{key, channel, purpose, title, about, document}`. Raises `BadFile`, `BadText`."""
    try:
        raw = yaml.safe_load(source)
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
        "document": document,
    }


def variant_of_file(variant: Any) -> Any:
    """Read one variant in its plain form (a text, or subject, preheader and blocks). Raises `BadFile`, `BadText`."""
    if isinstance(variant, str):
        return {"text": _runs(variant)}
    if not isinstance(variant, Mapping):
        raise BadFile("a variant is a text (SMS) or subject, preheader and blocks (e-mail)")
    document = {name: _runs(value) if isinstance(value, str) else value for name, value in variant.items()}
    if "blocks" in document:
        document["blocks"] = [_block_of_file(block, number) for number, block in enumerate(document["blocks"], 1)]
    return document


def _block_of_file(block: Any, number: int) -> dict[str, Any]:
    if isinstance(block, str):
        block = {block: {}}
    if not isinstance(block, Mapping):
        raise BadFile(f"block {number} is no block")
    rest = dict(block)
    own_id = rest.pop("id", f"b{number}")
    if len(rest) != 1:
        raise BadFile(f"block {number} has one type, not {', '.join(map(str, rest)) or 'none'}")
    kind, value = next(iter(rest.items()))
    props = value if isinstance(value, Mapping) else {_MAIN_PROP.get(kind, "text"): value}
    texts = BLOCKS[kind].texts if kind in BLOCKS else ()
    return {
        "id": own_id,
        "type": kind,
        "props": {
            name: _runs(prop) if name in texts and isinstance(prop, str) else prop for name, prop in props.items()
        },
    }


def _runs(text: str) -> list[dict[str, Any]]:
    return [run.model_dump(exclude_none=True) for run in parse_text(text.strip())]


def yaml_of_template(*, key: str, purpose: str, title: Mapping[str, str], document: TemplateDocument) -> str:
    """Write a template as a file that `template_of_yaml` reads back to the same document."""
    raw = {
        "template": key,
        "channel": document.channel,
        "purpose": purpose,
        "title": dict(title),
        "variants": {name: variant_for_file(variant) for name, variant in sorted(document.variants.items())},
    }
    text: str = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=110)
    return text


def variant_for_file(variant: VariantDocument) -> Any:
    """Write one variant in the plain form that `variant_of_file` reads back to the same document."""
    if not isinstance(variant, EmailDocument):
        return write_text(variant.text)
    blocks: list[Any] = []
    for number, block in enumerate(variant.blocks, 1):
        kind = BLOCKS[block.type]
        props = block.props.model_dump(mode="json", exclude_defaults=True)
        props.update({name: write_text(getattr(block.props, name)) for name in kind.texts})
        main = _MAIN_PROP.get(block.type)
        value = props[main] if main and set(props) == {main} else props
        entry: dict[str, Any] = {} if block.id == f"b{number}" else {"id": block.id}
        blocks.append({**entry, block.type: value})
    texts = {"subject": write_text(variant.subject), "preheader": write_text(variant.preheader)}
    return {**{name: text for name, text in texts.items() if text}, "blocks": blocks}
