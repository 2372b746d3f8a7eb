"""What stands in a strategy, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from acuerdo.strategies.rules.durations import parse_duration


def channel_words(channel: str) -> str:
    """A channel by its name; an unknown one as it stands."""
    return {"email": gettext("E-mail"), "sms": gettext("SMS")}.get(channel, channel)


def tone_words(tone: str) -> str:
    """A tone in words; an unknown one as it stands."""
    words = {"friendly": gettext("Friendly"), "neutral": gettext("Neutral"), "firm": gettext("Firm")}
    return words.get(tone, tone).lower()


def duration_words(text: str) -> str:
    """How long, in whole days, hours and minutes: "P3DT12H" is "3 days 12 hours"; what is no duration as it stands."""
    length = parse_duration(str(text))
    if length is None:
        return str(text)
    hours, rest = divmod(length.seconds, 3600)
    parts = [
        ngettext("%(n)s day", "%(n)s days", length.days) % {"n": length.days} if length.days else "",
        ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)s minute", "%(n)s minutes", rest // 60) % {"n": rest // 60} if rest // 60 else "",
    ]
    return " ".join(part for part in parts if part)


def outlet_words(outlet: str) -> str:
    """A way out, or an event, in words; a strategist's own names stay as they are."""
    words = {
        "next": gettext("then"),
        "sent": gettext("sent"),
        "not_allowed": gettext("not allowed"),
        "no_contact_point": gettext("cannot be reached there"),
        "timeout": gettext("nothing happened in time"),
        "otherwise": gettext("otherwise"),
        "created": gettext("created"),
        "link_clicked": gettext("link opened"),
        "replied": gettext("replied"),
        "promise_made": gettext("promise made"),
        "promise_broken": gettext("promise broken"),
        "payment_recorded": gettext("payment received"),
        "portal_visited": gettext("portal visited"),
        "message_opened": gettext("message opened"),
        "message_delivered": gettext("message delivered"),
        "message_bounced": gettext("message bounced"),
        "opted_out": gettext("opted out"),
        "dispute_opened": gettext("dispute opened"),
        "hold_placed": gettext("hold placed"),
        "hold_lifted": gettext("hold lifted"),
    }
    return words.get(outlet, outlet)
