"""From a variant's document to prepared texts: MJML is compiled here, once per version, and never per message."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mjml import mjml2html

from acuerdo.content.rules.blocks import BLOCKS
from acuerdo.content.rules.blocks.base import FONT, INK, Desk
from acuerdo.content.rules.documents import EmailDocument, SmsDocument, TemplateDocument
from acuerdo.content.rules.skeleton import Gap, Pen, Skeleton, ascii_html, salt_for
from acuerdo.content.rules.tokens import LINK_KEYS, TokenSpec

PIXEL = "message.pixel"


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
    """A prepared SMS."""

    text: Skeleton

    def skeletons(self) -> tuple[Skeleton, ...]:
        return (self.text,)

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text.as_json()}


Compiled = CompiledEmail | CompiledSms


def compiled_of_json(stored: Mapping[str, Any]) -> Compiled:
    """The prepared texts as a version keeps them."""
    parts = {name: Skeleton.of_json(part) for name, part in stored.items()}
    return CompiledEmail(**parts) if "html" in parts else CompiledSms(**parts)


def compile_template(document: TemplateDocument, tokens: Mapping[str, TokenSpec]) -> dict[str, Any]:
    """The prepared texts of every variant, by its key, as json. The document must have no faults that stop it."""
    return {key: compile_variant(variant, tokens).as_json() for key, variant in document.variants.items()}


def compile_variant(document: EmailDocument | SmsDocument, tokens: Mapping[str, TokenSpec]) -> Compiled:
    """Prepare one variant."""
    pen = Pen(salt=salt_for(json.dumps(document.as_json(), ensure_ascii=False)))
    desk = Desk(pen, tokens, document.lang)
    if isinstance(document, SmsDocument):
        return CompiledSms(pen.cut(desk.sms(document.text)))
    return CompiledEmail(
        subject=pen.cut(desk.plain(document.subject).replace("\n", " ")),
        # No fonts from other hosts: opening a mail must tell nobody else of it.
        html=pen.cut(_thin(mjml2html(mjml_of(document, desk), fonts={}))),
        text=pen.cut(_plain_of(document, desk)),
    )


def mjml_of(document: EmailDocument, desk: Desk) -> str:
    """The MJML of an e-mail: header with the creditor's name, the blocks, the pixel that tells of opening."""
    blocks = "".join(BLOCKS[block.type].to_mjml(block.props, desk) for block in document.blocks)
    name = desk.pen.mark(Gap("creditor.name", "html", None, None))
    pixel = desk.pen.mark(Gap(PIXEL, "url", None, ""))
    return (
        f'<mjml lang="{document.lang}"><mj-head><mj-title>{desk.bare(document.subject)}</mj-title>'
        f"<mj-preview>{desk.bare(document.preheader)}</mj-preview>"
        f'<mj-attributes><mj-all font-family="{FONT}" /><mj-text font-size="16px" line-height="1.5" />'
        '<mj-table font-size="15px" line-height="1.4" /><mj-button font-size="16px" inner-padding="12px 20px" '
        'border-radius="8px" align="left" /></mj-attributes></mj-head>'
        '<mj-body background-color="#f4f4f5"><mj-section background-color="#ffffff" padding="0" '
        f'border-top="4px solid {desk.accent()}"><mj-column padding="16px 0 24px">'
        f'<mj-text color="{INK}" font-weight="bold" padding="8px 24px">{name}</mj-text>{blocks}'
        f'<mj-raw><tr><td><img src="{pixel}" width="1" height="1" alt="" style="display:block;" /></td></tr></mj-raw>'
        "</mj-column></mj-section></mj-body></mjml>"
    )


def _thin(html: str) -> str:
    """The same mail in ASCII, without the blank lines and indents of the compiler's style sheet."""
    return ascii_html(re.sub(r"\n\s*", "\n", html).strip())


def _plain_of(document: EmailDocument, desk: Desk) -> str:
    parts = [BLOCKS[block.type].to_plain(block.props, desk) for block in document.blocks]
    name = desk.pen.mark(Gap("creditor.name", "text", None, None))
    return "\n\n".join([name, *parts]) + "\n"


def value_tokens(compiled: Compiled) -> list[Gap]:
    """The gaps that take values from a case (not links), each value once: what has to be handed in to compose."""
    seen: dict[str, Gap] = {}
    for skeleton in compiled.skeletons():
        for gap in skeleton.gaps:
            if gap.tok in LINK_KEYS or gap.tok == PIXEL:
                continue
            earlier = seen.get(gap.key)
            # A value is only optional if every place that shows it can do without.
            if earlier is None or (gap.fallback is None and earlier.fallback is not None):
                seen[gap.key] = gap
    return list(seen.values())
