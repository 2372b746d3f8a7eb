"""Which packs bind a creditor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from acuerdo.compliance.rules.packs import HOUSE, CannotLoadPack, Fault, Pack, load_packs
from acuerdo.portfolio.queries.places import laws_of

# The law of the creditor's country, where its packs are not chosen by hand.
_BY_COUNTRY = {"ES": ("es",), "CO": ("co",), "CL": ("cl",), "PE": ("pe",), "US": ("us-regf",)}


@dataclass(frozen=True, slots=True)
class Binding:
    """What binds contacts made for a creditor: names of packs, the house floor last, and the creditor's sector."""

    names: tuple[str, ...]
    sector: str

    @property
    def has_law(self) -> bool:
        """Whether any pack beside the house floor is among them; without one nobody may be contacted."""
        return bool(set(self.names) - {HOUSE})

    @property
    def key(self) -> str:
        """The names as one text, as contacts keep them."""
        return ",".join(self.names)


def bindings_of(*, creditor_ids: Sequence[int]) -> dict[int, Binding]:
    """The packs chosen for each creditor, or else those of its country; one query."""
    bindings = {}
    for key, law in laws_of(creditor_ids=creditor_ids).items():
        names = law.packs or _BY_COUNTRY.get(law.country, ())
        bindings[key] = Binding(names=tuple(dict.fromkeys([*names, HOUSE])), sector=law.sector)
    return bindings


def packs_of(names: tuple[str, ...], *, now: datetime) -> tuple[Pack, ...]:
    """The packs themselves, read once a process. Raises CannotLoadPack, also when one has expired by now."""
    packs = _load(names)
    for pack in packs:
        end = pack.document.effective.to
        if end is not None and end < now.date():
            raise CannotLoadPack([Fault(pack.id, "", "effective.to", f"the pack expired on {end}")])
    return packs


@lru_cache(maxsize=64)
def _load(names: tuple[str, ...]) -> tuple[Pack, ...]:
    # Whether they have expired is asked each time; the rest of them never changes.
    return load_packs(names, today=date.min)
