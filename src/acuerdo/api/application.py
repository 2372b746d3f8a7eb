"""The API of version 1: who may call, what is wrong with a call, and its own description (OpenAPI)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from acuerdo.api.access import Token, unknown_token
from acuerdo.api.problems import Fault, Problem, Refusal, answer_of
from acuerdo.api.strategies.views import router as strategies


class Application(NinjaAPI):
    """Ninja, with the shape of our refusals in the description."""

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = schema["components"]["schemas"]
        parts.update({**problem.pop("$defs"), "Problem": problem})
        return schema


api = Application(
    title="Acuerdo",
    version="1",
    description="What other systems may ask of Acuerdo. Every call carries a token; every refusal says why, where "
    "and what to do about it.",
    urls_namespace="api:v1",
    auth=Token(),
)
api.add_router("/strategies", strategies)


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return answer_of(refusal)


@api.exception_handler(AuthenticationError)
def on_stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return answer_of(unknown_token())


@api.exception_handler(ValidationError)
def on_wrong_call(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name each part of the call that is wrong; what was given is not repeated, it may be about a person."""
    faults = [Fault(place=_place(each["loc"]), detail=each["msg"]) for each in error.errors]
    return answer_of(
        Refusal(
            422,
            "wrong-call",
            title=gettext("The call is not as it should be."),
            detail=gettext("Nothing was done. “errors” says what is wrong where."),
            remedy=gettext("Correct these places; the description of the API says what goes there."),
            faults=faults,
        )
    )


@api.exception_handler(HttpError)
def on_unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return answer_of(
        Refusal(
            400,
            "not-json",
            title=gettext("The body cannot be read."),
            detail=gettext("It is not JSON in UTF-8."),
            remedy=gettext("Send JSON, with “Content-Type: application/json”."),
        )
    )


@api.exception_handler(RequestDataTooBig)
def on_too_much(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return answer_of(
        Refusal(
            413,
            "too-large",
            title=gettext("The body is too large."),
            detail=gettext("A call may have five megabytes."),
            remedy=gettext("Send it in several calls, each with an idempotency key of its own."),
        )
    )


def _place(parts: tuple[str | int, ...]) -> str:
    """Where in the call, without the name that only our own code gives to the body."""
    place, *rest = parts
    return ".".join(str(part) for part in (place, *(rest[1:] if place == "body" else rest)))
