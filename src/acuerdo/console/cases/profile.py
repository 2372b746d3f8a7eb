"""The panel about a person's history, in words: the risk band with its reasons, and what suits them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext, ngettext

from acuerdo.cases.facts.suiting import CHANNELS, TONES
from acuerdo.cases.queries import CaseHead, Profile, profile_of
from acuerdo.cases.rules.scorecard import BANDS, Part
from acuerdo.cases.rules.suiting import reason_words
from acuerdo.console.parts import formats

LOOKS = {"low": ("success", "shield-check"), "medium": ("warning", "shield-alert"), "high": ("error", "shield-x")}


@dataclass(frozen=True, slots=True)
class Panel:
    """`reasons` are the parts with points, the heaviest first; `suits` pairs of what and how it is known."""

    band: str
    tone: str
    icon: str
    points: str
    reasons: Sequence[tuple[str, str]]
    suits: Sequence[tuple[str, str]]


def panel_of(*, head: CaseHead, now: datetime) -> Panel | None:
    """The panel of a case; None if nothing is known of it yet."""
    today = now.astimezone(ZoneInfo(head.creditor_time_zone)).date()
    found = profile_of(case_id=head.id, today=today)
    return None if found is None else _panel(found, (get_language() or "en")[:2])


def _panel(found: Profile, language: str) -> Panel:
    band = dict(BANDS)[found.risk.band].in_language(language)
    tone, icon = LOOKS[found.risk.band]
    return Panel(
        band=gettext("Risk: %(band)s") % {"band": band},
        tone=tone,
        icon=icon,
        points=gettext("%(points)s of 100 points") % {"points": formats.number(found.risk.score)},
        reasons=[_reason(part, language) for part in found.risk.parts if part.points],
        suits=list(_suits(found, language)),
    )


def _reason(part: Part, language: str) -> tuple[str, str]:
    points = ngettext("%(n)s point", "%(n)s points", part.points) % {"n": formats.number(part.points)}
    return part.words.in_language(language), points


def _suits(found: Profile, language: str) -> Sequence[tuple[str, str]]:
    known: list[tuple[str, str]] = []
    if found.tone:
        tone = dict(TONES)[found.tone].in_language(language)
        known.append((gettext("Tone: %(tone)s") % {"tone": tone}, reason_words(found.tone_reason, language)))
    if found.channel:
        channel = dict(CHANNELS)[found.channel].in_language(language)
        known.append((gettext("Channel: %(channel)s") % {"channel": channel}, ""))
    if found.hour is not None:
        known.append((gettext("Hour: about %(hour)s:00") % {"hour": found.hour}, ""))
    return known
