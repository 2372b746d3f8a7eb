"""How fields, notices, dialogs and empty states are drawn."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from acuerdo.console.parts.icons import icon

NOTICE_ICONS: Mapping[str, str] = {
    "info": "info",
    "success": "circle-check",
    "warning": "triangle-alert",
    "error": "octagon-alert",
}

# UX: an empty list says which kind of empty it is.
EMPTY: Mapping[str, Mapping[str, object]] = {
    "never": {"icon": "inbox", "tone": "", "fallback": _("Nothing here yet")},
    "filtered": {"icon": "search-x", "tone": "", "fallback": _("Nothing matches these filters")},
    "forbidden": {"icon": "lock", "tone": "warning", "fallback": _("Your role may not see this")},
    "failed": {"icon": "circle-alert", "tone": "error", "fallback": _("This could not be loaded")},
    "done": {"icon": "circle-check", "tone": "success", "fallback": _("All done")},
}

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, ""),
    (forms.RadioSelect, ""),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.ClearableFileInput, "file-input"),
    (forms.FileInput, "file-input"),
    (forms.TextInput, "input"),
    (forms.PasswordInput, "input"),
    (forms.DateInput, "input"),
    (forms.DateTimeInput, "input"),
    (forms.TimeInput, "input"),
    (forms.EmailInput, "input"),
    (forms.URLInput, "input"),
    (forms.NumberInput, "input"),
)


def shape(bound: BoundField) -> str:
    """How the label stands to the field: "check" beside it, "group" as a legend over several, else "line"."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    return "line"


def render(bound: BoundField, *, has_focus: bool = False) -> SafeString:
    """The field itself with our class; Django ties help and errors to it (aria-describedby, aria-invalid)."""
    widget = bound.field.widget
    ours = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "")
    classes = f"{ours} {widget.attrs.get('class', '')}".strip()
    # A placeholder vanishes as one types and is no label (WCAG 3.3.2); allauth sets one on every field.
    attrs: dict[str, str | bool] = {"placeholder": False, "autofocus": has_focus}
    # A widget of several parts has no class of its own; its parts keep theirs.
    return bound.as_widget(attrs=attrs | {"class": classes} if classes else attrs)


def dialog(content: str, *, id: str, title: str) -> SafeString:
    """A modal dialog; the browser keeps the focus inside and gives it back to the button that opened it."""
    return format_html(
        '<dialog class="dialog" id="{}" aria-labelledby="{}-title"><div class="dialog-head"><h2 id="{}-title">{}</h2>'
        '<button type="button" class="icon-button" data-dialog-close aria-label="{}">{}</button></div>'
        '<div class="dialog-body">{}</div></dialog>',
        id,
        id,
        id,
        title,
        gettext("Close"),
        icon("x"),
        mark_safe(content),  # noqa: S308 -- a rendered template block, escaped already
    )
