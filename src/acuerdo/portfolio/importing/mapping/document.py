"""The mapping document: schema version 1. The screen and the YAML file are two views of this model.

```yaml
mapping: 1
kind: debts
country: ES
files:
  - name: customers
    match: "*customers*"
    join: {column: customer_id, to: invoices.customer_id}
    fields:
      debtor.reference: customer_id
      debtor.phone: {column: mobile, if_invalid: blank}
  - name: invoices
    format: {delimiter: ";", decimal: ",", date: "%d/%m/%Y"}
    fields:
      debt.disputed: {column: Disputed, values: {"Yes": true, "No": false}}
      debt.currency: {constant: EUR}
    custom:
      tariff: {column: Tarifa, type: text}
```
"""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from acuerdo.portfolio.importing.values.dates import FORMATS

CustomType = Literal["text", "number", "money", "date", "bool", "choice"]
BLANKS = ("NULL", "null", "N/A", "n/a", "#N/A", "-", "NaN", "None")


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Format(Part):
    """How a file is written; what is left out is guessed and shown."""

    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    decimal: Literal[".", ","] | None = None
    thousands: Literal["", ".", ",", " ", "'"] | None = None
    date: str | None = None
    sheet: str | None = None
    header_line: int | None = Field(default=None, ge=1)
    blank: tuple[str, ...] = BLANKS

    @field_validator("date")
    @classmethod
    def _known_date(cls, value: str | None) -> str | None:
        if value is not None and value not in FORMATS:
            raise ValueError(f"date format must be one of {', '.join(FORMATS)}")
        return value


class Source(Part):
    """Where a field's text comes from: a column, a constant, or a text made of columns.

    A template names columns in braces, with filters: `{customerID|digits}`, `{customerID|lower}@example.com`.
    `values` turns the file's words into ours. `if_invalid: blank` keeps a row whose cell is wrong, without the cell.
    """

    column: str | None = None
    constant: str | int | bool | None = None
    template: str | None = None
    values: dict[str, str | int | bool] = Field(default_factory=dict)
    date: str | None = None
    if_invalid: Literal["reject", "blank"] = "reject"

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        return {"column": value} if isinstance(value, str) else value

    @field_validator("values", mode="before")
    @classmethod
    def _words_as_text(cls, value: Any) -> Any:
        return {str(key): word for key, word in value.items()} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _one_origin(self) -> Source:
        given = [self.column is not None, self.constant is not None, self.template is not None]
        if sum(given) != 1:
            raise ValueError("give exactly one of column, constant, template")
        if self.date is not None and self.date not in FORMATS:
            raise ValueError(f"date format must be one of {', '.join(FORMATS)}")
        return self


class CustomSource(Source):
    """A creditor's own column, kept as the fact `custom.<key>`."""

    type: CustomType = "text"
    label: str | None = None


class Join(Part):
    """This file's rows belong to rows of another: its column equals a column there."""

    column: str
    to: str

    @field_validator("to")
    @classmethod
    def _file_and_column(cls, value: str) -> str:
        if "." not in value:
            raise ValueError("write it as file.column")
        return value

    @property
    def file(self) -> str:
        return self.to.split(".", 1)[0]

    @property
    def other_column(self) -> str:
        return self.to.split(".", 1)[1]


class FileMapping(Part):
    """One file of an import. `match` is a pattern for its name, needed where there are several."""

    name: str = "file"
    match: str | None = None
    format: Format = Format()
    join: Join | None = None
    fields: dict[str, Source] = Field(default_factory=dict)
    custom: dict[str, CustomSource] = Field(default_factory=dict)

    @field_validator("custom")
    @classmethod
    def _plain_keys(cls, value: dict[str, CustomSource]) -> dict[str, CustomSource]:
        for key in value:
            if not key.isidentifier() or key != key.lower() or not key.isascii() or len(key) > 60:
                raise ValueError(f"custom key {key!r} must be lower case letters, digits and _")
        return value


class Mapping(Part):
    """The whole document of a creditor, of one kind of import."""

    mapping: Literal[1] = 1
    kind: Literal["debts", "payments"] = "debts"
    country: str = Field(default="ES", pattern=r"^[A-Z]{2}$")
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    files: tuple[FileMapping, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_once(self) -> Mapping:
        names = [each.name for each in self.files]
        if len(set(names)) != len(names):
            raise ValueError("each file needs a name of its own")
        for each in self.files:
            if each.join and each.join.file not in names:
                raise ValueError(f"{each.name} joins {each.join.file!r}, which is no file of this mapping")
        return self

    @property
    def main(self) -> FileMapping:
        """The file whose rows are counted: the one that others are joined to."""
        return next(each for each in self.files if each.join is None)

    def part_for(self, file_name: str) -> FileMapping | None:
        """The part whose pattern matches a file's name; with one part, that one."""
        if len(self.files) == 1:
            return self.files[0]
        return next((each for each in self.files if fnmatch(file_name, each.match or each.name + ".*")), None)
