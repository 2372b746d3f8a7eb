"""Texts that a strategy holds for the people who work here: one for everybody, or one for each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

LANGUAGES = ("es", "en")
LONGEST = 200

Text = str | dict[str, str]
"""A text for everybody, or by language (`{es: …, en: …}`)."""


def read_text(value: Any) -> Text:
    """The text as it is written; refused if it is empty, too long, or in a language that nobody here reads."""
    if isinstance(value, str):
        parts = [value]
    elif isinstance(value, dict) and value and set(value) <= set(LANGUAGES):
        parts = list(value.values())
    else:
        parts = []
    if not parts or not all(isinstance(part, str) and part.strip() and len(part) <= LONGEST for part in parts):
        raise PydanticCustomError("bad_text", "not a text")
    return value  # type: ignore[no-any-return]  # checked above


TextField = Annotated[
    str | dict[str, str],
    PlainValidator(read_text),
    WithJsonSchema({"type": "string", "format": "words", "maxLength": LONGEST}),
]


def in_language(text: Text, language: str) -> str:
    """The text as somebody reads it; in another language if theirs is missing."""
    return text if isinstance(text, str) else text.get(language) or any_of(text)


def any_of(text: Text) -> str:
    """The text in the first language it has."""
    return text if isinstance(text, str) else next(iter(text.values()))


def by_language(text: Text | None) -> dict[str, str]:
    """The text in every language, to be filled in a form: one for everybody stands in each."""
    if isinstance(text, str):
        return dict.fromkeys(LANGUAGES, text)
    return {language: (text or {}).get(language, "") for language in LANGUAGES}


def joined(parts: Mapping[str, str]) -> Text:
    """What a form gave, as it is written: one text for everybody where languages agree or only one is filled in."""
    given = {language: parts[language].strip() for language in LANGUAGES if parts.get(language, "").strip()}
    different = set(given.values())
    return given if len(different) > 1 else next(iter(different), "")
