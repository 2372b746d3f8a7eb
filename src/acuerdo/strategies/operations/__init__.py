"""Writes of the strategies context, one verb per function."""

from acuerdo.strategies.operations.advancing import Advanced, advance_batch, advance_due
from acuerdo.strategies.operations.authoring import (
    CannotPublish,
    CannotSaveDraft,
    Published,
    create_strategy,
    publish_strategy,
    save_draft,
)
from acuerdo.strategies.operations.enrolling import enrol_due
from acuerdo.strategies.operations.halting import CannotHalt, pause_strategy, resume_strategy, stop_strategy
from acuerdo.strategies.operations.waking import wake, wake_people

__all__ = [
    "Advanced",
    "CannotHalt",
    "CannotPublish",
    "CannotSaveDraft",
    "Published",
    "advance_batch",
    "advance_due",
    "create_strategy",
    "enrol_due",
    "pause_strategy",
    "publish_strategy",
    "resume_strategy",
    "save_draft",
    "stop_strategy",
    "wake",
    "wake_people",
]
