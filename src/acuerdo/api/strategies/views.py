"""Letting cases into a strategy whose entry is by API."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext
from ninja import Header, Path, Router

from acuerdo.api.access import CallerRequest, demand, not_for_creditor
from acuerdo.api.operations import KeyReused, answer_once
from acuerdo.api.problems import Refusal, documented
from acuerdo.api.strategies.entries import asked_for, told
from acuerdo.api.strategies.schemas import EntriesIn, EntriesOut
from acuerdo.kernel import clock
from acuerdo.portfolio.queries import creditor_by_reference
from acuerdo.staff.enums import TokenPermission
from acuerdo.strategies.operations import CannotEnrol, enrol_by_api

router = Router(tags=["Strategies"])

Key = Annotated[str, Path(description="Key of the strategy.", min_length=1, max_length=60)]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="A name of your own for this call. The same call again under it does nothing and gets the same "
        "answer, for a week.",
    ),
]


@router.post(
    "/{slug:key}/entries",
    response=EntriesOut,
    operation_id="enter_strategy",
    summary="Let cases into a strategy",
    openapi_extra={"responses": documented(400, 401, 403, 404, 409, 413, 422, 429)},
)
def enter_strategy(
    request: CallerRequest, response: HttpResponse, key: Key, entries: EntriesIn, idempotency_key: IdempotencyKey
) -> dict[str, Any]:
    """Up to five thousand cases of one creditor. Those who may enter do; of each of the others the answer says why not.

    The strategy must be live, and its entry by API. The token needs the permission to let cases into strategies.
    """
    caller = request.auth
    demand(caller, TokenPermission.ENTER_STRATEGIES)
    creditor = creditor_by_reference(entries.creditor)
    if creditor is None or creditor.pk not in caller.creditor_ids:
        raise not_for_creditor(entries.creditor)
    now = clock.now()

    def act() -> dict[str, Any]:
        asked = asked_for(entries, creditor_id=creditor.pk)
        case_ids = [each.case for each in asked if each.case is not None]
        done = enrol_by_api(strategy_key=key, creditor_id=creditor.pk, case_ids=case_ids, actor=caller.actor, now=now)
        return told(asked, done, strategy=key, creditor=entries.creditor).model_dump()

    digest = hashlib.sha256(f"{key}\n{entries.model_dump_json()}".encode()).hexdigest()
    try:
        answered = answer_once(token_id=caller.id, key=idempotency_key, digest=digest, act=act, now=now)
    except CannotEnrol as refusal:
        raise _cannot_enter(str(refusal), key) from None
    except KeyReused:
        raise _key_reused() from None
    if answered.is_repeat:
        response["Idempotent-Replayed"] = "true"
    return answered.body


def _cannot_enter(reason: str, key: str) -> Refusal:
    if reason == "unknown":
        return Refusal(
            404,
            "unknown-strategy",
            title=gettext("There is no such strategy."),
            detail=gettext("No strategy “%(key)s” is for this creditor.") % {"key": key},
            remedy=gettext("Check the key; the console shows it under the strategy's name."),
        )
    if reason == "not_live":
        return Refusal(
            409,
            "strategy-not-live",
            title=gettext("The strategy is not live."),
            detail=gettext("“%(key)s” is a draft, paused or stopped; nobody comes in.") % {"key": key},
            remedy=gettext("Publish or resume it in the console, then send the same call again."),
        )
    return Refusal(
        409,
        "entry-not-by-api",
        title=gettext("Cases do not come into this strategy by API."),
        detail=gettext("The entry of “%(key)s” is by a rule, an event or at fixed times.") % {"key": key},
        remedy=gettext("Choose “when another system says so” in its entry step, and publish it."),
    )


def _key_reused() -> Refusal:
    return Refusal(
        422,
        "idempotency-key-reused",
        title=gettext("The idempotency key was used for another call."),
        detail=gettext("A call with this key came before and said something else."),
        remedy=gettext("Use a new key for each new call; repeat a key only with the very same call."),
    )
