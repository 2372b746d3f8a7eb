"""From a variant's document to prepared texts: MJML is compiled here, once per version, and never per message."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mjml import mjml2html

from acuerdo.content.rules.blocks import BLOCKS
from acuerdo.content.rules.blocks.base import FONT, INK, SITE, Desk
from acuerdo.content.rules.blocks.forms import FILLED, PAY_KEY
from acuerdo.content.rules.blocks.plan_choices import OFFER_GAPS, PART_GAPS
from acuerdo.content.rules.blocks.qr import QR
from acuerdo.content.rules.documents import EmailDocument, LandingDocument, TemplateDocument, VariantDocument
from acuerdo.content.rules.skeleton import Gap, Pen, Skeleton, ascii_html, salt_for
from acuerdo.content.rules.tokens import LINK_KEYS, TokenSpec

PIXEL = "message.pixel"
# The link to asking for a call; only pages have it.
CALL = "link.call"
# Gaps that no value of a case goes into: they follow from the message's number, or from the page that is shown.
_BROUGHT = frozenset((*LINK_KEYS, PIXEL, QR, SITE, CALL, PAY_KEY, *PART_GAPS, *OFFER_GAPS))


@dataclass(frozen=True)
class CompiledEmail:
    """A prepared e-mail. HTML and plain text have the same values."""

    subject: Skeleton
    html: Skeleton
    text: Skeleton

    def skeletons(self) -> tuple[Skeleton, ...]:
        return self.subject, self.html, self.text

    def as_json(self) -> dict[str, Any]:
        return {"subject": self.subject.as_json(), "html": self.html.as_json(), "text": self.text.as_json()}


@dataclass(frozen=True)
class CompiledSms:
    """A prepared short text: SMS or WhatsApp."""

    text: Skeleton

    def skeletons(self) -> tuple[Skeleton, ...]:
        return (self.text,)

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text.as_json()}


@dataclass(frozen=True)
class CompiledPage:
    """A prepared landing page: its title, and the HTML that goes into a page of the portal."""

    title: Skeleton
    body: Skeleton

    def skeletons(self) -> tuple[Skeleton, ...]:
        return self.title, self.body

    def as_json(self) -> dict[str, Any]:
        return {"title": self.title.as_json(), "body": self.body.as_json()}


Compiled = CompiledEmail | CompiledSms | CompiledPage


def compiled_of_json(stored: Mapping[str, Any]) -> Compiled:
    """The prepared texts as a version keeps them."""
    parts = {name: Skeleton.of_json(part) for name, part in stored.items()}
    if "body" in parts:
        return CompiledPage(**parts)
    return CompiledEmail(**parts) if "html" in parts else CompiledSms(**parts)


def compile_template(document: TemplateDocument, tokens: Mapping[str, TokenSpec]) -> dict[str, Any]:
    """The prepared texts of every variant, by its key, as json. The document must have no faults that stop it."""
    return {key: compile_variant(variant, tokens).as_json() for key, variant in document.variants.items()}


def compile_variant(document: VariantDocument, tokens: Mapping[str, TokenSpec], *, marks: bool = False) -> Compiled:
    """Prepare one variant."""
    pen = Pen(salt=salt_for(json.dumps(document.as_json(), ensure_ascii=False)))
    if isinstance(document, LandingDocument):
        return _page(document, Desk(pen, tokens, document.lang, "page", marks=marks))
    desk = Desk(pen, tokens, document.lang, marks=marks)
    if isinstance(document, EmailDocument):
        return CompiledEmail(
            subject=pen.cut(desk.plain(document.subject).replace("\n", " ")),
            # No fonts from other hosts: opening a mail must tell nobody else of it.
            html=pen.cut(_thin(mjml2html(mjml_of(document, desk), fonts={}))),
            text=pen.cut(_plain_of(document, desk)),
        )
    return CompiledSms(pen.cut(desk.sms(document.text)))


def mjml_of(document: EmailDocument, desk: Desk) -> str:
    """The MJML of an e-mail: header with the creditor's name, the blocks, the pixel that tells of opening."""
    return (
        f'<mjml lang="{document.lang}"><mj-head><mj-title>{desk.bare(document.subject)}</mj-title>'
        f"<mj-preview>{desk.bare(document.preheader)}</mj-preview>"
        f'<mj-attributes><mj-all font-family="{FONT}" /><mj-text font-size="16px" line-height="1.5" />'
        '<mj-table font-size="15px" line-height="1.4" /><mj-button font-size="16px" inner-padding="12px 20px" '
        'border-radius="8px" align="left" /></mj-attributes></mj-head>'
        f'<mj-body background-color="#f4f4f5">{_sections(document, desk)}</mj-body></mjml>'
    )


def _sections(document: EmailDocument, desk: Desk) -> str:
    """Blocks one under the other share a section; a block that is a row of columns is a section of its own."""
    name = desk.pen.mark(Gap("creditor.name", "html", None, None))
    stacks: list[list[str]] = [[f'<mj-text color="{INK}" font-weight="bold" padding="8px 24px">{name}</mj-text>']]
    rows: list[str] = []
    for block in document.blocks:
        kind = BLOCKS[block.type]
        written = desk.marked(kind.to_mjml(block.props, desk), block.id) if kind.to_mjml else ""
        if kind.is_row:
            rows.append(written)
            stacks.append([])
        else:
            stacks[-1].append(written)
    pixel = desk.pen.mark(Gap(PIXEL, "url", None, ""))
    stacks[-1].append(
        f'<mj-raw><tr><td><img src="{pixel}" width="1" height="1" alt="" style="display:block;" /></td></tr></mj-raw>'
    )
    top = f' border-top="4px solid {desk.accent()}"'
    last = len(stacks) - 1
    written_stacks = [
        _stack("".join(stack), top if at == 0 else "", f"{16 if at == 0 else 0}px 0 {24 if at == last else 0}px")
        for at, stack in enumerate(stacks)
    ]
    return "".join(part for pair in zip(written_stacks, [*rows, ""], strict=True) for part in pair)


def _stack(inner: str, border: str, padding: str) -> str:
    if not inner:
        return ""
    return (
        f'<mj-section background-color="#ffffff" padding="0"{border}>'
        f'<mj-column padding="{padding}">{inner}</mj-column></mj-section>'
    )


def _thin(html: str) -> str:
    """The same mail in ASCII, without the blank lines and indents of the compiler's style sheet."""
    return ascii_html(re.sub(r"\n\s*", "\n", html).strip())


def _plain_of(document: EmailDocument, desk: Desk) -> str:
    if document.plain is not None:
        return desk.plain(document.plain).rstrip("\n") + "\n"
    kinds = ((BLOCKS[block.type].to_plain, block.props) for block in document.blocks)
    parts = [to_plain(props, desk) for to_plain, props in kinds if to_plain]
    name = desk.pen.mark(Gap("creditor.name", "text", None, None))
    return "\n\n".join([name, *(part for part in parts if part)]) + "\n"


def _page(document: LandingDocument, desk: Desk) -> CompiledPage:
    kinds = ((BLOCKS[block.type].to_html, block) for block in document.blocks)
    body = "\n".join(
        desk.marked(to_html(block.props, replace(desk, block=block.id)), block.id)
        for to_html, block in kinds
        if to_html
    )
    return CompiledPage(title=desk.pen.cut(desk.bare(document.title)), body=desk.pen.cut(ascii_html(body)))


def value_tokens(compiled: Compiled) -> list[Gap]:
    """The gaps that take values from a case (not links), each value once: what has to be handed in to compose."""
    seen: dict[str, Gap] = {}
    for skeleton in compiled.skeletons():
        for gap in skeleton.gaps:
            if gap.tok in _BROUGHT or gap.tok.startswith(FILLED):
                continue
            earlier = seen.get(gap.key)
            # A value is only optional if every place that shows it can do without.
            if earlier is None or (gap.fallback is None and earlier.fallback is not None):
                seen[gap.key] = gap
    return list(seen.values())
