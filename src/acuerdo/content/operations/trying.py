"""A finished text sent to the one who wrote it, to see it in a real mailbox."""

from datetime import datetime

from django.core.mail import EmailMultiAlternatives

from acuerdo.content.models import Template
from acuerdo.content.operations.templates import tell
from acuerdo.kernel.audit import Actor


def send_test(*, template_id: int, to: str, subject: str, html: str, text: str, actor: Actor, now: datetime) -> None:
    """Send a text, made with sample values, to a member of staff by the mail server for staff.

    It is no message to a debtor: no gate, no outbox, no tracking; only the audit log tells of it. Raises what the mail
    server raises, and then nothing is written.
    """
    mail = EmailMultiAlternatives(subject=" ".join(subject.split()), body=text, to=[to])
    mail.attach_alternative(html, "text/html")
    mail.send()
    tell("tried", Template.objects.get(pk=template_id), actor=actor, now=now)
