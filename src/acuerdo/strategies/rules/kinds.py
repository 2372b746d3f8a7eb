"""What a node kind is: its settings, its outlets, and how it moves a group of enrolments.

Kinds register themselves when their module in `strategies.nodes` is imported; `kind_of` imports them on first use.
"""

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from acuerdo.kernel.facts import Fact
from acuerdo.segments.rules import Rule
from acuerdo.strategies.enums import WakeEvent

Places = npt.NDArray[np.intp]
Outlets = npt.NDArray[np.int8]
Instants = npt.NDArray[np.int64]
Masks = npt.NDArray[np.int32]
Judge = Callable[[pl.DataFrame], pl.DataFrame]

STAY = -1
NEVER = int(np.iinfo(np.int64).min)  # no instant; also what Polars hands NumPy for a null one
SECOND = 1_000_000  # µs


class NodeConfig(BaseModel):
    """Settings every kind has; a kind adds its own fields, in the order they are written in files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    note: str = Field(default="", max_length=500, title="Note", json_schema_extra={"format": "multiline"})


ConfigT = TypeVar("ConfigT", bound=NodeConfig)


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A rule inside a node's settings: the field that holds it, and the rule."""

    field: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Rows:
    """A group of enrolments standing at the same node, as columns.

    `at` are places in `frame`; the arrays beside it have one value a row. `arrived` tells a waiting kind whether the
    group came to it in this very pass, or was claimed there because its time came (`due` ≤ now) or because events
    happened (`woken`, bits of `WakeEvent`).
    """

    frame: pl.DataFrame
    at: Places
    arrived: bool
    entered: Instants
    due: Instants
    woken: Masks

    def take(self, *columns: str) -> pl.DataFrame:
        """Return the given columns of this group, in its order."""
        return self.frame.select(columns)[self.at]


@dataclass(frozen=True, slots=True)
class Step:
    """What a kind decided for a group: one outlet index a row, or STAY and the instant it is due again.

    Effects are frames whose column `row` is the place in the whole frame: `intents` are allowed contacts, `verdicts`
    all answers of the gate, `tasks` work for agents.
    """

    outlet: Outlets
    due: Instants | None = None
    intents: pl.DataFrame | None = None
    verdicts: pl.DataFrame | None = None
    tasks: pl.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a step may know besides its rows: the instant, the creditor's date and own facts, its node, the gate."""

    now: datetime
    now_us: int
    today: date
    custom: tuple[Fact, ...]
    node: int
    judge: Judge


class Kind(ABC, Generic[ConfigT]):
    """A node kind. `waiting` kinds hold arrivals until a later pass, so a loop through one can never spin."""

    name: ClassVar[str]
    label: ClassVar[str]
    help: ClassVar[str]
    waiting: ClassVar[bool] = False
    config: type[ConfigT]

    @abstractmethod
    def outlets(self, config: ConfigT) -> tuple[str, ...]:
        """Name the ways out, in the order of the outlet indexes that `step` answers with."""

    @abstractmethod
    def step(self, rows: Rows, config: ConfigT, ctx: Context) -> Step:
        """Decide for a whole group at once."""

    def events(self, config: ConfigT) -> tuple[WakeEvent, ...]:
        """Name the events this node listens to."""
        return ()

    def rules(self, config: ConfigT) -> tuple[RuleUse, ...]:
        """List the rules whose facts `step` needs in the frame."""
        return ()

    def entry_rules(self, config: ConfigT) -> tuple[RuleUse, ...]:
        """List the rules that admit cases; the entry scan judges them, not `step`."""
        return ()


_kinds: dict[str, Kind[Any]] = {}

KindT = TypeVar("KindT", bound=type[Kind[Any]])


def register(kind: KindT) -> KindT:
    """Make a node kind known; used as a decorator in its file."""
    _kinds[kind.name] = kind()
    return kind


def all_kinds() -> dict[str, Kind[Any]]:
    """Return every known kind by name, importing each module of `strategies.nodes` on the way."""
    package = importlib.import_module("acuerdo.strategies.nodes")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return _kinds


def kind_of(name: str) -> Kind[Any] | None:
    """Return the kind of that name, or None."""
    return _kinds.get(name) or all_kinds().get(name)
