"""Channels, methods and other short codes in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHANNELS: Mapping[str, Promise | str] = {
    "voice_human": _("Call"),
    "voice_ai": _("Automatic conversation"),
    "voicemail": _("Voicemail"),
    "ringless_voicemail": _("Silent voicemail"),
    "prerecorded": _("Recorded call"),
    "sms": "SMS",
    "whatsapp": "WhatsApp",
    "email": _("E-mail"),
    "letter": _("Letter"),
    "chat": _("Chat"),
    "visit": _("Visit"),
    "push": _("App notification"),
    "social_dm": _("Social network"),
}


def channel_label(channel: str) -> str:
    """A channel in the reader's words; an unknown one keeps its code."""
    return str(CHANNELS.get(channel, channel))
