"""Documents as the builder has them: texts in the plain syntax people type, everything else as it is stored.

A text is runs (`[{t}, {tok}]`) where it is stored and `{"src": "…"}` in the builder. The server alone turns one into
the other, so the two never disagree on what a text means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from acuerdo.content.rules.faults import Fault, fault
from acuerdo.content.rules.runs import BadText, Text, Token, parse_text, write_text

Json = Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a template: variant (`es.friendly`), block id or empty, property or part."""

    variant: str
    block: str
    prop: str


def with_sources(stored: Json) -> Json:
    """A stored document for the builder."""
    if isinstance(stored, Mapping):
        return {key: with_sources(value) for key, value in stored.items()}
    if not isinstance(stored, list):
        return stored
    if stored and all(isinstance(each, Mapping) and ("t" in each or "tok" in each) for each in stored):
        return {"src": write_text([Token(**each) if "tok" in each else Text(**each) for each in stored])}
    return [with_sources(value) for value in stored]


def with_runs(built: Json) -> tuple[Json, list[Fault]]:
    """What the builder sent, as it is stored, with a fault for each text whose braces cannot be read.

    Such a text stands in the result as the words it is, so that everything else can be shown.
    """
    faults: list[Fault] = []
    return _stored(built, (), faults), faults


def _stored(built: Json, path: tuple[str, ...], faults: list[Fault]) -> Json:
    if isinstance(built, list):
        return [_stored(value, (*path, _step(value, number)), faults) for number, value in enumerate(built, 1)]
    if not isinstance(built, Mapping):
        return built
    if set(built) == {"src"}:
        return _runs(str(built["src"]), path, faults)
    stored = {key: _stored(value, (*path, key), faults) for key, value in built.items()}
    # No plain part of its own: it is made from the blocks.
    return {key: value for key, value in stored.items() if not (key == "plain" and not value)}


def _step(value: Json, number: int) -> str:
    return f"#{value['id']}" if isinstance(value, Mapping) and "id" in value else str(number)


def _runs(source: str, path: tuple[str, ...], faults: list[Fault]) -> list[dict[str, Any]]:
    try:
        runs = parse_text(source)
    except BadText as error:
        runs = (Text(t=source),) if source else ()
        where = ".".join((path[1], *_after_block(path[2:])))
        words = source[error.position : error.position + 20]
        faults.append(
            fault(
                "braces",
                where,
                es=f"estas llaves no son un dato: «{words}»",
                en=f"these braces are no value: “{words}”",
            )
        )
    return [run.model_dump(exclude_none=True) for run in runs]


def _after_block(path: tuple[str, ...]) -> tuple[str, ...]:
    """`blocks, #b2, props, columns, 1, #b3, props, text` → `b3, text`."""
    marks = [number for number, step in enumerate(path) if step.startswith("#")]
    if not marks:
        return path
    return (path[marks[-1]].removeprefix("#"), *path[marks[-1] + 2 :])


def place_of(where: str, document: Mapping[str, Any]) -> Place:
    """Read where a fault stands: `es.friendly.b3.text`, or the path of something that cannot be read at all."""
    steps = where.split(".")
    if steps[0] == "variants":
        return _unread(steps[1:], document)
    variant = ".".join(steps[:2])
    return Place(variant, *place_in(".".join(steps[2:]), document.get("variants", {}).get(variant, {})))


def place_in(where: str, text: Mapping[str, Any]) -> tuple[str, str]:
    """Block id (or nothing) and property of a place in one text: `b3.items.1.answer`, `subject`."""
    block, _, prop = where.partition(".")
    return (block, prop) if any(each["id"] == block for each in blocks_in(text)) else ("", where)


def _unread(steps: list[str], document: Mapping[str, Any]) -> Place:
    # pydantic's path: variants, es.friendly, email, blocks, 3, props…
    variant = ".".join(steps[:2])
    if "blocks" not in steps:
        return Place(variant, "", steps[-1] if len(steps) > 3 else "")
    at = steps.index("blocks")
    blocks = document.get("variants", {}).get(variant, {}).get("blocks", [])
    number = int(steps[at + 1]) if len(steps) > at + 1 and steps[at + 1].isdigit() else len(blocks)
    block = blocks[number] if number < len(blocks) else {}
    return Place(variant, str(block.get("id", "")), steps[-1] if len(steps) > at + 2 else "")


def blocks_in(variant: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The blocks of a text and those inside their columns, in reading order."""
    for block in variant.get("blocks", ()):
        yield block
        for column in block.get("props", {}).get("columns", ()):
            yield from blocks_in({"blocks": column})
