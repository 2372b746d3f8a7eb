"""The kinds of steps to choose from, and what a new step of each begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from acuerdo.strategies.enums import KindGroup
from acuerdo.strategies.rules.kinds import all_kinds


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind on the palette; `data` are the settings a new step begins with."""

    name: str
    label: str
    help: str
    icon: str
    group: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Kinds that belong together."""

    label: str
    choices: Sequence[Choice]


def choices() -> list[Choice]:
    """All kinds but the entry, of which a strategy has exactly one, shelf by shelf."""
    found = [
        Choice(kind.name, gettext(kind.label), gettext(kind.help), kind.icon, str(kind.group), beginning(kind.name))
        for kind in all_kinds().values()
        if kind.name != "entry"
    ]
    order = list(KindGroup)
    return sorted(found, key=lambda choice: (order.index(KindGroup(choice.group)), choice.name == "end"))


def shelves() -> list[Shelf]:
    """The palette."""
    known = choices()
    return [
        Shelf(str(group.label), [choice for choice in known if choice.group == group])
        for group in KindGroup
        if any(choice.group == group for choice in known)
    ]


def beginning(kind: str) -> dict[str, Any]:
    """Settings of a new step: sensible ones where there are any, the rest is asked for in its form."""
    halves = [{"name": "a", "percent": 50}, {"name": "b", "percent": 50}]
    data: dict[str, dict[str, Any]] = {
        "entry": {"segment": {"all": []}},
        "message": {"channel": "sms"},
        "wait": {"for": "P1D"},
        "wait_event": {"events": ["replied", "link_clicked"], "timeout": "P3D"},
        "split_share": {"shares": halves},
        "experiment": {
            "arms": [{"name": "a", "share": 50}, {"name": "b", "share": 50}],
            "hold_out": 10,
            "goal": "paid",
            "within": "P14D",
        },
        "offer": {"offer": "settlement", "valid_for": "P14D"},
        "agent_task": {"title": {"es": "Llamar a la persona", "en": "Call the person"}},
    }
    return data.get(kind, {})
