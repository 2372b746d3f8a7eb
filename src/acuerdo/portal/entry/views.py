"""From a link to the account. Nothing personal is shown or told apart before the right answer."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from acuerdo.channels.operations import LinkRefused, LinkTarget, open_link, resolve_link
from acuerdo.kernel import clock
from acuerdo.portal.access import private
from acuerdo.portal.entry.forms import AnswerForm
from acuerdo.portal.languages import keep_typed, remember_language, speak, take_switch, was_switched
from acuerdo.portal.operations import address_digest, answer_question
from acuerdo.portal.queries import Question, question, tries
from acuerdo.portal.rules import Entry, may_answer
from acuerdo.portal.session import Visitor, let_in, let_out

# Where the links of a message lead once the question is answered (`channels.rules.links.DESTINATIONS`).
_DESTINATIONS = {
    "plan": "portal:asking:promise",
    "help": "portal:asking:hardship",
    "dispute": "portal:asking:dispute",
    "preferences": "portal:account:preferences",
    "why": "portal:account:contacts",
}

_TRIALS = frozenset({"test", "sample"})


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the question, or take the answer and lead on to the account."""
    now = clock.now()
    take_switch(request)
    try:
        target = _target(request, token, now)
    except LinkRefused as refused:
        speak(request, "")
        # Staff follow the links of a text they try out: the page says why they lead nowhere.
        reason = "test" if token.partition("-")[0] in _TRIALS else refused.reason
        page = render(request, "portal/entry/gone.html", {"reason": reason}, status=410)
        return remember_language(request, private(page))
    asked = question(debtor_id=target.debtor_id, creditor_id=target.creditor_id)
    if asked is None:
        return private(render(request, "portal/entry/gone.html", {"reason": "invalid"}, status=410))
    speak(request, asked.language)
    # Nothing of the person is told before the answer: the clock is the creditor's.
    timezone.activate(ZoneInfo(asked.time_zone))
    response = _answer(request, target, asked, now) if request.method == "POST" else _ask(request, target, asked, now)
    return remember_language(request, private(response))


def _target(request: HttpRequest, token: str, now: datetime) -> LinkTarget:
    # Looking first counts as a click; answering and another language are the same visit, and HEAD is nobody's.
    if request.method == "GET" and not was_switched(request):
        return open_link(token=token, now=now, destination=request.GET.get("to", ""))
    return resolve_link(token=token, now=now)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Leave a shared phone safely."""
    response = render(request, "portal/entry/gone.html", {"reason": "left"})
    let_out(response)
    return private(response)


def _ask(request: HttpRequest, target: LinkTarget, asked: Question, now: datetime) -> HttpResponse:
    counted = tries(
        message_id=target.message_id,
        debtor_id=target.debtor_id,
        address_digest=address_digest(_address(request)),
        now=now,
    )
    entry = may_answer(counted)
    if not entry.is_open:
        return _closed(request, asked, entry)
    form = AnswerForm(asks_birth_date=_asks_birth_date(request, asked))
    return _form(request, asked, keep_typed(form, request))


def _answer(request: HttpRequest, target: LinkTarget, asked: Question, now: datetime) -> HttpResponse:
    form = AnswerForm(request.POST, asks_birth_date=_asks_birth_date(request, asked))
    if not form.is_valid():
        return _form(request, asked, form, status=422)
    answered = answer_question(
        asked=asked,
        answer=form.cleaned_data["answer"],
        message_id=target.message_id,
        debtor_id=target.debtor_id,
        creditor_id=target.creditor_id,
        address=_address(request),
        now=now,
    )
    if answered.is_right:
        response = redirect(_DESTINATIONS.get(request.GET.get("to", ""), _first_page(target)))
        stamp = int(now.timestamp())
        let_in(
            response,
            Visitor(
                debtor_id=target.debtor_id,
                creditor_id=target.creditor_id,
                message_id=target.message_id,
                language=asked.language,
                entered_at=stamp,
                renewed_at=stamp,
                landing_version_id=target.landing_version_id or 0,
                tone=target.tone,
            ),
        )
        return response
    if not answered.entry.is_open:
        return _closed(request, asked, answered.entry)
    return _form(request, asked, form, status=422, tries_left=answered.entry.tries_left)


def _first_page(target: LinkTarget) -> str:
    return "portal:landing:page" if target.landing_version_id else "portal:account:home"


def _form(
    request: HttpRequest, asked: Question, form: AnswerForm, *, status: int = 200, tries_left: int | None = None
) -> HttpResponse:
    context = {
        "creditor": asked.creditor,
        "form": form,
        "to": request.GET.get("to", "") if request.GET.get("to", "") in _DESTINATIONS else "",
        "tries_left": tries_left,
        "asks_birth_date": _asks_birth_date(request, asked),
        "has_both": asked.birth_date is not None and bool(asked.postcode),
        "can_ask": asked.birth_date is not None or bool(asked.postcode),
    }
    return render(request, "portal/entry/question.html", context, status=status)


def _closed(request: HttpRequest, asked: Question, entry: Entry) -> HttpResponse:
    response = render(request, "portal/entry/limit.html", {"creditor": asked.creditor, "entry": entry}, status=429)
    response.headers["Retry-After"] = "3600"
    return response


def _asks_birth_date(request: HttpRequest, asked: Question) -> bool:
    wants_postcode = request.GET.get("with") == "postcode" and bool(asked.postcode)
    return asked.birth_date is not None and not wants_postcode


def _address(request: HttpRequest) -> str:
    forwarded = request.headers.get("X-Forwarded-For", "")
    # Only the proxy's own entry, the last, can be believed; without a proxy none can.
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
