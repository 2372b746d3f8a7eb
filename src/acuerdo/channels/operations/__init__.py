"""Writes of messages: queue, claim, send, record; links, answers, bounces; what a person settles or takes back."""

from acuerdo.channels.operations.calls import queue_calls, send_calls
from acuerdo.channels.operations.claiming import Claim, Claimed, Recovered, claim, give_back, recover_orphans, set_rate
from acuerdo.channels.operations.dispatch import Dispatcher, DispatchLoop
from acuerdo.channels.operations.happenings import Happening, record_events
from acuerdo.channels.operations.inbound import Reply, last_message_to, receive_bounce, receive_reply
from acuerdo.channels.operations.links import (
    LinkRefused,
    LinkTarget,
    open_link,
    record_opening,
    resolve_link,
    target_of,
    unsubscribe,
)
from acuerdo.channels.operations.queueing import queue_messages
from acuerdo.channels.operations.settling import NotUncertain, NotWaiting, mark_not_sent, mark_sent, withdraw
from acuerdo.channels.operations.trials import CannotSendTrial, Trial, send_trial

__all__ = [
    "CannotSendTrial",
    "Claim",
    "Claimed",
    "DispatchLoop",
    "Dispatcher",
    "Happening",
    "LinkRefused",
    "LinkTarget",
    "NotUncertain",
    "NotWaiting",
    "Recovered",
    "Reply",
    "Trial",
    "claim",
    "give_back",
    "last_message_to",
    "mark_not_sent",
    "mark_sent",
    "open_link",
    "queue_calls",
    "queue_messages",
    "receive_bounce",
    "receive_reply",
    "record_events",
    "record_opening",
    "recover_orphans",
    "resolve_link",
    "send_calls",
    "send_trial",
    "set_rate",
    "target_of",
    "unsubscribe",
    "withdraw",
]
