"""What a node kind is: its settings, its outlets, and how it moves a group of enrolments.

All that compiler, checks and screens need to know of a kind is told by the kind itself. Kinds register themselves when
their module in `strategies.nodes` is imported; `kind_of` imports them on first use.
"""

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from acuerdo.kernel.facts import Fact
from acuerdo.segments.rules import Rule
from acuerdo.strategies.enums import KindGroup, WakeEvent
from acuerdo.strategies.rules.faults import Fault
from acuerdo.strategies.rules.words import gettext_noop as _

Places = npt.NDArray[np.intp]
Outlets = npt.NDArray[np.int8]
Instants = npt.NDArray[np.int64]
Masks = npt.NDArray[np.int32]
Chances = npt.NDArray[np.float64]
Judge = Callable[[pl.DataFrame], pl.DataFrame]

STAY = -1
NEVER = int(np.iinfo(np.int64).min)  # no instant; also what Polars hands NumPy for a null one
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)  # unit of Instants, which count from EPOCH
PEOPLE = ("enrolment_id", "case_id", "debtor_id", "creditor_id")

# An effect is a frame with `row` (place in the whole frame), the four ids of PEOPLE, `node`, and these columns.
INSTANT = pl.Datetime("us", "UTC")
EFFECTS: Mapping[str, Mapping[str, Any]] = {
    # discount_percent and instalments are null where the offer has none
    "offers": {"kind": pl.String, "discount_percent": pl.Int64, "instalments": pl.Int64, "expires_at": INSTANT},
    # until is null for a hold that somebody must lift
    "holds": {"reason": pl.String, "until": INSTANT},
    "releases": {"reason": pl.String},
    # key inside the creditor's own columns (fact custom.<key>); value as json text, money in cents
    "custom_values": {"key": pl.String, "value": pl.String},
    # body as json text
    "webhooks": {"url": pl.String, "body": pl.String},
    # key of the strategy the case goes to; its enrolment here ends in the same pass
    "transfers": {"strategy": pl.String},
}


class NodeConfig(BaseModel):
    """Settings every kind has; a kind adds its own fields, in the order they are written in files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    note: str = Field(default="", max_length=500, title=_("Note"), json_schema_extra={"format": "multiline"})


ConfigT = TypeVar("ConfigT", bound=NodeConfig)


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A rule inside a node's settings: the field that holds it, and the rule."""

    field: str
    rule: Rule


def instants_of(column: pl.Series) -> Instants:
    """Instants as numbers. A null one is NEVER: that is how NumPy writes it."""
    return column.cast(INSTANT).to_numpy().astype("datetime64[us]").view(np.int64)


def by_value(values: npt.NDArray[Any]) -> Iterator[tuple[int, Places]]:
    """Each value with its places, in their order."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    edges = [0, *(np.flatnonzero(ordered[1:] != ordered[:-1]) + 1).tolist(), len(order)]
    for start, stop in pairwise(edges):
        if stop > start:
            yield int(ordered[start]), order[start:stop]


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
        return self.frame[list(columns)][self.at]

    def effect(self, name: str, node: int, **columns: Any) -> pl.DataFrame:
        """Make an effect of this group: one row each, `columns` are plain values or series (see EFFECTS)."""
        told = {key: value if isinstance(value, pl.Series) else pl.lit(value) for key, value in columns.items()}
        frame = self.take(*PEOPLE).with_columns(
            pl.Series("row", self.at, dtype=pl.UInt32), pl.lit(node, dtype=pl.Int16).alias("node"), **told
        )
        return frame.select("row", *PEOPLE, "node", *EFFECTS[name]).cast(pl.Schema(EFFECTS[name]))


@dataclass(frozen=True, slots=True)
class Step:
    """What a kind decided for a group: one outlet index a row, or STAY and the instant it is due again.

    Effects are frames whose column `row` is the place in the whole frame: `intents` are allowed contacts, `verdicts`
    the answer of the gate that decided for each row that was asked about, `tasks` work for agents, `effects` those
    named in EFFECTS. `propensity` is given where the way was drawn by lot: the chance it had, one value a row.
    """

    outlet: Outlets
    due: Instants | None = None
    intents: pl.DataFrame | None = None
    verdicts: pl.DataFrame | None = None
    tasks: pl.DataFrame | None = None
    effects: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    propensity: Chances | None = None


T = TypeVar("T")
# Decides with the gate: yields frames of intents, is sent the answer to each (see `Judge`), comes to something at last.
Asker = Generator[pl.DataFrame, pl.DataFrame, T]


@dataclass(frozen=True, slots=True)
class Context:
    """What a step may know besides its rows: the instant, the creditor's date and own facts, its place."""

    now: datetime
    now_us: int
    today: date
    custom: tuple[Fact, ...]
    node: int
    strategy: str
    step: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a document may name outside itself, for checks. None means that it cannot be checked here.

    `templates` maps the keys of published templates (landing pages too) to their channel.
    """

    strategy: str = ""
    templates: Mapping[str, str] | None = None
    strategies: Collection[str] | None = None
    custom: tuple[Fact, ...] = ()


class Kind(ABC, Generic[ConfigT]):
    """A node kind. `waiting` kinds hold arrivals until a later pass, those that `asks` put intents to the gate, and
    only those that `acts` have effects.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    help: ClassVar[str]
    group: ClassVar[KindGroup]
    icon: ClassVar[str]
    waiting: ClassVar[bool] = False
    asks: ClassVar[bool] = False
    acts: ClassVar[bool] = False
    config: type[ConfigT]

    @abstractmethod
    def outlets(self, config: ConfigT) -> tuple[str, ...]:
        """Name the ways out, in the order of the outlet indexes that `step` answers with."""

    @abstractmethod
    def step(self, rows: Rows, config: ConfigT, ctx: Context) -> Step | Asker[Step]:
        """Decide for a whole group at once; a kind that `asks` answers with an `Asker`, any other with a `Step`."""

    def takes_time(self, config: ConfigT) -> bool:
        """Whether time surely passes here, so that a circle through this step cannot spin."""
        return self.waiting

    def outcome(self, config: ConfigT) -> str | None:
        """Name the outcome if the enrolment ends here; its `step` is asked for effects only."""
        return None

    def events(self, config: ConfigT) -> tuple[WakeEvent, ...]:
        """Name the events this node listens to."""
        return ()

    def rules(self, config: ConfigT) -> tuple[RuleUse, ...]:
        """List the rules whose facts `step` needs in the frame."""
        return ()

    def facts(self, config: ConfigT) -> tuple[str, ...]:
        """Name the facts that `step` needs in the frame besides those of its rules."""
        return ()

    def channels(self, config: ConfigT) -> tuple[str, ...]:
        """Name the channels whose contact points `step` needs in the frame (`point.<channel>`)."""
        return ()

    def templates(self, config: ConfigT) -> tuple[str, ...]:
        """Name the templates that its messages are made from."""
        return ()

    def needs_zone(self, config: ConfigT) -> bool:
        """Whether `step` needs the person's time zone in the frame (`zone`)."""
        return False

    def entry_rules(self, config: ConfigT) -> tuple[RuleUse, ...]:
        """List the rules that admit cases; the entry scan judges them, not `step`."""
        return ()

    def find_faults(self, config: ConfigT, known: Known) -> Iterable[Fault]:
        """Name what does not fit the surroundings; the caller adds the step, and looks at the rules itself."""
        return ()


_kinds: dict[str, Kind[Any]] = {}

KindT = TypeVar("KindT", bound=type[Kind[Any]])


def register(kind: KindT) -> KindT:
    """Make a node kind known; used as a decorator in its file."""
    _kinds[kind.name] = kind()
    return kind


def all_kinds() -> dict[str, Kind[Any]]:
    """Return every known kind in the order of their names, importing each module of `strategies.nodes` on the way."""
    package = importlib.import_module("acuerdo.strategies.nodes")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(_kinds.items()))


def kind_of(name: str) -> Kind[Any] | None:
    """Return the kind of that name, or None."""
    return _kinds.get(name) or all_kinds().get(name)
