"""What goes wrong, as RFC 9457 problem details: what, why, where in the call, and what to do about it.

`type` is fixed for good, programs may rely on it; title, detail and remedy are for people, in the language asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One thing that is wrong with a call."""

    place: str = Field(examples=["body.debtors.3"])
    detail: str


class Problem(BaseModel):
    """Why a call was not carried out; nothing was changed."""

    type: str = Field(examples=["urn:acuerdo:problem:strategy-not-live"])
    title: str
    status: int
    detail: str
    remedy: str
    errors: list[Fault] = Field(default_factory=list)


class Refusal(Exception):
    """A call that is not carried out: raised by views, answered as a problem."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        title: str,
        detail: str,
        remedy: str,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.headers = dict(headers or {})
        self.problem = Problem(
            type=f"urn:acuerdo:problem:{code}",
            title=title,
            status=status,
            detail=detail,
            remedy=remedy,
            errors=list(faults),
        )


def answer_of(refusal: Refusal) -> HttpResponse:
    """The problem as a response."""
    problem = refusal.problem
    return HttpResponse(
        problem.model_dump_json(), status=problem.status, content_type=MEDIA_TYPE, headers=refusal.headers
    )


def documented(*statuses: int) -> dict[str, Any]:
    """What the description of the API says about these refusals."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {str(status): {"description": _MEANINGS[status], "content": {MEDIA_TYPE: {"schema": schema}}}
            for status in statuses}  # fmt: skip


_MEANINGS = {
    400: "The body is not JSON.",
    401: "The token is missing, unknown, expired or revoked.",
    403: "The token is not for this act, or not for this creditor.",
    404: "There is no such strategy for this creditor.",
    409: "The strategy does not take cases in by API now.",
    413: "The body is too large.",
    422: "A part of the call is missing or wrong; `errors` says which, or its idempotency key was used before.",
    429: "Too many calls in this minute; `Retry-After` says how many seconds to wait.",
}
