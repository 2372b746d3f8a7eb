"""Entries of the audit log in words. What has none is shown by its code, which is always shown beside."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ACTIONS: Mapping[str, object] = {
    "cases.case.opened": _("Case opened"),
    "cases.case.closed": _("Case closed"),
    "cases.case.assigned": _("Case assigned"),
    "cases.dispute.resolved": _("Dispute answered"),
    "cases.list.exported": _("List exported"),
    "cases.message.sent_by_hand": _("Message sent by hand"),
    "cases.note.added": _("Note added"),
    "cases.task.completed": _("Task done"),
    "channels.call.key_rotated": _("Signing key renewed"),
    "channels.call.retried": _("Call of another system tried again"),
    "channels.message.settled": _("Uncertain message accounted for"),
    "channels.message.withdrawn": _("Message withdrawn before it left"),
    "compliance.consent.granted": _("Consent given"),
    "compliance.consent.withdrawn": _("Consent withdrawn"),
    "compliance.consent.opted_out": _("Opted out"),
    "compliance.consent.opted_in": _("Opted in again"),
    "compliance.consent.ceased": _("Asked to cease"),
    "compliance.consent.resumed": _("Contact resumed"),
    "compliance.hold.placed": _("Hold placed"),
    "compliance.hold.lifted": _("Hold lifted"),
    "compliance.hold.expired": _("Hold ended"),
    "compliance.permission.changed": _("Contact wishes changed"),
    "content.asset.added": _("Image added"),
    "content.template.archived": _("Template archived"),
    "content.template.created": _("Template created"),
    "content.template.edited": _("Template edited"),
    "content.template.published": _("Template published"),
    "content.template.restored": _("Template version restored"),
    "content.template.tried": _("Template sent as a test"),
    "content.template.variant_copied": _("Text copied to another language or tone"),
    "payments.intent.started": _("Payment begun"),
    "payments.intent.approved": _("Payment approved"),
    "payments.intent.declined": _("Payment declined"),
    "payments.intent.abandoned": _("Payment abandoned"),
    "payments.offer.made": _("Offer made"),
    "payments.offer.accepted": _("Offer accepted"),
    "payments.offer.settled": _("Offer fulfilled"),
    "payments.offer.withdrawn": _("Offer withdrawn"),
    "payments.offer.expired": _("Offer expired"),
    "payments.payment.recorded": _("Payment recorded"),
    "payments.promise.made": _("Promise recorded"),
    "payments.promise.withdrawn": _("Promise withdrawn"),
    "portfolio.access.granted": _("Creditor opened to somebody"),
    "portfolio.access.withdrawn": _("Creditor closed to somebody"),
    "portfolio.contact_point.changed": _("Contact point changed"),
    "portfolio.creditor.created": _("Creditor created"),
    "portfolio.creditor.updated": _("Creditor changed"),
    "portfolio.debtor.changed": _("Person changed"),
    "portfolio.import.uploaded": _("File uploaded"),
    "portfolio.import.mapped": _("Columns mapped"),
    "portfolio.import.registered": _("Import registered"),
    "portfolio.import.queued": _("Import started"),
    "portfolio.import.done": _("Import done"),
    "portfolio.import.undone": _("Import undone"),
    "portfolio.mapping.saved": _("Mapping saved"),
    "portfolio.own_values.set": _("Own values set"),
    "segments.list.created": _("List created"),
    "segments.list.extended": _("People added to a list"),
    "segments.list.replaced": _("People of a list replaced"),
    "segments.list.archived": _("List archived"),
    "segments.segment.created": _("Segment created"),
    "segments.segment.updated": _("Segment changed"),
    "segments.segment.archived": _("Segment archived"),
    "simulation.demo.filled": _("Demo filled"),
    "staff.member.created": _("Member of staff created"),
    "staff.member.invited": _("Member of staff invited"),
    "staff.member.access_opened": _("Access opened"),
    "staff.member.access_closed": _("Access closed"),
    "staff.member.preferences_set": _("Preferences changed"),
    "staff.member.role_changed": _("Role changed"),
    "staff.member.scope_changed": _("Creditors of a member of staff changed"),
    "staff.token.created": _("API token created"),
    "staff.token.revoked": _("API token revoked"),
    "strategies.strategy.created": _("Strategy created"),
    "strategies.strategy.draft_saved": _("Draft of a strategy saved"),
    "strategies.strategy.published": _("Strategy published"),
    "strategies.strategy.paused": _("Strategy paused"),
    "strategies.strategy.resumed": _("Strategy resumed"),
    "strategies.strategy.stopped": _("Strategy stopped"),
    "strategies.strategy.archived": _("Strategy archived"),
    "strategies.strategy.deleted": _("Strategy deleted"),
    "strategies.strategy.enrolled": _("Cases let into a strategy"),
    "strategies.strategy.moved": _("Cases moved to a new version"),
}

OBJECTS: Mapping[str, object] = {
    "cases.case": _("Case"),
    "cases.list": _("Cases"),
    "cases.note": _("Note"),
    "cases.task": _("Task"),
    "channels.message": _("Message"),
    "compliance.hold": _("Hold"),
    "compliance.permission": _("Contact wishes"),
    "content.asset": _("Image"),
    "content.template": _("Template"),
    "payments.intent": _("Payment attempt"),
    "payments.offer": _("Offer"),
    "payments.payment": _("Payment"),
    "payments.promise": _("Promise"),
    "portfolio.contactpoint": _("Contact point"),
    "portfolio.creditor": _("Creditor"),
    "portfolio.debtor": _("Person"),
    "portfolio.import": _("Import"),
    "segments.list": _("List"),
    "segments.segment": _("Segment"),
    "simulation.demo": _("Demo"),
    "staff.apitoken": _("API token"),
    "staff.user": _("Member of staff"),
    "strategies.strategy": _("Strategy"),
}


def action_words(action: str) -> str:
    """What was done; "" if it is known by its code only."""
    return str(ACTIONS.get(action, ""))


def actor_words(kind: str, name: str) -> str:
    """Who did it; without a name, what they are. Debtors are named by number only, and their name says no more."""
    words = {
        "user": gettext("Staff"),
        "debtor": gettext("Debtor"),
        "import": gettext("Import"),
        "token": gettext("Another system"),
        "system": gettext("The system"),
    }
    return words["debtor"] if kind == "debtor" else name or words.get(kind, kind)


def object_words(obj_type: str) -> str:
    """What it was done to, with its code where there is no word."""
    return str(OBJECTS.get(obj_type.lower(), obj_type))
