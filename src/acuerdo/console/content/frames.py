"""Finished texts as pages of their own, for the frames that show them. Each answers with its own policy."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from acuerdo.console.access import StaffRequest
from acuerdo.console.content.samples import Sample
from acuerdo.content.queries import LandingPage, Preview
from acuerdo.content.rules.rendering import Rendered

# Mail clients take styles from the mail itself; nothing is fetched from elsewhere, no script runs, nothing can be sent
# from it. The page around may read where blocks are drawn (same origin); without script nothing reads back.
POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "frame-ancestors 'self'; form-action 'none'; base-uri 'none'; sandbox allow-same-origin"
)
_ASKS = "(prefers-color-scheme: dark)"
# Mail programs that darken a mail without asking it do it like this.
_DARKENED = (
    "<style>html{filter:invert(1) hue-rotate(180deg);background:#fff}img{filter:invert(1) hue-rotate(180deg)}</style>"
)


def _framed(html: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(html, status=status, headers={"Content-Security-Policy": POLICY})


def page_of(
    request: StaffRequest, shown: Preview | None, *, sample: Sample, channel: str, scheme: str = "light"
) -> HttpResponse:
    """A text as it arrives: the mail itself, the page of the portal, or a telephone's bubble; else what keeps it."""
    if shown is None or shown.rendered is None:
        reader = request.staff.language
        faults = shown.faults if shown else []
        return unreadable(request, [fault.words.in_language(reader) for fault in faults if fault.stops], status=200)
    made = shown.rendered
    if channel == "landing":
        return _framed(_landing(request, made, sample, scheme))
    if channel == "email":
        return _framed(in_scheme(made.html, scheme))
    context = {"text": made.text, "channel": channel, "scheme": scheme, "sample": sample}
    return _framed(render_to_string("console/content/phone.html", context, request))


def unreadable(request: StaffRequest, faults: Sequence[str], *, status: int = 422) -> HttpResponse:
    """In place of a text that cannot be shown: what is wrong with it, or that there is none."""
    html = render_to_string("console/content/unreadable.html", {"faults": faults}, request)
    return _framed(html, status=status)


def in_scheme(html: str, scheme: str) -> str:
    """A mail as it looks in light or in dark, whatever the reader's own screen prefers."""
    if _ASKS in html:
        return html.replace(_ASKS, "(min-width: 0)" if scheme == "dark" else "(max-width: 0)")
    return html.replace("</head>", f"{_DARKENED}</head>", 1) if scheme == "dark" else html


def _landing(request: StaffRequest, made: Rendered, sample: Sample, scheme: str) -> str:
    page = LandingPage(title=made.subject, body=made.html, language=sample.language)
    # The words of the portal around it come in the language of the text.
    with translation.override(sample.language):
        context = {"landing": page, "creditor": sample.creditor}
        html = render_to_string("portal/landing/preview.html", context, request)
    theme = "ledger-dark" if scheme == "dark" else "ledger"
    return html.replace("<html ", f'<html data-theme="{theme}" ', 1)
