"""Writes of the payments context, one verb per function."""

from acuerdo.payments.operations.intents import CannotStartPayment, Started, receive_webhook, start_payment
from acuerdo.payments.operations.offers import (
    Agreed,
    CannotAcceptOffer,
    accept_offer,
    expire_offers,
    make_offers,
    withdraw_offer,
)
from acuerdo.payments.operations.promises import CannotPromise, check_promises, make_promise, withdraw_promise
from acuerdo.payments.operations.recording import (
    COLUMNS,
    CannotRecordPayment,
    Recorded,
    record_payment,
    record_payments,
)

__all__ = [
    "COLUMNS",
    "Agreed",
    "CannotAcceptOffer",
    "CannotPromise",
    "CannotRecordPayment",
    "CannotStartPayment",
    "Recorded",
    "Started",
    "accept_offer",
    "check_promises",
    "expire_offers",
    "make_offers",
    "make_promise",
    "receive_webhook",
    "record_payment",
    "record_payments",
    "start_payment",
    "withdraw_offer",
    "withdraw_promise",
]
