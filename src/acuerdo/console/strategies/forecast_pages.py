"""What the forecast of a strategy shows: figures of the whole, and of each way where people are drawn by lot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from acuerdo.console.parts import formats
from acuerdo.console.strategies.editing_pages import crumbs
from acuerdo.console.strategies.forms import ForecastForm
from acuerdo.console.strategies.lines import Line
from acuerdo.console.strategies.telling import Teller
from acuerdo.console.strategies.words import channel_words, outlet_words
from acuerdo.simulation.comparing import Difference
from acuerdo.simulation.forecasts import Forecast
from acuerdo.simulation.trials import TrialFigures, WayFigures
from acuerdo.strategies.enums import Goal
from acuerdo.strategies.queries import FaultInWords

# Synthetic people owe euros.
CURRENCY = "EUR"
Rows = Sequence[tuple[str, float, str]]
Printed = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class TileShown:
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class More:
    """By how much a way differs from the one it is compared with; `tone` says whether chance can be ruled out."""

    text: str
    interval: str
    tone: str


@dataclass(frozen=True, slots=True)
class WayShown:
    """One way of a step that draws by lot. `more_reached` and `more_paid` are None for the one compared with."""

    name: str
    people: int
    enrolments: int
    contacts: str
    cost: str
    paid: str
    payments: int
    each: str
    reached: str
    share: str
    more_reached: More | None
    more_paid: More | None


@dataclass(frozen=True, slots=True)
class TrialShown:
    """One step that draws by lot: a table of its ways, and how many of each reached the goal as bars."""

    step: str
    label: str
    goal: str
    against: str
    ways: Sequence[WayShown]
    bars: Rows


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """The form, and what was found if it was filled in."""

    line: Line
    shows_draft: bool
    faults: Sequence[FaultInWords]
    form: ForecastForm
    found: Forecast | None
    tiles: Sequence[TileShown] = ()
    contacts: Rows = ()
    verdicts: Rows = ()
    trials: Sequence[TrialShown] = ()

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return crumbs(self.line)


def forecast_page(
    *, line: Line, form: ForecastForm, shows_draft: bool, faults: Sequence[FaultInWords], found: Forecast | None
) -> ForecastPage:
    """The page with its figures in words."""
    if found is None:
        return ForecastPage(line, shows_draft, faults, form, None)
    return ForecastPage(
        line=line,
        shows_draft=shows_draft,
        faults=faults,
        form=form,
        found=found,
        tiles=_tiles(found, people=form.cleaned_data["people"]),
        contacts=_counted({channel_words(name): count for name, count in found.contacts.items()}),
        verdicts=_counted({_verdict_words(name): count for name, count in found.verdicts.items()}),
        trials=[_trial(trial) for trial in found.trials],
    )


def _tiles(found: Forecast, *, people: int) -> list[TileShown]:
    low, high = (formats.money_compact(cents, CURRENCY) for cents in found.paid_interval_cents)
    contacts = sum(found.contacts.values())
    again = found.entered > people
    came = gettext("%(people)s people, some more than once") if again else gettext("of %(people)s people")
    return [
        TileShown(gettext("Came in"), formats.number(found.entered), came % {"people": formats.number(people)}),
        TileShown(
            gettext("Amount paid"),
            formats.money_compact(found.paid_cents, CURRENCY),
            gettext("%(low)s to %(high)s by chance alone") % {"low": low, "high": high},
        ),
        TileShown(
            gettext("Contacts"),
            formats.number(contacts),
            gettext("at a cost of %(cost)s") % {"cost": formats.money_compact(found.cost_cents, CURRENCY)},
        ),
        TileShown(gettext("Tasks for agents"), formats.number(found.tasks)),
        TileShown(gettext("Rules of contact broken"), formats.number(found.breaches)),
    ]


def _counted(counts: Mapping[str, int]) -> list[tuple[str, float, str]]:
    return [(label, count, formats.number(count)) for label, count in counts.items()]


def _verdict_words(decision: str) -> str:
    words = {
        "allow": gettext("allowed"),
        "warn": gettext("allowed with a warning"),
        "defer": gettext("put off"),
        "deny": gettext("refused"),
    }
    return words.get(decision, decision)


def _trial(trial: TrialFigures) -> TrialShown:
    ways = [_way(way) for way in trial.ways]
    days = round(trial.within_days) or 1
    within = ngettext("within %(n)s day", "within %(n)s days", days) % {"n": days}
    shares = [way.reached / way.people if way.people else 0.0 for way in trial.ways]
    return TrialShown(
        step=trial.step,
        label=Teller("").label(trial.kind),
        goal=f"{Goal(trial.goal).label} {within}",
        against=outlet_words(trial.against),
        ways=ways,
        bars=[(way.name, share, way.share) for way, share in zip(ways, shares, strict=True)],
    )


def _way(way: WayFigures) -> WayShown:
    contacts = [f"{channel_words(channel)} {formats.number(count)}" for channel, count in way.contacts.items() if count]
    people = way.people or 1
    return WayShown(
        name=outlet_words(way.name),
        people=way.people,
        enrolments=way.enrolments,
        contacts=", ".join(contacts) or "0",
        cost=formats.money(way.cost_cents, CURRENCY),
        paid=formats.money(way.paid_cents, CURRENCY),
        payments=way.payments,
        each=formats.money(round(way.paid_cents / people), CURRENCY),
        reached=formats.number(way.reached),
        share=formats.percent(way.reached / people, digits=1),
        more_reached=None if way.uplift is None else _more(way.uplift.share, _points),
        more_paid=None if way.uplift is None else _more(way.uplift.cents, _euros),
    )


def _more(found: Difference | None, printed: Printed) -> More:
    if found is None:
        return More(gettext("too few people to say"), "", "")
    tone = "success" if found.low > 0 else "error" if found.high < 0 else ""
    interval = gettext("%(low)s to %(high)s") % {"low": printed(found.low), "high": printed(found.high)}
    return More(printed(found.value), interval, tone)


def _points(share: float) -> str:
    points = round(share * 100, 1)
    return _signed(points, gettext("%(n)s points") % {"n": formats.number(abs(points))})


def _euros(cents: float) -> str:
    whole = round(cents)
    return _signed(whole, formats.money(abs(whole), CURRENCY))


def _signed(value: float, printed: str) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{printed}"
