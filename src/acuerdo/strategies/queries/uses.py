"""Who uses what: strategies that others lead into, and the templates, landing pages and segments that steps name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from acuerdo.strategies.enums import EnrolmentStatus, StrategyStatus
from acuerdo.strategies.models import Enrolment, Strategy, StrategyVersion

_WORKING = (StrategyStatus.LIVE, StrategyStatus.PAUSED)


@dataclass(frozen=True, slots=True)
class Use:
    """A place where something is used. `what`: `draft`, `live` (new cases meet it), `running` (older versions do)."""

    key: str
    title: dict[str, str]
    what: str
    steps: tuple[str, ...] = ()
    strategy_id: int | None = None


# Contexts above (campaigns, for one) tell which strategies they use: key of a strategy → uses.
StrategyUses = Callable[[str], Iterable[Use]]
_elsewhere: list[StrategyUses] = []


def add_strategy_uses(source: StrategyUses) -> None:
    """Let whatever else uses strategies be asked before one is stopped, archived or deleted."""
    _elsewhere.append(source)


def uses_of_strategy(key: str) -> list[Use]:
    """Where a live or paused strategy leads into this one, and whatever else uses it."""
    leading = _uses(lambda node: node["kind"] == "go_to" and node["data"].get("strategy") == key, _WORKING)
    found = [use for use in leading if use.what != "draft" and use.key != key]
    return [*found, *(use for source in _elsewhere for use in source(key))]


def uses_of_template(key: str) -> list[Use]:
    """Steps of strategies that send this template or lead to this landing page."""
    return _uses(lambda node: key in _templates(node["data"]))


def uses_of_segment(key: str) -> list[Use]:
    """Steps of strategies whose rules name this segment; the rules of others are not looked at."""
    return _uses(lambda node: any(key == value for value in _named(node["data"], "segment")))


def uses_of_list(key: str) -> list[Use]:
    """Steps of strategies whose rules name this static list."""
    return _uses(lambda node: any(key == value for value in _named(node["data"], "list")))


def _templates(data: dict[str, Any]) -> Iterator[Any]:
    yield data.get("template")
    yield data.get("landing")
    by_channel = data.get("templates")
    if isinstance(by_channel, dict):
        yield from by_channel.values()


def _named(value: Any, name: str) -> Iterator[Any]:
    """Every text under a key of that name, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name and isinstance(inner, str):
                yield inner
            yield from _named(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner, name)


def _uses(
    is_used: Callable[[dict[str, Any]], bool], statuses: Iterable[StrategyStatus] = (StrategyStatus.DRAFT, *_WORKING)
) -> list[Use]:
    strategies = list(Strategy.objects.filter(status__in=statuses).order_by("key"))
    versions = _versions([row for row in strategies if row.status in _WORKING])
    found = []
    for row in strategies:
        met = versions.get(row.pk, [])
        places = met if ("live", row.draft) in met else [("draft", row.draft), *met]
        for what, document in places:
            if steps := tuple(node["id"] for node in document["nodes"] if is_used(node)):
                found.append(Use(row.key, row.title, what, steps, row.pk))
    return found


def _versions(strategies: list[Strategy]) -> dict[int, list[tuple[str, dict[str, Any]]]]:
    """Documents that cases meet now: the live version of each, and older ones with cases inside."""
    live = {row.live_version_id for row in strategies if row.live_version_id is not None}
    inside = Enrolment.objects.filter(strategy_id__in=[row.pk for row in strategies], status=EnrolmentStatus.ACTIVE)
    keys = live | set(inside.values_list("version_id", flat=True).distinct())
    found: dict[int, list[tuple[str, dict[str, Any]]]] = {}
    for row in StrategyVersion.objects.filter(pk__in=keys).order_by("-number"):
        found.setdefault(row.strategy_id, []).append(("live" if row.pk in live else "running", row.document))
    return found
