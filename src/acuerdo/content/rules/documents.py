"""The documents of variants (e-mail, landing page, short text) and of whole templates."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from acuerdo.content.rules.blocks import BLOCKS
from acuerdo.content.rules.blocks.base import Block, Runs, every_block
from acuerdo.content.rules.runs import Run

VERSION = 1
LANGUAGES = ("es", "en")
TONES = ("friendly", "neutral", "firm")
# Landing pages are no channel of contact, but are written, checked and published as the texts of one.
CHANNELS = ("email", "sms", "whatsapp", "landing")
Language = Literal["es", "en"]
VariantKey = tuple[str, str]


class Theme(BaseModel):
    """Nothing yet: colours and initials are the creditor's."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    v: Literal[1] = 1
    lang: Language


class _BlockDocument(_Document):
    theme: Theme = Theme()
    blocks: tuple[Block, ...]

    @model_validator(mode="after")
    def _blocks_fit(self) -> "_BlockDocument":
        kind = getattr(self, "kind", "")
        blocks = tuple(every_block(self.blocks))
        ids = [block.id for block in blocks]
        doubled = sorted({one for one in ids if ids.count(one) > 1})
        if doubled:
            raise ValueError(f"block ids are used twice: {', '.join(doubled)}")
        strange = sorted({block.type for block in blocks if kind not in BLOCKS[block.type].documents})
        if strange:
            raise ValueError(f"blocks that do not go into a text for {kind}: {', '.join(strange)}")
        return self

    def block_texts(self) -> Iterator[tuple[str, tuple[Run, ...]]]:
        """Every text of the blocks, with block id and property."""
        for block in every_block(self.blocks):
            for place, runs in block.texts():
                yield f"{block.id}.{place}", runs

    def as_json(self) -> dict[str, Any]:
        document = self.model_dump(mode="json", exclude_none=True, exclude={"blocks"})
        return {**document, "blocks": blocks_as_json(self.blocks)}


def blocks_as_json(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Blocks as they are stored, without properties that hold nothing."""
    return [{"id": block.id, "type": block.type, "props": _props_as_json(block)} for block in blocks]


def _props_as_json(block: Block) -> dict[str, Any]:
    columns: tuple[tuple[Block, ...], ...] | None = getattr(block.props, "columns", None)
    if columns is not None:
        return {"columns": [blocks_as_json(column) for column in columns]}
    return block.props.model_dump(mode="json", exclude_none=True)


class EmailDocument(_BlockDocument):
    """One e-mail in one language and tone, as the builder keeps it.

    `plain` is a plain-text part written by hand; without it one is made from the blocks.
    """

    kind: Literal["email"] = "email"
    subject: Runs
    preheader: Runs = ()
    plain: Runs | None = None

    def texts(self) -> Iterator[tuple[str, tuple[Run, ...]]]:
        """Every text with where it stands."""
        yield "subject", self.subject
        yield "preheader", self.preheader
        yield from self.block_texts()
        if self.plain is not None:
            yield "plain", self.plain


class LandingDocument(_BlockDocument):
    """One landing page in one language and tone; `title` names it in the browser's tab."""

    kind: Literal["landing"] = "landing"
    title: Runs

    def texts(self) -> Iterator[tuple[str, tuple[Run, ...]]]:
        """Every text with where it stands."""
        yield "title", self.title
        yield from self.block_texts()


class _TextDocument(_Document):
    text: Runs

    def texts(self) -> Iterator[tuple[str, tuple[Run, ...]]]:
        """Every text with where it stands."""
        yield "text", self.text

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_none=True)


class SmsDocument(_TextDocument):
    """One SMS in one language and tone."""

    kind: Literal["sms"] = "sms"


class WhatsAppDocument(_TextDocument):
    """One WhatsApp text in one language and tone."""

    kind: Literal["whatsapp"] = "whatsapp"


BlockDocument = EmailDocument | LandingDocument
TextDocument = SmsDocument | WhatsAppDocument
VariantDocument = EmailDocument | LandingDocument | SmsDocument | WhatsAppDocument


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
    channel: Literal["email", "sms", "whatsapp", "landing"]
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
