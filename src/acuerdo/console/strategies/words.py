"""What stands in a strategy, in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import get_language, gettext, ngettext

from acuerdo.strategies.rules.durations import parse_duration
from acuerdo.strategies.rules.kinds import kind_of
from acuerdo.strategies.rules.texts import in_language

# Names that a campaign gives the steps it makes, as on the canvas.
_MADE = re.compile(r"hour|step_\d+|day_\d+_\d+")
_NUMBER = re.compile(r"_(\d+)$")


def channel_words(channel: str) -> str:
    """A channel by its name; an unknown one as it stands."""
    words = {"email": gettext("E-mail"), "sms": gettext("SMS"), "best": gettext("Best channel")}
    return words.get(channel, channel)


def tone_words(tone: str) -> str:
    """A tone in words; an unknown one as it stands."""
    words = {
        "friendly": gettext("Friendly"),
        "neutral": gettext("Neutral"),
        "firm": gettext("Firm"),
        "suits": gettext("The one that suits"),
    }
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


def weekday_words(day: str) -> str:
    """A day of the week by its name."""
    words = {
        "mon": gettext("Monday"),
        "tue": gettext("Tuesday"),
        "wed": gettext("Wednesday"),
        "thu": gettext("Thursday"),
        "fri": gettext("Friday"),
        "sat": gettext("Saturday"),
        "sun": gettext("Sunday"),
    }
    return words.get(day, day)


def event_words(event: str) -> str:
    """Something that happens to a case, in words."""
    words = {
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
        "dispute_resolved": gettext("dispute settled"),
        "hold_placed": gettext("hold placed"),
        "hold_lifted": gettext("hold lifted"),
        "case_closed": gettext("case closed"),
        "task_done": gettext("task done"),
        "offer_expired": gettext("offer has run out"),
        "imported": gettext("case imported"),
        "due_approaching": gettext("due date comes near"),
        "instalment_missed": gettext("instalment missed"),
    }
    return words.get(event, event)


def outlet_words(outlet: str) -> str:
    """A way out in words; a strategist's own name reads with blanks: "sms first"."""
    words = {
        "next": gettext("then"),
        "sent": gettext("sent"),
        "not_allowed": gettext("not allowed"),
        "no_contact_point": gettext("cannot be reached there"),
        "timeout": gettext("nothing happened in time"),
        "otherwise": gettext("otherwise"),
        "hold_out": gettext("left without"),
    }
    return words.get(outlet) or event_words(outlet).replace("_", " ")


def title_words(titles: Mapping[str, str], key: str) -> str:
    """What a strategy or template is called in the reader's language; its key if it has no title."""
    return in_language(dict(titles), (get_language() or "en")[:2]) if titles else key


def step_words(kind: str, name: str) -> str:
    """A step by its kind and name: "Message (first sms)"; one nobody named by its kind alone: "Message 2".

    Of an unknown kind, its name.
    """
    known = kind_of(kind)
    if known is None:
        return name
    label = gettext(known.label)
    if _NUMBER.sub("", name) != kind and not _MADE.fullmatch(name):
        return f"{label} ({name.replace('_', ' ')})"
    number = _NUMBER.search(name)
    return f"{label} {number[1]}" if number else label
