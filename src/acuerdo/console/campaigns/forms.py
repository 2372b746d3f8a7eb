"""A campaign as a form: who, when, and one row for each thing that happens on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from acuerdo.console.strategies.canvas_forms import TitleField
from acuerdo.segments.rules import InSegment, Rule
from acuerdo.strategies.enums import CampaignAct, EntryEvent, MessageTone, WakeEvent
from acuerdo.strategies.rules.campaigns import BEST_HOUR, LAST_DAY, MOST_STEPS, STOPS, Campaign, CampaignStep
from acuerdo.strategies.rules.durations import parse_duration
from acuerdo.strategies.rules.texts import by_language, joined

AS_IT_IS, EVERYBODY = "as-it-is", ""
HOURS = tuple(f"{hour:02}:00" for hour in range(8, 22))
EVENTS = (
    EntryEvent.DUE_APPROACHING, EntryEvent.PAYMENT_RECORDED, EntryEvent.PROMISE_BROKEN, EntryEvent.INSTALMENT_MISSED,
    EntryEvent.IMPORTED,
)  # fmt: skip
_TEXT_NEEDED = {
    CampaignAct.EMAIL: ("email_template",),
    CampaignAct.SMS: ("sms_template",),
    CampaignAct.BEST: ("email_template", "sms_template"),
}

# What a new campaign shows to begin with.
FIRST_ROWS: tuple[dict[str, Any], ...] = (
    {"day": 0, "act": str(CampaignAct.SMS), "tone": str(MessageTone.FRIENDLY)},
    {"day": 3, "act": str(CampaignAct.EMAIL), "tone": str(MessageTone.NEUTRAL)},
)

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Known:
    """What can be chosen: creditors, segments, published templates and landing pages."""

    creditors: Sequence[tuple[int, str]]
    segments: Choices
    emails: Choices
    texts: Choices
    pages: Choices


class CampaignForm(forms.Form):
    """Everything but the rows. `kept` is the campaign as it stands, whose own rule stays unless another is chosen."""

    title = TitleField(label=_("Name"), max_length=120)
    creditor = forms.TypedChoiceField(label=_("Creditor"), required=False, coerce=int, empty_value=None)
    event = forms.ChoiceField(label=_("Who comes in"), required=False)
    days_before = forms.IntegerField(label=_("Days before the due date"), required=False, min_value=0, max_value=90)
    audience = forms.ChoiceField(label=_("Segment"), required=False)
    first_day = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: as soon as it is started."),
    )  # fmt: skip
    last_day = forms.DateField(
        label=_("Last day on which people come in"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: until it is stopped. Whoever is inside goes on to the end."),
    )  # fmt: skip
    hour = forms.ChoiceField(label=_("At which hour"), required=False)
    reentry_days = forms.IntegerField(
        label=_("May come in again after (days)"), required=False, min_value=1, max_value=700,
        help_text=_("Empty: each case once."),
    )  # fmt: skip
    stops = forms.MultipleChoiceField(
        label=_("It also ends with"),
        choices=[(str(each), each.label) for each in STOPS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It always ends when everything is paid, the case is closed or contact is on hold."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, known: Known, kept: Campaign | None, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        self.fields["creditor"] = forms.TypedChoiceField(
            label=_("Creditor"), choices=[("", _("All creditors")), *known.creditors], required=False, coerce=int,
            empty_value=None, disabled=not is_new,
        )  # fmt: skip
        events = [(str(each), each.label) for each in EVENTS]
        self._choose("event", [("", _("Whoever belongs to the segment")), *events])
        own_rule = kept is not None and kept.audience is not None and not isinstance(kept.audience, InSegment)
        first = [(AS_IT_IS, _("The rule it has now"))] if own_rule else [(EVERYBODY, _("Everybody"))]
        self._choose("audience", [*first, *known.segments])
        times = [(hour, hour) for hour in HOURS]
        kept_hour = kept.hour if kept else None
        if kept_hour and kept_hour not in (BEST_HOUR, *HOURS):
            times = sorted([*times, (kept_hour, kept_hour)])
        self._choose("hour", [("", _("At once")), (BEST_HOUR, _("At the best hour of each person")), *times])

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        found = self.fields[name]
        assert isinstance(found, forms.ChoiceField)  # noqa: S101 - for the type checker
        found.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("event") == EntryEvent.DUE_APPROACHING and given.get("days_before") is None:
            self.add_error("days_before", gettext("Say how many days before."))
        if not given.get("event") and not given.get("audience"):
            self.add_error("audience", gettext("Choose a segment."))
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", gettext("The last day is before the first."))
        return given

    @property
    def rule(self) -> Rule | None:
        """Who comes in."""
        chosen = self.cleaned_data["audience"]
        if chosen == AS_IT_IS and self.kept is not None:
            return self.kept.audience
        return InSegment(segment=chosen) if chosen else None


class RowForm(forms.Form):
    """What happens on one day."""

    day = forms.IntegerField(label=_("Day"), min_value=0, max_value=LAST_DAY)
    act = forms.ChoiceField(label=_("What"), choices=CampaignAct.choices)
    email_template = forms.ChoiceField(label=_("E-mail text"), required=False)
    sms_template = forms.ChoiceField(label=_("SMS text"), required=False)
    tone = forms.ChoiceField(label=_("Tone"), choices=MessageTone.choices, required=False)
    landing = forms.ChoiceField(label=_("Landing page"), required=False)
    title_es = forms.CharField(label=_("What to do, in Spanish"), max_length=200, required=False)
    title_en = forms.CharField(label=_("What to do, in English"), max_length=200, required=False)

    def __init__(self, *args: Any, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {"email_template": known.emails, "sms_template": known.texts, "landing": known.pages}
        for name, choices in offered.items():
            found = self.fields[name]
            assert isinstance(found, forms.ChoiceField)  # noqa: S101 - for the type checker
            none = _("The usual page") if name == "landing" else _("Choose a text")
            found.choices = [("", none), *choices]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for name in _TEXT_NEEDED.get(given.get("act", ""), ()):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, gettext("Choose a text."))
        if given.get("act") == CampaignAct.TASK and not (given.get("title_es") or given.get("title_en")):
            self.add_error("title_es", gettext("Say what to do."))
        return given

    @property
    def step(self) -> CampaignStep:
        """The row as a step of the campaign."""
        given = self.cleaned_data
        act = CampaignAct(given["act"])
        if act is CampaignAct.TASK:
            title = joined({"es": given["title_es"], "en": given["title_en"]})
            return CampaignStep(day=given["day"], act=act, title=title)
        texts: dict[str, Any] = {"template": given[f"{act}_template"]} if act is not CampaignAct.BEST else {}
        if act is CampaignAct.BEST:
            texts = {name: given[name] for name in ("email_template", "sms_template")}
        tone = MessageTone(given["tone"] or MessageTone.NEUTRAL)
        return CampaignStep(day=given["day"], act=act, tone=tone, landing=given["landing"] or None, **texts)


if TYPE_CHECKING:
    RowFormSet = forms.BaseFormSet[RowForm]
else:
    RowFormSet = forms.BaseFormSet  # not generic at run time


class Rows(RowFormSet):
    """The rows in the order of their days."""

    def steps(self) -> tuple[CampaignStep, ...]:
        """What is filled in, by day."""
        return tuple(sorted((form.step for form in self.forms), key=lambda step: step.day))


RowSet = forms.formset_factory(RowForm, formset=Rows, extra=0, min_num=0, max_num=MOST_STEPS, absolute_max=MOST_STEPS)


def rows_of(*, known: Known, data: Any = None, shown: Sequence[Mapping[str, Any]] = ()) -> Rows:
    """The rows as they were sent (`data`), or filled with what is `shown`."""
    kwargs = {"known": known}
    initial = None if data is not None else [dict(row) for row in shown]
    made = RowSet(data, prefix="row", initial=initial, form_kwargs=kwargs)
    assert isinstance(made, Rows)  # noqa: S101 - the stubs forget the class that the factory was given
    return made


def shown_rows(campaign: Campaign | None) -> list[dict[str, Any]]:
    """The rows of a campaign; of a new one two to fill in."""
    return [_initial(step) for step in campaign.steps] if campaign else [dict(row) for row in FIRST_ROWS]


def _initial(step: CampaignStep) -> dict[str, Any]:
    texts = {"email_template": step.email_template, "sms_template": step.sms_template}
    if step.act in (CampaignAct.EMAIL, CampaignAct.SMS):
        texts[f"{step.act}_template"] = step.template
    titles = {f"title_{language}": text for language, text in by_language(step.title).items()}
    return {"day": step.day, "act": step.act, "tone": step.tone, "landing": step.landing, **titles, **texts}


def changed_rows(data: Mapping[str, Any], *, action: str) -> list[dict[str, Any]]:
    """The rows as they were typed, with one more (`add`) or one less (`remove:3`), and none of them judged."""
    told = str(data.get("row-TOTAL_FORMS", ""))
    count = min(int(told), MOST_STEPS) if told.isdecimal() else 0
    rows = [{name: data.get(f"row-{number}-{name}", "") for name in RowForm.base_fields} for number in range(count)]
    verb, _colon, place = action.partition(":")
    if verb == "remove" and place.isdigit() and int(place) < len(rows):
        del rows[int(place)]
    elif verb == "add" and len(rows) < MOST_STEPS:
        last = max((int(row["day"]) for row in rows if str(row["day"]).isdigit()), default=-3)
        rows.append({"day": last + 3, "act": str(CampaignAct.EMAIL), "tone": str(MessageTone.NEUTRAL)})
    return rows


def typed(data: QueryDict) -> dict[str, Any]:
    """What was typed into the form itself, to be shown again without being judged."""
    return {name: data.getlist(name) if name == "stops" else data.get(name, "") for name in CampaignForm.base_fields}


def initial_of(campaign: Campaign | None, *, language: str) -> dict[str, Any]:
    """What the form shows of a campaign."""
    if campaign is None:
        return {"stops": [str(WakeEvent.PROMISE_MADE), str(WakeEvent.REPLIED)], "hour": "10:00"}
    again = parse_duration(campaign.reentry) or timedelta()
    audience = campaign.audience.segment if isinstance(campaign.audience, InSegment) else None
    own = AS_IT_IS if campaign.audience is not None else EVERYBODY
    return {
        "title": campaign.title.get(language) or campaign.title.get("es") or campaign.name,
        "event": campaign.event or "",
        "days_before": campaign.days_before,
        "audience": audience or own,
        "first_day": campaign.first_day,
        "last_day": campaign.last_day,
        "hour": campaign.hour or "",
        "reentry_days": again.days or None,
        "stops": [str(each) for each in campaign.stops],
    }


def campaign_of(form: CampaignForm, rows: Rows, *, kept: Campaign | None, name: str, language: str) -> Campaign:
    """The campaign that was filled in; what the form does not show stays as it was."""
    given = form.cleaned_data
    days = given["reentry_days"]
    event = EntryEvent(given["event"]) if given["event"] else None
    before = kept or Campaign(name=name, steps=rows.steps())
    return Campaign(
        name=name,
        title={**before.title, language: given["title"]},
        audience=form.rule,
        event=event,
        days_before=given["days_before"] if event is EntryEvent.DUE_APPROACHING else None,
        first_day=given["first_day"],
        last_day=given["last_day"],
        hour=given["hour"] or None,
        steps=rows.steps(),
        stops=tuple(WakeEvent(each) for each in given["stops"]),
        reentry=f"P{days}D" if days else "never",
        purpose=before.purpose,
        exit=before.exit,
    )
