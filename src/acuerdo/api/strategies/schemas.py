"""What a call that lets cases in says, and what it is told."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

MOST_CASES = 5_000

# Signs that no file of ours can hold either; PostgreSQL refuses the first of them.
Reference = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]+$")]
CaseNumber = Annotated[int, Field(ge=1, lt=2**63)]


class EntriesIn(BaseModel):
    """Cases of one creditor: by their numbers, or by the creditor's own references of the debtors."""

    model_config = ConfigDict(extra="forbid")

    creditor: Reference = Field(description="Reference of the creditor.", examples=["lumen-energia"])
    cases: list[CaseNumber] | None = Field(
        default=None, min_length=1, max_length=MOST_CASES, description="Numbers of cases.", examples=[[1201, 1202]]
    )
    debtors: list[Reference] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_CASES,
        description="References of debtors; the open case of each is meant.",
        examples=[["C-000123"]],
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.cases is None) == (self.debtors is None):
            raise PydanticCustomError("cases_or_debtors", "give either cases or debtors")
        return self


Reason = Literal[
    "unknown_case",
    "unknown_debtor",
    "no_open_case",
    "already_inside",
    "in_another_strategy",
    "was_here",
    "closed",
    "paid",
    "held",
    "opted_out_all",
    "not_today",
    "not_by_rule",
]


class Entry(BaseModel):
    """What became of one case, in the order asked; `debtor` if it was asked for by that."""

    case: int | None
    debtor: str | None
    entered: bool
    reason: Reason | None = Field(description="Why it did not enter; stays the same for good, programs may rely on it.")
    detail: str | None = Field(description="The reason in words.")


class EntriesOut(BaseModel):
    """What became of all of them."""

    strategy: str
    creditor: str
    asked: int
    entered: int
    entries: list[Entry]
