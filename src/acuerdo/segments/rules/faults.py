"""What is wrong with a rule, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """`place` is a path such as `all[1].not`, `code` is stable for screens and tests."""

    place: str
    fact: str
    code: str
    message: str

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.fact}: {self.message}" if self.fact else f"{where}{self.message}"
