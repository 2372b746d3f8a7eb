"""What a person said of their addresses and numbers, for which purpose, and what proves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from acuerdo.cases.queries import CaseData, PointLine
from acuerdo.compliance.queries import SaidOfPoint, permission_of, said_of_points
from acuerdo.console.cases.forms import ConsentForm, purpose_label, source_label
from acuerdo.console.parts import formats
from acuerdo.console.parts.channels import channel_label
from acuerdo.portfolio.enums import PointKind

USABLE = ("active", "unverified")


@dataclass(frozen=True, slots=True)
class Wish:
    """One address, one purpose: what was said, how it looks, and the proof in words. `href` opens the form for it."""

    purpose: str
    word: str
    tone: str
    icon: str
    proof: str
    quote: str
    ask: str


@dataclass(frozen=True, slots=True)
class PointWishes:
    point: PointLine
    wishes: Sequence[Wish]


@dataclass(frozen=True, slots=True)
class Consents:
    """All addresses with what was said of them; `refused` names channels that the person refused as a whole."""

    points: Sequence[PointWishes]
    refused: Sequence[str]
    is_ceased: bool
    form: ConsentForm


def consents_of(*, data: CaseData, asked: Mapping[str, str], filled: object = None, today: date) -> Consents:
    """The consents of a person. `asked` may name point and purpose that the form opens with. Three queries at most."""
    said = {(each.contact_point_id, each.purpose): each for each in said_of_points(debtor_id=data.head.debtor_id)}
    standing = permission_of(debtor_id=data.head.debtor_id)
    form = filled if isinstance(filled, ConsentForm) else consent_form(data, None, initial=asked, today=today)
    return Consents(
        points=[PointWishes(point, _wishes(point, said)) for point in data.points],
        refused=[channel_label(channel.value) for channel in standing.opted_out],
        is_ceased=standing.is_ceased,
        form=form,
    )


def consent_form(
    data: CaseData, given: Mapping[str, str] | None, *, initial: Mapping[str, str] | None = None, today: date
) -> ConsentForm:
    """The form with the addresses and numbers of this person that are in use."""
    points = [
        (str(point.id), f"{PointKind(point.kind).label}: {point.value}")
        for point in data.points
        if point.status in USABLE
    ]
    opens_with = {name: value for name in ("point", "purpose") if (value := (initial or {}).get(name))}
    return ConsentForm(
        given, auto_id="consent-%s", points=points, today=today, initial={**opens_with, "said_on": today}
    )


def _wishes(point: PointLine, said: Mapping[tuple[int, str], SaidOfPoint]) -> list[Wish]:
    return [_wish(point, purpose, said.get((point.id, purpose))) for purpose in ("collection", "marketing")]


def _wish(point: PointLine, purpose: str, said: SaidOfPoint | None) -> Wish:
    # Only an address in use can be agreed to or refused.
    ask = f"&point={point.id}&purpose={purpose}" if point.status in USABLE else ""
    label = purpose_label(purpose)
    if said is None:
        return Wish(label, _("Nothing said"), "", "circle-dashed", "", "", ask)
    proof = _("%(source)s, %(day)s") % {
        "source": source_label(said.source),
        "day": formats.day(said.said_on) if said.said_on else formats.moment(said.at),
    }
    if said.agrees:
        return Wish(label, _("Agrees"), "success", "check", proof, said.text, ask)
    return Wish(label, _("Refuses"), "error", "bell-off", proof, said.text, ask)
