"""Reads of content: which version is live, composing values, finished messages, previews, what the builder needs."""

from acuerdo.content.queries.assets import AssetLine, asset_content, assets
from acuerdo.content.queries.blocks import BlockForm, block_kinds
from acuerdo.content.queries.composing import FactsNeeded, compose_messages, facts_needed
from acuerdo.content.queries.pages import LandingPage, landing_page, page_facts, page_variant
from acuerdo.content.queries.previews import Preview, plain_part, preview_variant
from acuerdo.content.queries.rendering import MessageToRender, encode_messages, render_message
from acuerdo.content.queries.templates import (
    LiveVersion,
    TemplateDraft,
    TemplateLine,
    VersionLine,
    compare_versions,
    live_versions,
    template,
    template_faults,
    template_key_taken,
    template_titles,
    templates,
    tokens,
    version_document,
    versions_of,
)

__all__ = [
    "AssetLine",
    "BlockForm",
    "FactsNeeded",
    "LandingPage",
    "LiveVersion",
    "MessageToRender",
    "Preview",
    "TemplateDraft",
    "TemplateLine",
    "VersionLine",
    "asset_content",
    "assets",
    "block_kinds",
    "compare_versions",
    "compose_messages",
    "encode_messages",
    "facts_needed",
    "landing_page",
    "live_versions",
    "page_facts",
    "page_variant",
    "plain_part",
    "preview_variant",
    "render_message",
    "template",
    "template_faults",
    "template_key_taken",
    "template_titles",
    "templates",
    "tokens",
    "version_document",
    "versions_of",
]
