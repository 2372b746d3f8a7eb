"""The documents of variants (builder document, SMS text) and of whole templates."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from acuerdo.content.rules.blocks import BLOCKS
from acuerdo.content.rules.blocks.base import Props, Runs
from acuerdo.content.rules.runs import Run

VERSION = 1
LANGUAGES = ("es", "en")
TONES = ("friendly", "neutral", "firm")
Language = Literal["es", "en"]
VariantKey = tuple[str, str]


class Block(BaseModel):
    """A block of an e-mail; a translation keeps the id."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")]
    type: str
    props: Props

    @model_validator(mode="before")
    @classmethod
    def _props_by_type(cls, value: Any) -> Any:
        if not isinstance(value, Mapping) or isinstance(value.get("props"), Props):
            return value
        kind = BLOCKS.get(str(value.get("type")))
        if kind is None:
            raise ValueError(f"there is no block of type {value.get('type')!r}: there are {', '.join(sorted(BLOCKS))}")
        return {**value, "props": kind.props.model_validate(value.get("props", {}))}


class Theme(BaseModel):
    """Nothing yet: colours and initials are the creditor's."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class EmailDocument(BaseModel):
    """One e-mail in one language and tone, as the builder keeps it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    v: Literal[1] = 1
    kind: Literal["email"] = "email"
    lang: Language
    theme: Theme = Theme()
    subject: Runs
    preheader: Runs = ()
    blocks: tuple[Block, ...]

    @model_validator(mode="after")
    def _ids_once(self) -> "EmailDocument":
        ids = [block.id for block in self.blocks]
        doubled = sorted({one for one in ids if ids.count(one) > 1})
        if doubled:
            raise ValueError(f"block ids are used twice: {', '.join(doubled)}")
        return self

    def texts(self) -> Iterator[tuple[str, tuple[Run, ...]]]:
        """Every text with where it stands."""
        yield "subject", self.subject
        yield "preheader", self.preheader
        for block in self.blocks:
            for name in BLOCKS[block.type].texts:
                yield f"{block.id}.{name}", getattr(block.props, name)

    def as_json(self) -> dict[str, Any]:
        document = self.model_dump(mode="json", exclude_none=True, exclude={"blocks"})
        blocks = [
            {"id": block.id, "type": block.type, "props": block.props.model_dump(mode="json", exclude_none=True)}
            for block in self.blocks
        ]
        return {**document, "blocks": blocks}


class SmsDocument(BaseModel):
    """One SMS in one language and tone."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    v: Literal[1] = 1
    kind: Literal["sms"] = "sms"
    lang: Language
    text: Runs

    def texts(self) -> Iterator[tuple[str, tuple[Run, ...]]]:
        """Every text with where it stands."""
        yield "text", self.text

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_none=True)


VariantDocument = EmailDocument | SmsDocument


def split_variant(key: str) -> VariantKey:
    """`es.friendly` → language and tone; raises ValueError for what is neither."""
    language, _, tone = key.partition(".")
    if language not in LANGUAGES or tone not in TONES:
        raise ValueError(f"{key!r} is no variant: write language.tone, such as es.friendly")
    return language, tone


def _with_kind(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    variants = value.get("variants")
    if not isinstance(variants, Mapping):
        return value
    filled = {
        key: {"kind": value.get("channel"), "lang": str(key).partition(".")[0], **document}
        if isinstance(document, Mapping)
        else document
        for key, document in variants.items()
    }
    return {**value, "variants": filled}


class TemplateDocument(BaseModel):
    """A template's draft or version: all its variants, by `language.tone`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    v: Literal[1] = 1
    channel: Literal["email", "sms"]
    variants: dict[str, Annotated[VariantDocument, Field(discriminator="kind")]]

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, value: Any) -> Any:
        return _with_kind(value)

    @model_validator(mode="after")
    def _fits(self) -> "TemplateDocument":
        for key, document in self.variants.items():
            language, _ = split_variant(key)
            if document.lang != language:
                raise ValueError(f"the variant {key} holds a text in {document.lang}")
            if document.kind != self.channel:
                raise ValueError(f"the variant {key} is for {document.kind}, the template for {self.channel}")
        return self

    def as_json(self) -> dict[str, Any]:
        """The form that is stored and handed to the builder."""
        variants = {key: document.as_json() for key, document in sorted(self.variants.items())}
        return {"v": self.v, "channel": self.channel, "variants": variants}
