"""What the start page shows. Five queries: scope, days, what was owed before, the range before, what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acuerdo.console.home.charts import Stacks, stacks
from acuerdo.console.home.forms import PRESETS, Days, read_range
from acuerdo.console.home.sums import whole_money
from acuerdo.console.parts import formats
from acuerdo.console.parts.channels import channel_label
from acuerdo.console.parts.zones import city_of
from acuerdo.console.scope import Scope
from acuerdo.insights.queries import DayFigures, Figures, Needs, daily_figures, figures_between, needs_of


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure, what became of it against the range before, in words, and its course."""

    label: str
    value: str
    change: str
    trend: str
    tone: str
    href: str
    values: Sequence[float]
    help: str


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for a person."""

    icon: str
    tone: str
    text: str
    detail: str
    href: str


@dataclass(frozen=True, slots=True)
class RangeChoice:
    label: str
    href: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class HomePage:
    days: Days
    ranges: Sequence[RangeChoice]
    creditors: Sequence[RangeChoice]
    creditor: str
    tiles: Sequence[Tile]
    contacts: Stacks
    recovered: Sequence[tuple[str, float, str]]
    has_recovered: bool
    needs: Sequence[Need]
    other_currencies: str
    has_creditors: bool
    first: str
    last: str
    clock: str
    export: str


def home_page(*, scope: Scope, query: QueryDict, now: datetime) -> HomePage:
    """The start page for these creditors and the range in the address."""
    shown = scope.narrowed_to(query.get("creditor", ""))
    days = read_range(query, today=shown.today(now=now))
    creditor = shown.creditors[0].reference if query.get("creditor") and len(shown.creditors) == 1 else ""
    series = daily_figures(creditor_ids=shown.ids, first=days.first, last=days.last)
    before = figures_between(creditor_ids=shown.ids, first=days.before.first, last=days.before.last)
    currency, others = _currencies(shown)
    recovered = [
        (
            formats.day(each.day),
            each.recovered.get(currency, 0),
            formats.money(each.recovered.get(currency, 0), currency),
        )
        for each in series
    ]
    return HomePage(
        days=days,
        ranges=_ranges(days, creditor),
        creditors=_creditors(scope, days, creditor),
        creditor=creditor,
        tiles=_tiles(series, before, currency, days, creditor),
        contacts=_contacts(series),
        recovered=recovered,
        has_recovered=any(value for _label, value, _text in recovered),
        needs=_needs(needs_of(creditor_ids=shown.ids, now=now)),
        other_currencies=", ".join(others),
        has_creditors=bool(scope.creditors),
        first=formats.day(days.first),
        last=formats.day(days.last),
        clock=_clock(shown),
        export=f"{reverse('console:home:export')}?{_query(days, creditor)}",
    )


def _currencies(scope: Scope) -> tuple[str, list[str]]:
    """The currency most creditors have, and the rest: sums across currencies would mean nothing."""
    found = [currency for currency, _count in Counter(each.currency for each in scope.creditors).most_common()]
    return (found[0], sorted(found[1:])) if found else ("EUR", [])


def _clock(scope: Scope) -> str:
    """Whose midnight ends a day in these figures: that of the creditor, whoever looks."""
    if len(scope.zones) == 1:
        return _("Days are counted in %(city)s time.") % {"city": city_of(scope.zones[0])}
    return _("Days are counted in the time of each creditor.") if scope.zones else ""


def _query(days: Days, creditor: str) -> str:
    return days.query + (f"&{urlencode({'creditor': creditor})}" if creditor else "")


def _ranges(days: Days, creditor: str) -> list[RangeChoice]:
    more = f"&{urlencode({'creditor': creditor})}" if creditor else ""
    return [
        RangeChoice(
            label=ngettext("Last %(n)s day", "Last %(n)s days", preset) % {"n": preset},
            href=f"?days={preset}{more}",
            is_on=preset == days.preset,
        )
        for preset in PRESETS
    ]


def _creditors(scope: Scope, days: Days, chosen: str) -> list[RangeChoice]:
    if len(scope.creditors) < 2:
        return []
    found = [RangeChoice(_("All creditors"), f"?{days.query}", not chosen)]
    found += [
        RangeChoice(each.name, f"?{_query(days, each.reference)}", each.reference == chosen) for each in scope.creditors
    ]
    return found


def _tiles(series: Sequence[DayFigures], before: Figures, currency: str, days: Days, creditor: str) -> list[Tile]:
    owed = [each.owed.get(currency, 0) for each in series]
    recovered = [each.recovered.get(currency, 0) for each in series]
    contacts = [sum(each.contacts.values()) for each in series]
    promises = [each.promises for each in series]
    was = before.recovered.get(currency, 0)
    return [
        _owed_tile(owed, currency, days, creditor),
        Tile(
            label=_("Recovered"),
            value=whole_money(sum(recovered), currency),
            **_change(sum(recovered), was, days, printed=whole_money(was, currency), rise="success", fall="warning"),
            href=_cases(creditor, paid=days.preset),
            values=recovered,
            help=_("Payments received, by the day they were received."),
        ),
        Tile(
            label=_("Contacts"),
            value=formats.number(sum(contacts)),
            **_change(sum(contacts), before.contacts, days, printed=formats.number(before.contacts)),
            href=_cases(creditor, contacted=days.preset),
            values=contacts,
            help=_("Messages that left, by the day they left. Withheld ones do not count."),
        ),
        Tile(
            label=_("Promises to pay"),
            value=formats.number(sum(promises)),
            **_change(
                sum(promises),
                before.promises,
                days,
                printed=formats.number(before.promises),
                rise="success",
                fall="warning",
            ),
            href=_cases(creditor, flag="promise"),
            values=promises,
            help=_("Promises made, by the day they were made."),
        ),
    ]


def _owed_tile(owed: Sequence[int], currency: str, days: Days, creditor: str) -> Tile:
    now, then = (owed[-1], owed[0]) if owed else (0, 0)
    gap = whole_money(abs(now - then), currency)
    since = formats.day(days.first)
    if now == then:
        change, trend = _("the same as on %(day)s") % {"day": since}, ""
    elif now < then:
        change, trend = _("%(sum)s less than on %(day)s") % {"sum": gap, "day": since}, "down"
    else:
        change, trend = _("%(sum)s more than on %(day)s") % {"sum": gap, "day": since}, "up"
    return Tile(
        label=_("Owed"),
        value=whole_money(now, currency),
        change=change,
        trend=trend,
        tone="",
        href=_cases(creditor),
        values=owed,
        help=_("The sum of all debts' ledgers at the end of each day."),
    )


# Nobody reads "11,600% more": from ten times as much on the number itself says it better.
_TOO_MUCH_FOR_PERCENT = 10


def _change(now: int, then: int, days: Days, *, printed: str, rise: str = "", fall: str = "") -> dict[str, str]:
    """The change against the range before, in words, with its direction and tone."""
    before = {"n": days.count}
    if then == 0:
        text = ngettext("none in the %(n)s day before", "none in the %(n)s days before", days.count) % before
        return {"change": text, "trend": "", "tone": ""}
    if now == then:
        text = ngettext("as many as in the day before", "the same as in the %(n)s days before", days.count) % before
        return {"change": text, "trend": "", "tone": ""}
    if now >= _TOO_MUCH_FOR_PERCENT * then:
        text = ngettext("%(then)s in the %(n)s day before", "%(then)s in the %(n)s days before", days.count)
        return {"change": text % {"then": printed, **before}, "trend": "up", "tone": rise}
    share = formats.percent(abs(now - then) / then)
    if now > then:
        text = ngettext(
            "%(share)s more than in the %(n)s day before", "%(share)s more than in the %(n)s days before", days.count
        )
        return {"change": text % {"share": share, **before}, "trend": "up", "tone": rise}
    text = ngettext(
        "%(share)s less than in the %(n)s day before", "%(share)s less than in the %(n)s days before", days.count
    )
    return {"change": text % {"share": share, **before}, "trend": "down", "tone": fall}


def _cases(creditor: str, **filters: str | int) -> str:
    """The list of the cases behind a number."""
    asked = {"creditor": creditor, **filters}
    kept = {key: value for key, value in asked.items() if value}
    return reverse("console:cases:index") + (f"?{urlencode(kept)}" if kept else "")


def _contacts(series: Sequence[DayFigures]) -> Stacks:
    totals: Counter[str] = Counter()
    for each in series:
        totals.update(each.contacts)
    channels = [channel for channel, _count in totals.most_common()]
    return stacks(
        labels=[formats.day(each.day) for each in series],
        layers=[(channel_label(channel), [each.contacts.get(channel, 0) for each in series]) for channel in channels],
    )


def _needs(needs: Needs) -> list[Need]:
    found = (_tasks(needs), _uncertain(needs), _rejects(needs), _holds(needs))
    return [each for each in found if each is not None]


def _tasks(needs: Needs) -> Need | None:
    if not needs.open_tasks:
        return None
    late = ngettext("%(n)s is overdue", "%(n)s are overdue", needs.overdue_tasks)
    text = ngettext("%(n)s open task", "%(n)s open tasks", needs.open_tasks)
    return Need(
        icon="list-checks",
        tone="warning" if needs.overdue_tasks else "info",
        text=text % {"n": formats.number(needs.open_tasks)},
        detail=late % {"n": formats.number(needs.overdue_tasks)} if needs.overdue_tasks else _("none overdue"),
        href=_cases("", flag="task"),
    )


def _uncertain(needs: Needs) -> Need | None:
    if not needs.uncertain_messages:
        return None
    text = ngettext(
        "%(n)s message may or may not have arrived",
        "%(n)s messages may or may not have arrived",
        needs.uncertain_messages,
    )
    return Need(
        icon="circle-help",
        tone="warning",
        text=text % {"n": formats.number(needs.uncertain_messages)},
        detail=_("Nothing is sent again before somebody has looked"),
        href=reverse("console:home:uncertain"),
    )


def _rejects(needs: Needs) -> Need | None:
    if not needs.imports_with_rejects:
        return None
    text = ngettext("%(n)s import gave rows back", "%(n)s imports gave rows back", needs.imports_with_rejects)
    rows = ngettext("%(n)s row to correct", "%(n)s rows to correct", needs.rejected_rows)
    return Need(
        icon="file-x",
        tone="warning",
        text=text % {"n": formats.number(needs.imports_with_rejects)},
        detail=rows % {"n": formats.number(needs.rejected_rows)},
        href=f"{reverse('console:imports:index')}?rejects=yes",
    )


def _holds(needs: Needs) -> Need | None:
    if not needs.holds_ending:
        return None
    text = ngettext("%(n)s hold ends within 7 days", "%(n)s holds end within 7 days", needs.holds_ending)
    return Need(
        icon="circle-pause",
        tone="info",
        text=text % {"n": formats.number(needs.holds_ending)},
        detail=_("Contact starts again by itself afterwards"),
        href=_cases("", flag="hold"),
    )
