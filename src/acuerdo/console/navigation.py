"""The working areas, in the order of the left navigation. An area shows once its urls exist and the role may see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, gettext_noop

from acuerdo.staff.queries import Staff
from acuerdo.staff.rules import Permission


@dataclass(frozen=True, slots=True)
class Area:
    """A working area: `go` is the letter after `g`; `words` are further terms the command menu finds it by."""

    key: str
    label: str
    icon: str
    url_name: str
    permission: Permission
    go: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An area as printed: label in the reader's language."""

    key: str
    label: str
    icon: str
    href: str
    go: str
    words: str


_P = Permission
AREAS: tuple[Area, ...] = (
    Area("home", gettext_noop("Home"), "layout-dashboard", "console:home:index", _P.SEE_HOME, "d", "dashboard panel"),
    Area("cases", gettext_noop("Cases"), "inbox", "console:cases:index", _P.SEE_CASES, "q", "queue debtors deudores"),
    Area("segments", gettext_noop("Segments"), "list-filter", "console:segments:index", _P.SEE_SEGMENTS, "e", "rules"),
    Area(
        "strategies",
        gettext_noop("Strategies"),
        "workflow",
        "console:strategies:index",
        _P.SEE_STRATEGIES,
        "s",
        "flows",
    ),
    Area(
        "campaigns",
        gettext_noop("Campaigns"),
        "megaphone",
        "console:campaigns:index",
        _P.SEE_STRATEGIES,
        "m",
        "mailings reminders",
    ),
    Area(
        "content",
        gettext_noop("Templates"),
        "layout-template",
        "console:content:index",
        _P.SEE_TEMPLATES,
        "t",
        "email sms",
    ),
    Area("imports", gettext_noop("Imports"), "upload", "console:imports:index", _P.SEE_IMPORTS, "i", "files csv excel"),
    Area("sandbox", gettext_noop("Sandbox"), "smartphone", "console:sandbox:index", _P.USE_SANDBOX, "x", "phone inbox"),
    Area("audit", gettext_noop("Audit"), "shield-check", "console:audit:index", _P.SEE_AUDIT, "a", "log evidence"),
    Area("settings", gettext_noop("Settings"), "settings", "console:settings:index", _P.SEE_SETTINGS, "c", "creditors"),
)


def links_for(*, staff: Staff) -> list[Link]:
    """The areas somebody may open."""
    found = []
    for area in AREAS:
        if not staff.may(area.permission):
            continue
        try:
            href = reverse(area.url_name)
        except NoReverseMatch:
            continue
        found.append(Link(area.key, gettext(area.label), area.icon, href, area.go, area.words))
    return found


def area_of(*, namespaces: list[str]) -> str:
    """The area a page belongs to, by its url namespace ("console", "cases") → "cases"."""
    return namespaces[1] if len(namespaces) > 1 and namespaces[0] == "console" else ""
