"""What can be wrong with a file or a mapping as a whole, told with place and remedy."""

from __future__ import annotations

from dataclasses import dataclass

from acuerdo.kernel.facts import Words


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that stops an import before it starts: where it is, what it is, and what to do about it."""

    file: str
    text: Words
    remedy: Words
    line: int | None = None
    field: str | None = None

    def in_language(self, language: str) -> str:
        """One line for people: `file, line 3, field x: what. Remedy.`"""
        english = language.startswith("en")
        place = [self.file]
        if self.line is not None:
            place.append(f"line {self.line}" if english else f"línea {self.line}")
        if self.field is not None:
            place.append(f"field {self.field}" if english else f"campo {self.field}")
        return f"{', '.join(place)}: {self.text.in_language(language)}. {self.remedy.in_language(language)}"

    def said(self, language: str) -> str:
        """What and the remedy, for who does not see the place: `What. Remedy.`"""
        what = self.text.in_language(language)
        return f"{what[:1].upper()}{what[1:]}. {self.remedy.in_language(language)}."


class CannotReadFile(Exception):
    """A file that cannot be read at all; carries the faults found. Nothing was imported."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.in_language("en") for fault in faults))


class CannotUseMapping(Exception):
    """A mapping that does not fit its schema or the files at hand; carries the faults found."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.in_language("en") for fault in faults))
