"""Writes of the payments context, one verb per function."""

from acuerdo.payments.operations.intents import CannotStartPayment, Started, receive_webhook, start_payment
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
    "CannotPromise",
    "CannotRecordPayment",
    "CannotStartPayment",
    "Recorded",
    "Started",
    "check_promises",
    "make_promise",
    "receive_webhook",
    "record_payment",
    "record_payments",
    "start_payment",
    "withdraw_promise",
]
