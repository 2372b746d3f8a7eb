"""What is wrong with a rule, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from acuerdo.segments.rules import Fault

_WORDS: Mapping[str, Any] = {
    "unknown_fact": _("There is no fact “%(name)s” any more. Choose another one, or remove the condition."),
    "unknown_operator": _("Choose how to compare “%(name)s”."),
    "wrong_operator": _("“%(name)s” cannot be compared like this. Choose another comparison."),
    "bad_value": _("The value is missing or does not fit."),
    "too_large": _("The rule has too many conditions. Make a segment of a part of it."),
    "too_deep": _("Groups are nested too deeply."),
    "unknown_segment": _(
        "There is no segment “%(name)s” for this creditor. It may have been archived: choose another one."
    ),
    "unknown_list": _("There is no list “%(name)s” for this creditor. It may have been archived: choose another one."),
    "segment_circle": _("The segment “%(name)s” leads back to this one. Choose another one."),
    "faulty_segment": _("The segment “%(name)s” has a fault of its own. Correct it first."),
    "key_taken": _("There is a segment of this name already."),
    "bad_document": _("The rule cannot be read."),
    "changed_meanwhile": _(
        "%(name)s saved this segment meanwhile. Open it again to see what changed; yours is still below."
    ),
}


def fault_words(fault: Fault) -> str:
    """Say a fault of a rule; one that nobody here knows is told as it is."""
    words = _WORDS.get(fault.code)
    return fault.message if words is None else str(words) % {"name": fault.fact}
