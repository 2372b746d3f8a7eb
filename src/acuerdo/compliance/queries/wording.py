"""What each kind of rule looks at, in plain words, for debtors and agents alike."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_PASSED = {
    "time_window": _("The hour was within the hours allowed."),
    "frequency_cap": _("There had not been too many contacts."),
    "channel_cap": _("No other channel had been used in that time."),
    "cooldown": _("Enough days had passed since the last conversation."),
    "consent": _("This channel had been agreed to."),
    "opt_out": _("This channel had not been refused."),
    "cease": _("There was no request to stop all contact."),
    "hold": _("Nothing stopped contact, such as a dispute or a complaint."),
    "third_party": _("The person contacted may be spoken to about the debt."),
    "place": _("The place was one where contact is allowed."),
}
_FAILED = {
    "time_window": _("Outside the hours allowed."),
    "frequency_cap": _("As many contacts as are allowed have been made."),
    "channel_cap": _("Another channel has been used in this time."),
    "cooldown": _("Too soon after the last conversation."),
    "consent": _("This channel has not been agreed to."),
    "opt_out": _("This channel has been refused."),
    "cease": _("There is a request to stop all contact."),
    "hold": _("Contact is stopped, for instance by a dispute or a complaint."),
    "third_party": _("This person may not be spoken to about the debt."),
    "place": _("Contact is not allowed at this place."),
    "gate": _("Something about this contact is not known, so it is refused."),
}

# Texts of ours that stand where a rule follows no statute. Statutes are cited as they are called.
_OWN = {
    "Operator default; no statutory number exists": _("Our own limit: no law names a number"),
    "Operator rule: a person who says stop is not contacted, whether or not a statute says so": _(
        "Our own rule: who asks us to stop is not contacted, whether or not a law says so"
    ),
}


def citation_words(citation: str) -> str:
    """A text behind a rule: ours in the active language, others as they stand."""
    return str(_OWN.get(citation, citation))


def rule_words(kind: str, *, has_passed: bool) -> str:
    """One sentence in the active language; of an unknown kind, its name."""
    return str((_PASSED if has_passed else _FAILED).get(kind, kind))
