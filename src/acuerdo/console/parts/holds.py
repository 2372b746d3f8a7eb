"""Reasons to stop contact, in the reader's words. The codes are those of the policy packs."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HOLDS: Mapping[str, Promise] = {
    "dispute_opened": _("Dispute"),
    "vulnerability_declared": _("Vulnerable person"),
    "hardship_declared": _("Cannot pay now"),
    "concurso_declared": _("Insolvency proceedings"),
    "complaint_submitted_to_adr": _("Complaint to a mediator"),
    "abusive_clause_prior_claim": _("Claim about an abusive clause"),
    "breathing_space": _("Breathing space"),
    "attorney_represented": _("Has a lawyer"),
    "deceased": _("Has died"),
    "identity_theft_reported": _("Identity theft reported"),
    "house_hold": _("Stopped by us"),
    "written_dispute_or_creditor_request": _("Dispute in writing"),
    "served_in_collection_lawsuit_or_insolvency": _("Sued or insolvent"),
    "any_not_named": _("Any other stop"),
}
# What staff may place by hand, in the order people need it.
BY_HAND = (
    "dispute_opened",
    "vulnerability_declared",
    "complaint_submitted_to_adr",
    "concurso_declared",
    "attorney_represented",
    "deceased",
    "identity_theft_reported",
    "house_hold",
)


def hold_label(event: str) -> str:
    """A hold's reason; an unknown one keeps its code."""
    return str(HOLDS.get(event, event.replace("_", " ")))
