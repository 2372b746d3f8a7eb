"""A forecast in lines of text, for people at a command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from acuerdo.simulation.comparing import Difference
from acuerdo.simulation.forecasts import Forecast
from acuerdo.simulation.trials import TrialFigures, WayFigures

HEADS = ("way", "people", "enrolments", "contacts", "cost", "payers", "payments", "paid", "a person", "reached")


def lines_of(forecast: Forecast) -> list[str]:
    """What is worth knowing of a forecast, the steps that draw by lot last."""
    low, high = forecast.paid_interval_cents
    verdicts = ", ".join(f"{count:,} {name}" for name, count in forecast.verdicts.items())
    done = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in forecast.effects.items() if count)
    return [
        f"{forecast.population:,} people, {forecast.days} days: {forecast.entered:,} entered, {forecast.steps:,} steps",
        f"contacts: {_channels(forecast.contacts)}, for {_money(forecast.cost_cents)}; "
        f"tasks for agents: {forecast.tasks:,}",
        f"done besides: {done or 'nothing'}",
        f"paid: {_money(forecast.paid_cents)} of {_money(forecast.owed_cents)} "
        f"(chance alone: {_money(low)} to {_money(high)}); {_money(forecast.unasked_cents)} came unasked",
        f"verdicts of the gate: {verdicts}; breaches found by the replay: {forecast.breaches}",
        *(line for trial in forecast.trials for line in _trial(trial)),
        f"{forecast.seconds:.1f} s",
    ]


def _trial(trial: TrialFigures) -> Iterator[str]:
    yield ""
    yield f"{trial.step} ({trial.kind}): goal {trial.goal} within {trial.within_days:g} days of being drawn"
    rows = [HEADS, *(_cells(way) for way in trial.ways)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    for name, *figures in rows:
        cells = [name.ljust(widths[0])]
        cells += [figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=True)]
        yield "  " + "  ".join(cells)
    for way in trial.ways:
        if way.uplift is not None:
            share, cents = _difference(way.uplift.share, 100, "points"), _difference(way.uplift.cents, 0.01, "")
            yield f"  {way.name} against {trial.against}: {trial.goal} {share}; paid a person {cents}"


def _cells(way: WayFigures) -> tuple[str, ...]:
    share = f"{way.reached / way.people:.1%}" if way.people else "-"
    each = _money(round(way.paid_cents / way.people)) if way.people else "-"
    return (
        way.name, f"{way.people:,}", f"{way.enrolments:,}", _channels(way.contacts), _money(way.cost_cents),
        f"{way.payers:,}", f"{way.payments:,}", _money(way.paid_cents), each, f"{way.reached:,} ({share})",
    )  # fmt: skip


def _channels(contacts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {channel}" for channel, count in contacts.items())


def _money(cents: int) -> str:
    return f"{cents / 100:,.2f}"


def _difference(found: Difference | None, scale: float, unit: str) -> str:
    if found is None:
        return "too few people to say"
    value, low, high = (each * scale for each in (found.value, found.low, found.high))
    return f"{value:+.2f} {unit}".rstrip() + f" (95 %: {low:+.2f} to {high:+.2f})"
