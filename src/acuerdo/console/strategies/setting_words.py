"""Settings of steps in plain words: labels, help, and the names of choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from acuerdo.cases import enums as cases
from acuerdo.compliance import enums as compliance
from acuerdo.content import enums as content
from acuerdo.strategies import enums as strategies

WAIT_WAYS: Mapping[str, Any] = {
    "for": _("for some time"),
    "until": _("until an hour of the day"),
    "until_date": _("until a date of the case"),
    "best_hour": _("until the person's best hour"),
}
HELPS: Mapping[str, Any] = {
    "entry.reentry": _("Counted from the end of its last time in this strategy."),
    "entry.priority": _("1 goes first when two strategies want the same case."),
    "entry.ceiling": _("What is above it waits for the next day. Empty: no ceiling."),
    "message.patience": _("Empty: as long as the law asks for. After it the case goes the way “not allowed”."),
    "message.purpose": _("The rules judge the contact by it. What serves the person is bound by fewer of them."),
    "wait.until": _("The clock where the person lives."),
    "wait.until_date.days": _("-1 is the day before, 0 the day itself."),
    "wait_event.events": _("The first that happens decides the way."),
    "experiment.hold_out": _("These people are left without: the difference to them is what the arms achieve."),
    "webhook.facts": _("Nothing else of the person leaves."),
    "end.outcome": _("Reports count by it."),
}


def label_of(title: str) -> str:
    """What a setting is called on screen: the title its kind gives it, in the reader's language."""
    return gettext(title)


def help_of(kind: str, path: str) -> str:
    """One sentence of help, or nothing."""
    return str(HELPS.get(f"{kind}.{path}", ""))


def choice_words(enumeration: str, choice: str) -> str:
    """A choice in words, by the enumeration it belongs to; one that is not known as it stands."""
    for module in (strategies, compliance, content, cases):
        found = getattr(module, enumeration, None) if enumeration else None
        if found is not None and hasattr(found, "choices"):
            words = str(dict(found.choices).get(choice, choice))
            return words[:1].upper() + words[1:]
    return choice
