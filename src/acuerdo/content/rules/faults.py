"""What can be wrong with a text, each by name, in the languages of the product."""

from dataclasses import dataclass

from acuerdo.kernel.facts import Words


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to fix. `where` leads to it: variant, block id, property. `stops` publishing unless a hint."""

    code: str
    where: str
    words: Words
    stops: bool = True

    def __str__(self) -> str:
        return f"{self.where}: {self.words.en}" if self.where else self.words.en


def fault(code: str, where: str, *, es: str, en: str) -> Fault:
    """A fault that stops publishing."""
    return Fault(code, where, Words(es, en))


def hint(code: str, where: str, *, es: str, en: str) -> Fault:
    """Something to look at that does not stop publishing."""
    return Fault(code, where, Words(es, en), stops=False)
