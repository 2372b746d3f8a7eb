"""Faults of facts that settings name outside rules: unknown ones, and those that are no date where one is needed."""

from collections.abc import Iterator

from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact, FactType, UnknownFact
from acuerdo.strategies.rules.faults import Fault


def fact_faults(key: str, *, field: str, custom: tuple[Fact, ...]) -> Iterator[Fault]:
    """Name the fault of a fact in a setting, if there is one."""
    try:
        facts.get(key, custom=custom)
    except UnknownFact:
        yield Fault("unknown_fact", field=field, details={"fact": key})


def date_faults(key: str, *, field: str, custom: tuple[Fact, ...]) -> Iterator[Fault]:
    """Like `fact_faults`, for a setting that needs a date."""
    yield from (unknown := list(fact_faults(key, field=field, custom=custom)))
    if not unknown and facts.get(key, custom=custom).type is not FactType.DATE:
        yield Fault("not_a_date", field=field, details={"fact": key})
