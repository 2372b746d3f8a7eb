"""What a block is made of, and the small parts that blocks share."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from acuerdo.content.rules.runs import Run, Text, Token, join_runs
from acuerdo.content.rules.skeleton import Gap, Pen, escape
from acuerdo.content.rules.tokens import TokenSpec
from acuerdo.kernel.facts import Words


class Props(BaseModel):
    """Base of all blocks' properties; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def children(self) -> "tuple[Block, ...]":
        """Blocks that stand inside this one."""
        return ()


def _tidy(value: Any) -> Any:
    return [{"t": value}] if isinstance(value, str) else value


# `x-as` tells the builder which field to show; texts are runs everywhere.
# Joined, so that the same words are the same runs however they were typed.
Runs = Annotated[
    tuple[Run, ...],
    BeforeValidator(_tidy),
    AfterValidator(join_runs),
    WithJsonSchema({"type": "array", "x-as": "runs"}),
]
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
INK, SOFT = "#1f2937", "#4b5563"
LinkName = Literal["link.pay", "link.plan", "link.help", "link.dispute", "link.preferences", "link.why"]
# Another site: only encrypted, and with a host.
WebAddress = Annotated[
    str,
    Field(max_length=500, pattern=r"^(https://[a-zA-Z0-9][!#-&(-;=?-~]*)?$"),
    WithJsonSchema({"type": "string", "x-as": "url"}),
]
# Our own uploaded image, by what is in it; empty: none chosen yet.
AssetName = Annotated[
    str,
    Field(pattern=r"^([0-9a-f]{32}\.(png|jpg|gif))?$"),
    WithJsonSchema({"type": "string", "x-as": "asset"}),
]
# Where this site is reached, in front of the addresses of images; filled in when a message is made.
SITE = "message.site"


def ask(
    es: str,
    en: str,
    *,
    default: Any = ...,
    help_es: str = "",
    help_en: str = "",
    options: Mapping[str, Words] | None = None,
) -> Any:
    """What a property is called in the builder's form, what its choices are called, and its usual value."""
    extra: dict[str, Any] = {"x-title": {"es": es, "en": en}}
    if help_en:
        extra["x-help"] = {"es": help_es, "en": help_en}
    if options:
        extra["x-options"] = {value: {"es": words.es, "en": words.en} for value, words in options.items()}
    return Field(default, json_schema_extra=extra)


LINK_NAMES: Mapping[str, Words] = {
    "link.pay": Words("Pagar", "Pay"),
    "link.plan": Words("Pagar a plazos o elegir un día", "Pay in parts or choose a day"),
    "link.help": Words("Pedir ayuda", "Ask for help"),
    "link.dispute": Words("Reclamar", "Dispute"),
    "link.preferences": Words("Preferencias de contacto", "Contact preferences"),
    "link.why": Words("Por qué recibo esto", "Why was I contacted"),
}


class Block(BaseModel):
    """A block of an e-mail or of a landing page; a translation keeps the id."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")]
    type: str
    props: Props

    @model_validator(mode="before")
    @classmethod
    def _props_by_type(cls, value: Any) -> Any:
        if not isinstance(value, Mapping) or isinstance(value.get("props"), Props):
            return value
        kind = KINDS.get(str(value.get("type")))
        if kind is None:
            raise ValueError(f"there is no block of type {value.get('type')!r}: there are {', '.join(sorted(KINDS))}")
        return {**value, "props": kind.props.model_validate(value.get("props", {}))}

    def texts(self) -> Iterator[tuple[str, tuple[Run, ...]]]:
        """Its own texts with their places, `text` or `items.1.question`; not those of blocks inside it."""
        kind = KINDS[self.type]
        for name in kind.texts:
            yield name, getattr(self.props, name)
        for name, inner in kind.items.items():
            for number, item in enumerate(getattr(self.props, name), 1):
                for text in inner:
                    yield f"{name}.{number}.{text}", getattr(item, text)


def every_block(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks and those inside them, in reading order."""
    for block in blocks:
        yield block
        yield from every_block(block.props.children())


@dataclass(frozen=True, slots=True)
class Desk:
    """What a block may use while it is written: gaps, tokens, the language, the accent colour, mail or page."""

    pen: Pen
    tokens: Mapping[str, TokenSpec]
    language: str
    medium: Literal["mail", "page"] = "mail"
    # What an image may take of a mail's 600 px, in px.
    width: int = 552
    # The id of the block that is written: what its fields are called on a page.
    block: str = ""
    # For the builder's preview: what a block is drawn as carries its id as a class. Never in what is sent.
    marks: bool = False

    def accent(self) -> str:
        return self.pen.mark(Gap("creditor.brand_colour", "colour", None, "#3730a3"))

    def on_accent(self) -> str:
        return self.pen.mark(Gap("creditor.brand_colour", "on_colour", None, "#3730a3"))

    def accent_ink(self) -> str:
        """The accent colour, darkened until it can be read on white."""
        return self.pen.mark(Gap("creditor.brand_colour", "ink_colour", None, "#3730a3"))

    def html(self, runs: Sequence[Run]) -> str:
        """Runs as escaped HTML; line breaks as `<br/>`, links underlined."""
        return "".join(self._marked(run) for run in join_runs(runs))

    def _marked(self, run: Run) -> str:
        html = self._html_run(run)
        tag = {"bold": "strong", "italic": "em"}.get(run.mark or "")
        return f"<{tag}>{html}</{tag}>" if tag else html

    def _html_run(self, run: Run) -> str:
        if isinstance(run, Text):
            return escape(run.t).replace("\n", "<br />")
        if self._is_link(run):
            label = escape(run.fallback) if run.fallback else self.pen.mark(Gap(run.tok, "url", None, None))
            look = 'class="link"' if self.medium == "page" else 'style="color:inherit;"'
            return f'<a href="{self.url(run.tok)}" {look}>{label}</a>'
        return self.pen.mark(Gap(run.tok, "html", run.format, run.fallback))

    def bare(self, runs: Sequence[Run]) -> str:
        """Runs as escaped words without tags, for titles, attributes, and the line beside the subject."""
        return "".join(self._bare_run(run) for run in join_runs(runs))

    def _bare_run(self, run: Run) -> str:
        if isinstance(run, Text):
            return escape(run.t.replace("\n", " "))
        if self._is_link(run):
            return escape(run.fallback or "")
        return self.pen.mark(Gap(run.tok, "html", run.format, run.fallback))

    def plain(self, runs: Sequence[Run]) -> str:
        """Runs as plain text; a link is its label and its address."""
        return "".join(self._plain_run(run) for run in join_runs(runs))

    def _plain_run(self, run: Run) -> str:
        if isinstance(run, Text):
            return run.t
        if self._is_link(run):
            address = self.pen.mark(Gap(run.tok, "text", None, None))
            return f"{run.fallback} ({address})" if run.fallback else address
        if run.tok in self.tokens and self.tokens[run.tok].type == "rows":
            return self.pen.mark(Gap(run.tok, "rows_text", None, run.fallback))
        return self.pen.mark(Gap(run.tok, "text", run.format, run.fallback))

    def sms(self, runs: Sequence[Run]) -> str:
        """Runs as an SMS; links are bare addresses."""
        return "".join(
            run.t if isinstance(run, Text) else self.pen.mark(Gap(run.tok, "sms", run.format, run.fallback))
            for run in join_runs(runs)
        )

    def url(self, tok: str) -> str:
        return self.pen.mark(Gap(tok, "url", None, None))

    def plain_link(self, tok: str) -> str:
        return self.pen.mark(Gap(tok, "text", None, None))

    def asset_url(self, name: str) -> str:
        """The address of an uploaded image; on our own pages without a host."""
        return f"/f/{name}" if self.medium == "page" else f"{self.pen.mark(Gap(SITE, 'url', None, ''))}/f/{name}"

    def _is_link(self, run: Token) -> bool:
        return run.tok in self.tokens and self.tokens[run.tok].type == "link"

    def words(self, words: Words) -> str:
        return words.in_language(self.language)

    def marked(self, written: str, block: str) -> str:
        """What a block is written as, with its id if this is for the builder."""
        if not self.marks or not written:
            return written
        if self.medium == "page":
            return f'<div class="block-{block}">{written}</div>'
        # A row is marked as a whole; what stands in its columns carries its own mark.
        count = 1 if written.startswith("<mj-section") else 0
        return re.sub(
            r"<(mj-(?!column|raw)[a-z]+)(?! css-class)", rf'<\1 css-class="block-{block}"', written, count=count
        )


Write = Callable[[Any, Desk], str]
# The properties a new block starts with, as json, in a language.
Start = Callable[[str], dict[str, Any]]


def _nothing(_language: str) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class BlockKind:
    """One kind of block: its properties, and how it is written as MJML and plain text (e-mail) or HTML (landing).

    What it cannot be written as, it cannot be used in. `texts` names the properties that hold runs, `items` lists
    whose entries do; they are checked and translated alike for every kind. `is_row`: its MJML is a whole section.
    """

    name: str
    title: Words
    icon: str
    props: type[Props]
    to_mjml: Write | None = None
    to_plain: Write | None = None
    to_html: Write | None = None
    texts: tuple[str, ...] = ()
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    start: Start = _nothing
    is_row: bool = False

    @property
    def documents(self) -> tuple[str, ...]:
        """The kinds of documents it may stand in."""
        mail = ("email",) if self.to_mjml else ()
        return (*mail, "landing") if self.to_html else mail


# Filled by the package: every file of it is a kind.
KINDS: dict[str, BlockKind] = {}


def runs_of(text: str) -> list[dict[str, str]]:
    """A text of a new block, as json."""
    return [{"t": text}]
