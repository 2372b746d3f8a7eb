"""Faults of facts that settings name outside rules: unknown ones, and those of the wrong type."""

from collections.abc import Collection, Iterator

from acuerdo.kernel import facts
from acuerdo.kernel.facts import Fact, FactType, UnknownFact
from acuerdo.strategies.rules.faults import Fault


def fact_faults(
    key: str, *, field: str, custom: tuple[Fact, ...], types: Collection[FactType] = tuple(FactType)
) -> Iterator[Fault]:
    """Name the fault of a fact in a setting, if there is one."""
    try:
        fact = facts.get(key, custom=custom)
    except UnknownFact:
        yield Fault("unknown_fact", field=field, details={"fact": key})
        return
    if fact.type not in types:
        wanted = ", ".join(str(each) for each in types)
        yield Fault("wrong_fact_type", field=field, details={"fact": key, "type": str(fact.type), "wanted": wanted})
