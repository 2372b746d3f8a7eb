"""Writes of the strategies context, one verb per function."""

from acuerdo.strategies.operations.admitting import CannotEnrol, Enrolled, enrol_by_api
from acuerdo.strategies.operations.advancing import (
    Advanced,
    advance_batch,
    advance_due,
    advance_on_time,
    advance_woken,
)
from acuerdo.strategies.operations.authoring import (
    CannotPublish,
    CannotSaveDraft,
    Published,
    create_strategy,
    publish_strategy,
    roll_back_strategy,
    save_draft,
)
from acuerdo.strategies.operations.enrolling import enrol_due
from acuerdo.strategies.operations.halting import (
    CannotHalt,
    archive_strategy,
    delete_strategy,
    pause_strategy,
    resume_strategy,
    stop_strategy,
)
from acuerdo.strategies.operations.knocking import admit_knockers, knock, knock_people
from acuerdo.strategies.operations.moving import MovedBatch, finish_move, move_batch
from acuerdo.strategies.operations.waking import wake, wake_people

__all__ = [
    "Advanced",
    "CannotEnrol",
    "CannotHalt",
    "CannotPublish",
    "CannotSaveDraft",
    "Enrolled",
    "MovedBatch",
    "Published",
    "admit_knockers",
    "advance_batch",
    "advance_due",
    "advance_on_time",
    "advance_woken",
    "archive_strategy",
    "create_strategy",
    "delete_strategy",
    "enrol_by_api",
    "enrol_due",
    "finish_move",
    "knock",
    "knock_people",
    "move_batch",
    "pause_strategy",
    "publish_strategy",
    "resume_strategy",
    "roll_back_strategy",
    "save_draft",
    "stop_strategy",
    "wake",
    "wake_people",
]
