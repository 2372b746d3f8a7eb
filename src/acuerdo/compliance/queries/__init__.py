"""Reads of compliance: the gate's answers, permissions, holds, and why a contact was made."""

from acuerdo.compliance.queries.allowance import Allowance, contact_allowed_now
from acuerdo.compliance.queries.consistency import CONSISTENCY
from acuerdo.compliance.queries.judging import Judged, contacts_of, judge_apart, judge_intents
from acuerdo.compliance.queries.pack_files import PackLine, PackRule, PackStory, UsedVersion, pack_lines, pack_story
from acuerdo.compliance.queries.packs import Binding, bindings_of, packs_of
from acuerdo.compliance.queries.permission import (
    Permission,
    SaidOfPoint,
    active_holds,
    channels_of,
    consent_history,
    mask_of,
    permission_of,
    said_of_points,
    wishes_of,
)
from acuerdo.compliance.queries.verdicts import Reason, VerdictStory, verdict_stories
from acuerdo.compliance.queries.wording import citation_words

__all__ = [
    "CONSISTENCY",
    "Allowance",
    "Binding",
    "Judged",
    "PackLine",
    "PackRule",
    "PackStory",
    "Permission",
    "Reason",
    "SaidOfPoint",
    "UsedVersion",
    "VerdictStory",
    "active_holds",
    "bindings_of",
    "channels_of",
    "citation_words",
    "consent_history",
    "contact_allowed_now",
    "contacts_of",
    "judge_apart",
    "judge_intents",
    "mask_of",
    "pack_lines",
    "pack_story",
    "packs_of",
    "permission_of",
    "said_of_points",
    "verdict_stories",
    "wishes_of",
]
