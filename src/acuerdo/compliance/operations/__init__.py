"""Writes of compliance: slots in the ledger of contacts, holds, acts of consent."""

from acuerdo.compliance.operations.consent import (
    cease,
    grant_consent,
    opt_in,
    opt_out,
    prefer_channel,
    resume,
    revoke_links,
    set_hours,
    withdraw_consent,
)
from acuerdo.compliance.operations.consent_at import NoSuchPoint, agree_at, refuse_at
from acuerdo.compliance.operations.holds import (
    CannotLiftHold,
    expire_holds,
    lift_hold,
    lift_holds,
    place_hold,
    place_holds,
)
from acuerdo.compliance.operations.ledger import (
    confirm,
    judge_again,
    judge_and_reserve,
    mark_uncertain,
    record_conversation,
    record_inbound,
    release,
)
from acuerdo.compliance.operations.permission_row import Proof

__all__ = [
    "CannotLiftHold",
    "NoSuchPoint",
    "Proof",
    "agree_at",
    "cease",
    "confirm",
    "expire_holds",
    "grant_consent",
    "judge_again",
    "judge_and_reserve",
    "lift_hold",
    "lift_holds",
    "mark_uncertain",
    "opt_in",
    "opt_out",
    "place_hold",
    "place_holds",
    "prefer_channel",
    "record_conversation",
    "record_inbound",
    "refuse_at",
    "release",
    "resume",
    "revoke_links",
    "set_hours",
    "withdraw_consent",
]
