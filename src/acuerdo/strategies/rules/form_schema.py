"""The settings of a kind as a JSON schema to draw forms from, with titles and choices in the reader's words."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from acuerdo.strategies.rules.kinds import Kind


class _WithLabels(GenerateJsonSchema):
    """Adds `labels`, one word for each value of a choice, in the order of `enum`."""

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        found = super().enum_schema(schema)
        return found | {"labels": [_label(member) for member in schema["members"]]}


def _label(member: Enum) -> str:
    return str(getattr(member, "label", member.value))


def form_schema(kind: Kind[Any], *, say: Callable[[str], str]) -> dict[str, Any]:
    """Describe the settings of a kind; `say` puts titles into the reader's language.

    Beyond JSON schema: `labels` beside `enum`; `only_if` says for which values of another setting a field makes sense;
    `format` names what to draw: rule, template (of `channel`), strategy, fact (of `types`, or `own`), facts,
    fact_value, clock, duration, duration_or_never, percent, cents, uri, multiline.
    """
    schema: dict[str, Any] = kind.config.model_json_schema(by_alias=True, schema_generator=_WithLabels)
    for part in (schema, *schema.get("$defs", {}).values()):
        for field in part.get("properties", {}).values():
            # Pydantic leaves a title out where it reads like the name of the type behind the reference.
            field["title"] = say(field.get("title") or field["$ref"].rpartition("/")[2])
    return schema
