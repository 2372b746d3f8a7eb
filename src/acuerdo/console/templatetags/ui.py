"""`{% load ui %}`: the parts every screen is made of. Shown with examples in docs/handbook/parts.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from acuerdo.console.parts import charts, formats, forms, states, zones
from acuerdo.console.parts import icons as drawings
from acuerdo.console.parts.lists import Column, Filter, ListState, Pages

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", classes: str = "") -> SafeString:
    """`{% icon "phone" %}` beside a word; `{% icon "phone" label=_("Call") %}` alone."""
    return drawings.icon(name, label=label, classes=classes)


@register.simple_tag
def channel_icon(channel: str) -> SafeString:
    """`{% channel_icon message.channel %}`"""
    return drawings.icon(states.CHANNEL_ICONS.get(channel, "circle"))


# --- numbers, money, time ---------------------------------------------------------------------------------------
@register.simple_tag
def money(cents: int | None, currency: str) -> SafeString:
    """`{% money debt.balance_cents debt.currency %}`; nothing known is a dash."""
    if cents is None:
        return mark_safe('<span class="muted">—</span>')
    return format_html('<span class="money">{}</span>', formats.money(cents, currency))


@register.simple_tag
def money_text(cents: int, currency: str) -> str:
    """Money without a tag around it, for attributes and sentences: `{% money_text 100 "EUR" as sum %}`.

    Also as a filter, where a tag cannot stand: `{{ debt.balance_cents|money_text:debt.currency }}`.
    """
    return formats.money(cents, currency)


register.filter("money_text", money_text)


@register.simple_tag
def money_compact(cents: int, currency: str) -> SafeString:
    """`{% money_compact 123456789 "EUR" %}` → 1,2 M€, with the exact sum as its title."""
    return format_html(
        '<span class="money" title="{}">{}</span>',
        formats.money(cents, currency),
        formats.money_compact(cents, currency),
    )


@register.filter
def number(value: float | None) -> str:
    """`{{ count|number }}` → 12,400."""
    return "—" if value is None else formats.number(value)


@register.filter
def percent(share: float | None, digits: int = 0) -> str:
    """`{{ 0.614|percent }}` → 61 %; the filter's argument is the number of decimals."""
    return "—" if share is None else formats.percent(share, digits=digits)


@register.filter
def in_fours(text: str) -> str:
    """`{{ secret|in_fours }}` → ABCD EFGH: what somebody has to copy by hand."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@register.filter
def filesize(size: int) -> str:
    """`{{ upload.size|filesize }}` → 3.2 MB."""
    return formats.size(size)


@register.simple_tag
def day(value: date | None) -> SafeString:
    """`{% day debt.due_date %}` or `{{ debt.due_date|day }}` → 21 Nov 2026, as a `<time>`."""
    if value is None:
        return mark_safe('<span class="muted">—</span>')
    return _time(value.isoformat(), formats.day(value))


@lru_cache(maxsize=4_096)
def _time(instant: str, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', instant, words)


register.filter("day", day)


@register.simple_tag
def moment(value: datetime | None) -> SafeString:
    """`{% moment message.sent_at %}` → 21 Nov 2026, 14:05."""
    if value is None:
        return mark_safe('<span class="muted">—</span>')
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.moment(value))


@register.simple_tag
def clock_time(value: datetime) -> SafeString:
    """`{% clock_time event.at %}` → 14:05, the whole instant as its title."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(), formats.moment(value), formats.hour(value)
    )


@register.simple_tag(takes_context=True)
def ago(context: Context, value: datetime | None) -> SafeString:
    """`{% ago case.touched_at %}` → 3 hours ago, the whole instant as its title."""
    if value is None:
        return mark_safe('<span class="muted">—</span>')
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        formats.moment(value),
        formats.ago(value, now=context["now"]),
    )


@register.simple_tag(takes_context=True)
def there(context: Context, zone: str) -> SafeString:
    """`{% there debtor.time_zone %}` → · it is 09:05 there; nothing where the clock is the reader's own."""
    hour = zones.time_there(zone, now=context["now"]) if zone else ""
    if not hour:
        return mark_safe("")
    words = _("it is %(time)s there") % {"time": hour}
    return format_html(' · <span class="nowrap" title="{}">{}</span>', zones.city_of(zone), words)


# --- states -----------------------------------------------------------------------------------------------------
@register.simple_tag
def state(kind: str, value: str) -> SafeString:
    """`{% state "message" message.status %}`: word + icon + colour of a state we know (see parts/states.py)."""
    found = states.state_of(kind, value)
    return badge(found.label, found.tone, found.icon)


@register.simple_tag
def badge(label: str, tone: str = "", icon: str = "circle") -> SafeString:
    """`{% badge _("Vulnerable") "warning" "heart-handshake" %}`: a state of your own."""
    return format_html('<span class="state{}">{}{}</span>', f" tone-{tone}" if tone else "", drawings.icon(icon), label)


# --- blocks of a page -------------------------------------------------------------------------------------------
@register.inclusion_tag("console/parts/tile.html")
def tile(
    label: str,
    value: Any,
    change: str = "",
    tone: str = "",
    trend: str = "",
    href: str = "",
    values: Sequence[float] = (),
) -> dict[str, Any]:
    """`{% tile _("Recovered") sum change=page.change tone="success" trend="up" values=page.series href=url %}`"""
    return {
        "label": label,
        "value": value,
        "change": change,
        "tone": tone,
        "trend": trend,
        "href": href,
        "line": charts.sparkline(values) if values else None,
    }


@register.inclusion_tag("console/parts/sparkline.html")
def sparkline(values: Sequence[float], label: str = "") -> dict[str, Any]:
    """`{% sparkline values %}`: decoration beside the number it belongs to; with `label` it speaks for itself."""
    return {"line": charts.sparkline(values), "label": label}


@register.inclusion_tag("console/parts/bars.html")
def bars(rows: Sequence[tuple[str, float, str]], label: str) -> dict[str, Any]:
    """`{% bars page.by_channel label=_("Contacts by channel") %}`; rows are (label, value, printed value)."""
    return {"bars": charts.bars(rows), "label": label}


@register.inclusion_tag("console/parts/columns.html")
def columns(rows: Sequence[tuple[str, float, str]], label: str) -> dict[str, Any]:
    """`{% columns page.by_day label=_("Recovered by day") %}`: upright columns with the same numbers as a table."""
    found = charts.columns(rows)
    return {
        "columns": found,
        "label": label,
        "first": found[0] if found else None,
        "last": found[-1] if found else None,
        "top": max(rows, key=lambda row: row[1])[2] if rows else "",
    }


@register.inclusion_tag("console/parts/empty.html")
def empty(kind: str, title: str = "", text: str = "", href: str = "", action: str = "") -> dict[str, Any]:
    """`{% empty "filtered" href="?" action=_("Clear filters") %}`; kinds: never, filtered, forbidden, failed, done."""
    return {**forms.EMPTY[kind], "title": title, "text": text, "href": href, "action": action, "kind": kind}


@register.inclusion_tag("console/parts/progress.html")
def progress(done: int, total: int, text: str = "", label: str = "") -> dict[str, Any]:
    """`{% progress run.done run.total text=page.pace label=_("Importing") %}`"""
    return {"done": done, "total": total, "text": text, "label": label}


@register.inclusion_tag("console/parts/tabs.html")
def tabs(items: Sequence[tuple[str, str]], current: str, label: str) -> dict[str, Any]:
    """`{% tabs page.tabs current=request.path label=_("Parts of the case") %}`; items are (href, label)."""
    return {"items": items, "current": current, "label": label}


@register.inclusion_tag("console/parts/wizard.html")
def wizard(steps: Sequence[str], current: int) -> dict[str, Any]:
    """`{% wizard page.steps current=2 %}`: where one is in work of several pages; counts from 1."""
    return {"steps": [(index, step, index < current) for index, step in enumerate(steps, 1)], "current": current}


@register.simple_tag
def avatar(initials: str) -> SafeString:
    return format_html('<span class="avatar">{}</span>', initials)


# --- lists ------------------------------------------------------------------------------------------------------
@register.inclusion_tag("console/parts/table_head.html")
def table_head(columns: Sequence[Column], state: ListState) -> dict[str, Any]:
    """`{% table_head page.columns page.state %}`: the `<thead>`, with sort links where a column can be sorted."""
    key, is_down = state.order
    heads = []
    for column in columns:
        is_sorted = bool(column.sort) and column.sort == key
        address = state.address(sort=f"-{column.sort}" if is_sorted and not is_down else column.sort)
        direction = ("descending" if is_down else "ascending") if is_sorted else ""
        heads.append({"column": column, "href": address if column.sort else "", "direction": direction})
    return {"heads": heads}


@register.inclusion_tag("console/parts/search.html")
def search_box(state: ListState, label: str, placeholder: str = "") -> dict[str, Any]:
    """`{% search_box page.state label=_("Search cases") %}`: keeps filters and sort; `/` puts the cursor there."""
    return {"state": state, "label": label, "placeholder": placeholder or label}


@register.inclusion_tag("console/parts/chips.html")
def filter_chips(filters: Sequence[Filter], state: ListState) -> dict[str, Any]:
    """`{% filter_chips page.filters page.state %}`: one row of chips for each; a click lets a pressed one go."""
    rows = []
    for each in filters:
        chosen = state.filters.get(each.key, "")
        chips = [
            {
                "label": choice.label,
                "count": choice.count,
                "is_on": choice.value == chosen,
                "href": state.address(**{each.key: None if choice.value == chosen else choice.value}),
            }
            for choice in each.choices
        ]
        rows.append({"label": each.label, "chips": chips})
    return {"rows": rows}


@register.inclusion_tag("console/parts/pages.html")
def pagination(pages: Pages) -> dict[str, Any]:
    """`{% pagination page.pages %}`: "51–100 of 3,012", previous, next."""
    return {"pages": pages}


# --- forms ------------------------------------------------------------------------------------------------------
@register.inclusion_tag("console/parts/field.html")
def field(bound: BoundField, classes: str = "", help: str | None = None, focus: str = "") -> dict[str, Any]:
    """`{% field form.email %}`: label, help, the field, its errors, all tied together for screen readers.

    `help=""` leaves the form's own help text out, another text stands in for it. `focus="first"` puts the cursor
    there when the page opens: only where the field is what the page is for.
    """
    if help is not None:
        bound.help_text = help
    return {
        "field": bound,
        "widget": forms.render(bound, has_focus=bool(focus)),
        "shape": forms.shape(bound),
        "classes": classes,
    }


@register.inclusion_tag("console/parts/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """`{% fields form %}`: the errors of the whole form, then every field."""
    return {"form": form}


@register.inclusion_tag("console/parts/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """`{% form_errors form %}`: what is wrong with the whole form, focused when the page opens."""
    return {"form": form}


# --- blocks with content ----------------------------------------------------------------------------------------
@register.simple_block_tag
def panel(content: str, title: str = "", classes: str = "") -> SafeString:
    """`{% panel title=_("Debts") %} … {% endpanel %}`: a bordered box; text goes in `class="panel-body"`."""
    head = format_html('<div class="panel-head"><h2>{}</h2></div>', title) if title else ""
    return format_html('<section class="panel {}">{}{}</section>', classes, head, mark_safe(content))  # noqa: S308


@register.simple_block_tag
def notice(content: str, tone: str = "info", icon: str = "") -> SafeString:
    """`{% notice tone="warning" %} … {% endnotice %}`: something to know, in the page."""
    drawn = drawings.icon(icon or forms.NOTICE_ICONS[tone])
    return format_html(
        '<div class="notice tone-{}" role="{}">{}<div>{}</div></div>',
        tone,
        "alert" if tone == "error" else "note",
        drawn,
        mark_safe(content),  # noqa: S308 -- a rendered template block, escaped already
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """`{% dialog id="hold" title=_("Hold") %} … {% enddialog %}`, opened by `<button data-dialog-open="hold">`."""
    return forms.dialog(content, id=id, title=title)
