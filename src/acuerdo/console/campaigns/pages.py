"""What the campaign screens show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from acuerdo.console.campaigns.forms import CampaignForm, Known, Rows
from acuerdo.console.parts import formats
from acuerdo.console.scope import Scope
from acuerdo.console.strategies.lines import Line, index_page
from acuerdo.console.strategies.telling import Teller
from acuerdo.console.strategies.words import event_words, tone_words
from acuerdo.content.queries import templates
from acuerdo.portfolio.queries import custom_facts
from acuerdo.segments.queries import segments
from acuerdo.segments.rules import dump_rule
from acuerdo.strategies.enums import CampaignAct
from acuerdo.strategies.operations import CannotSaveDraft
from acuerdo.strategies.queries import FaultInWords, StrategyDraft, faults_in_words, faults_of_draft, strategy_drafts
from acuerdo.strategies.queries.first_contact import FirstContact, first_contact
from acuerdo.strategies.queries.gallery import ReadyStrategy, ready_strategies
from acuerdo.strategies.queries.versions import graph_of_draft
from acuerdo.strategies.rules.campaigns import BEST_HOUR, Campaign, CampaignStep, as_campaign
from acuerdo.strategies.rules.texts import in_language

ICONS = {
    CampaignAct.EMAIL: "mail",
    CampaignAct.SMS: "message-square",
    CampaignAct.BEST: "send",
    CampaignAct.TASK: "user-round",
}


@dataclass(frozen=True, slots=True)
class Ready:
    """A campaign of the gallery, to begin from."""

    key: str
    title: str
    about: str
    days: str


@dataclass(frozen=True, slots=True)
class CampaignLine:
    line: Line
    days: str


@dataclass(frozen=True, slots=True)
class CampaignsPage:
    lines: Sequence[CampaignLine]
    ready: Sequence[Ready]


@dataclass(frozen=True, slots=True)
class Day:
    """What happens on a day, in words."""

    day: int
    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """A campaign with what it would do now; `first` is None while it has faults."""

    line: Line
    who: str
    when: Sequence[str]
    days: Sequence[Day]
    faults: Sequence[FaultInWords]
    first: FirstContact | None
    waits_for_event: bool


@dataclass(frozen=True, slots=True)
class EditPage:
    form: CampaignForm
    rows: Rows
    line: Line | None = None

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        found = [(reverse("console:campaigns:index"), gettext("Campaigns"))]
        if self.line:
            found.append((reverse("console:campaigns:detail", args=[self.line.row.id]), self.line.title))
        return found


def campaigns_page(*, scope: Scope, language: str) -> CampaignsPage:
    """The strategies that are campaigns, and the ready ones."""
    lines = index_page(scope=scope, language=language).lines
    drafts = strategy_drafts(strategy_ids=[line.row.id for line in lines])
    found = []
    for line in lines:
        campaign = as_campaign(drafts[line.row.id].document)
        if campaign is not None:
            found.append(CampaignLine(line, days_in_short(campaign)))
    ready = [_ready(each, language) for each in ready_strategies() if each.is_campaign]
    return CampaignsPage(tuple(found), tuple(ready))


def _ready(each: ReadyStrategy, language: str) -> Ready:
    campaign = as_campaign(each.document)
    assert campaign is not None  # noqa: S101 - chosen by it
    title = each.document.title.get(language) or each.key
    return Ready(each.key, title, each.about.get(language, ""), days_in_short(campaign))


def days_in_short(campaign: Campaign) -> str:
    """Its days in one line: "day 0 SMS, day 3 E-mail"."""
    return ", ".join(
        gettext("day %(day)s %(what)s") % {"day": step.day, "what": act_words(step)} for step in campaign.steps
    )


def act_words(step: CampaignStep) -> str:
    """What a step does, in a word or two."""
    if step.act is CampaignAct.TASK:
        return gettext("task")
    return {"email": gettext("e-mail"), "sms": gettext("SMS"), "best": gettext("e-mail or SMS")}[str(step.act)]


def campaign_page(
    *, line: Line, strategy: StrategyDraft, campaign: Campaign, scope: Scope, language: str, now: datetime
) -> CampaignPage:
    """What a campaign says, whom it would reach today and what would stop it."""
    teller = Teller(language, tuple(custom_facts(creditor_id=strategy.creditor_id)))
    faults = faults_in_words(faults_of_draft(strategy))
    first = None
    if not faults:
        graph = graph_of_draft(strategy.document, creditor_id=strategy.creditor_id)
        reach = scope.ids if strategy.creditor_id is None else [strategy.creditor_id]
        first = first_contact(graph, creditor_ids=reach, now=now, strategy_id=strategy.id)
    titles = {each.key: each.title.get(language) or each.key for each in templates(creditor_ids=scope.ids)}
    return CampaignPage(
        line=line,
        who=_who(campaign, teller),
        when=_when(campaign),
        days=[Day(step.day, ICONS[step.act], _told(step, titles, language)) for step in campaign.steps],
        faults=faults,
        first=first,
        waits_for_event=campaign.event is not None,
    )


def _who(campaign: Campaign, teller: Teller) -> str:
    rule = teller.rule(dump_rule(campaign.audience)) if campaign.audience is not None else gettext("everybody")
    if campaign.event is None:
        return rule
    event = event_words(str(campaign.event))
    if campaign.days_before is not None:
        days = campaign.days_before
        event = ngettext("%(n)s day before the due date", "%(n)s days before the due date", days) % {"n": days}
    return f"{event}; {rule}"


def _when(campaign: Campaign) -> list[str]:
    found = []
    if campaign.first_day:
        found.append(gettext("People come in from %(day)s on.") % {"day": formats.day(campaign.first_day)})
    if campaign.last_day:
        last = formats.day(campaign.last_day)
        found.append(gettext("The last day on which people come in is %(day)s.") % {"day": last})
    if campaign.hour == BEST_HOUR:
        found.append(gettext("Each person at their best hour."))
    elif campaign.hour:
        found.append(gettext("At %(hour)s where the person lives.") % {"hour": campaign.hour})
    if campaign.stops:
        events = ", ".join(event_words(str(event)) for event in campaign.stops)
        found.append(gettext("It ends early after: %(events)s.") % {"events": events})
    return found


def _told(step: CampaignStep, titles: dict[str, str], language: str) -> str:
    if step.act is CampaignAct.TASK:
        return gettext("Task: %(title)s") % {"title": in_language(step.title, language)}
    keys = [key for key in (step.template, step.email_template, step.sms_template) if key]
    # The e-mail and the SMS of one thing often share their title.
    texts = " / ".join(dict.fromkeys(titles.get(key, key) for key in keys))
    return f"{act_words(step)}: {texts} · {tone_words(str(step.tone))}"


def known_to(*, scope: Scope, language: str) -> Known:
    """What a campaign of these creditors may use."""
    published = [each for each in templates(creditor_ids=scope.ids) if each.version is not None]
    by_channel = {
        channel: [(each.key, each.title.get(language) or each.key) for each in published if each.channel == channel]
        for channel in ("email", "sms", "landing")
    }
    return Known(
        creditors=[(each.id, each.name) for each in scope.creditors],
        segments=[(each.key, each.name) for each in segments(creditor_ids=scope.ids) if not each.is_faulty],
        emails=by_channel["email"],
        texts=by_channel["sms"],
        pages=by_channel["landing"],
    )


def refusal(error: CannotSaveDraft) -> tuple[str | None, str]:
    """The field and the words for a draft that could not be kept."""
    if error.reason == "taken":
        return "title", gettext("There is a strategy of this name already.")
    if error.reason == "changed_meanwhile":
        words = gettext(
            "%(name)s saved this campaign meanwhile. Your change was not saved: open it again and repeat it."
        )
        return None, words % {"name": error.by}
    return None, gettext("The campaign could not be saved.")
