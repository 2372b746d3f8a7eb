"""Reads of content: which version is live, composing values, finished messages, previews."""

from acuerdo.content.queries.composing import compose_messages, facts_needed
from acuerdo.content.queries.previews import Preview, preview_variant
from acuerdo.content.queries.rendering import MessageToRender, encode_messages, render_message
from acuerdo.content.queries.templates import (
    LiveVersion,
    TemplateDraft,
    TemplateLine,
    VersionLine,
    live_versions,
    template,
    template_faults,
    template_key_taken,
    templates,
    tokens,
    versions_of,
)

__all__ = [
    "LiveVersion",
    "MessageToRender",
    "Preview",
    "TemplateDraft",
    "TemplateLine",
    "VersionLine",
    "compose_messages",
    "encode_messages",
    "facts_needed",
    "live_versions",
    "preview_variant",
    "render_message",
    "template",
    "template_faults",
    "template_key_taken",
    "templates",
    "tokens",
    "versions_of",
]
