"""Words of the rule form: how conditions combine and compare, and the groups of facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

JOINS = (("all", _("All of these are true")), ("any", _("Any of these is true")), ("none", _("None of these is true")))
OPERATOR_LABELS: Mapping[str, Any] = {
    "=": _("is"),
    "!=": _("is not"),
    "<": _("is less than"),
    "<=": _("is at most"),
    ">": _("is more than"),
    ">=": _("is at least"),
    "between": _("is between"),
    "in": _("is one of"),
    "not_in": _("is none of"),
    "contains": _("contains"),
    "starts_with": _("starts with"),
    "is_set": _("is known"),
    "is_not_set": _("is not known"),
    "within_last_days": _("is within the last … days"),
    "within_next_days": _("is within the next … days"),
}
DATE_LABELS: Mapping[str, Any] = {
    "<": _("is before"),
    "<=": _("is on or before"),
    ">": _("is after"),
    ">=": _("is on or after"),
}


IN_IT, NOT_IN_IT = "in_it", "not_in_it"
REFERENCE_LABELS = {
    "segment": ((IN_IT, _("selects the case")), (NOT_IN_IT, _("does not select the case"))),
    "list": ((IN_IT, _("holds the person")), (NOT_IN_IT, _("does not hold the person"))),
}
GROUP_LABELS: Mapping[str, Any] = {
    "case": _("Case"),
    "debtor": _("Debtor"),
    "debt": _("Debt"),
    "contacts": _("Ways to reach"),
    "contact": _("Ways to reach"),
    "compliance": _("Holds and consent"),
    "payments": _("Payments"),
    "payment": _("Payments"),
    "offer": _("Offer"),
    "promise": _("Promises"),
    "promises": _("Promises"),
    "engagement": _("Response"),
    "behaviour": _("Behaviour"),
    "tone": _("What suits them"),
    "channel": _("What suits them"),
    "hour": _("What suits them"),
    "risk": _("Risk"),
    "custom": _("Own columns"),
    "creditor": _("Creditor"),
}
