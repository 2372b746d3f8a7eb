"""What staff fills in on a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from acuerdo.cases.enums import CallOutcome, TaskKind
from acuerdo.console.parts.amounts import AmountField
from acuerdo.console.parts.holds import BY_HAND, hold_label
from acuerdo.payments.enums import Method


def _date(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def start_of(day: date, *, hour: int = 9) -> datetime:
    """A day that somebody picked, as an instant: nine in the morning at the office."""
    return datetime.combine(day, time(hour), tzinfo=timezone.get_current_timezone())


class ViewForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}))


class TaskForm(forms.Form):
    title = forms.CharField(label=_("What is to be done"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=TaskKind.choices)
    day = _date(_("By"))


class CallForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What happened"), choices=CallOutcome.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What was said"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    call_back_on = _date(_("Call back on"), required=False, help_text=_("Makes a task for that day."))


class PromiseForm(forms.Form):
    amount = AmountField(label=_("Amount"))
    due_date = _date(_("By"))


class PaymentForm(forms.Form):
    amount = AmountField(label=_("Amount"))
    received_on = _date(_("Received on"))
    method = forms.ChoiceField(label=_("Method"), choices=Method.choices, initial=Method.TRANSFER.value)
    reference = forms.CharField(
        label=_("Reference"),
        max_length=100,
        help_text=_("As on the bank statement. The same reference is never recorded twice."),
    )


class HoldForm(forms.Form):
    event = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(
        label=_("What is known"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    until = _date(_("Ends on"), required=False, help_text=_("Leave empty if somebody has to lift it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["event"]).choices = [(event, hold_label(event)) for event in BY_HAND]


class LiftForm(forms.Form):
    reason = forms.CharField(label=_("Why it ends"), max_length=200)


SAID = [("agrees", _("Agrees to be contacted there")), ("refuses", _("Wants nothing there, or takes consent back"))]
PURPOSES = [("collection", _("About the debt")), ("marketing", _("Offers of something new"))]
SOURCES = [
    ("call", _("On the phone")),
    ("email", _("By e-mail")),
    ("sms", _("By SMS")),
    ("letter", _("By letter")),
    ("in_person", _("In person")),
    ("contract", _("Signed in the contract or a form")),
]


def purpose_label(purpose: str) -> str:
    """What people are contacted for, in words."""
    return str(dict(PURPOSES).get(purpose, purpose))


# What people do without an agent.
_BY_THEMSELVES = [
    ("portal", _("On their page")),
    ("sms_stop", _("By answering STOP to an SMS")),
    ("unsubscribe", _("By the link in a message")),
]


def source_label(source: str) -> str:
    """How a person said something, in words; a source that nobody here knows keeps its code."""
    return str(dict([*SOURCES, *_BY_THEMSELVES]).get(source, source))


class ConsentForm(forms.Form):
    """What the person said of one address, for one purpose, and what proves it."""

    point = forms.ChoiceField(label=_("Address or number"))
    purpose = forms.ChoiceField(label=_("What for"), choices=PURPOSES)
    said = forms.ChoiceField(label=_("What they said"), choices=SAID, widget=forms.RadioSelect)
    source = forms.ChoiceField(label=_("How they said it"), choices=SOURCES)
    said_on = _date(_("When"))
    wording = forms.CharField(
        label=_("In which words"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("As they said or wrote it, or where it can be read. Kept as proof."),
    )  # fmt: skip

    def __init__(self, *args: Any, points: Sequence[tuple[str, str]] = (), today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        cast(forms.ChoiceField, self.fields["point"]).choices = list(points)

    def clean_said_on(self) -> date:
        """Nobody has said anything tomorrow."""
        day: date = self.cleaned_data["said_on"]
        if day > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        return day


OUTCOMES = [
    ("owed", _("The debt is owed as it stands")),
    ("corrected", _("The amount was corrected")),
    ("not_owed", _("The debt is not owed; the creditor takes it off")),
    ("withdrawn", _("The person took it back")),
]


class DisputeForm(forms.Form):
    """What came of a dispute; the words become the answer that is noted on the case."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=OUTCOMES, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What you found"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept as a note. The stop on contact ends and the debts are disputed no more."),
    )  # fmt: skip

    def answer(self) -> str:
        """The outcome and the words as one note."""
        outcome = dict(OUTCOMES)[self.cleaned_data["outcome"]]
        return f"{outcome}. {self.cleaned_data['text']}"


class MessageForm(forms.Form):
    template = forms.ChoiceField(label=_("Template"))
    point = forms.ChoiceField(label=_("To"))

    def __init__(
        self,
        *args: Any,
        templates: Sequence[tuple[str, str]] = (),
        points: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.templates, self.points = templates, points
        cast(forms.ChoiceField, self.fields["template"]).choices = list(templates)
        cast(forms.ChoiceField, self.fields["point"]).choices = list(points)
