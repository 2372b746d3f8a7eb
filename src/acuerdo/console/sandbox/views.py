from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.channels.operations import receive_reply
from acuerdo.console.access import StaffRequest, require
from acuerdo.console.sandbox import pages
from acuerdo.console.sandbox.forms import ReplyForm
from acuerdo.console.scope import scope_of
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission

# The mail as a mail client would show it: its styles, our pixel, links that open a new tab; no script, no form.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; "
    "form-action 'none'; base-uri 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


@require(Permission.USE_SANDBOX)
def index(request: StaffRequest) -> HttpResponse:
    """The people that received something."""
    text = request.GET.get("q", "").strip()[:100]
    page = pages.index_page(scope=scope_of(staff=request.staff), text=text, now=clock.now())
    return render(request, "console/sandbox/index.html", {"page": page})


@require(Permission.USE_SANDBOX)
def person(request: StaffRequest, debtor_id: int) -> HttpResponse:
    """One person's phone and inbox."""
    page = pages.person_page(debtor_id=debtor_id, scope=scope_of(staff=request.staff))
    if page is None:
        raise Http404
    return render(request, "console/sandbox/person.html", {"page": page})


@require(Permission.USE_SANDBOX)
def mail(request: StaffRequest, debtor_id: int, message_id: int) -> HttpResponse:
    """A mail as it arrived, for the frame; opening it counts, as it would in an inbox."""
    html = pages.mail_html(debtor_id=debtor_id, message_id=message_id, scope=scope_of(staff=request.staff))
    if html is None:
        raise Http404
    return HttpResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})


@require(Permission.USE_SANDBOX)
@require_POST
def reply(request: StaffRequest, debtor_id: int, message_id: int) -> HttpResponse:
    """Answer a message as the debtor would."""
    scope = scope_of(staff=request.staff)
    if not pages.is_of(debtor_id=debtor_id, message_id=message_id, scope=scope):
        raise Http404
    form = ReplyForm(request.POST)
    if not form.is_valid():
        page = pages.person_page(debtor_id=debtor_id, scope=scope, form=form)
        return render(request, "console/sandbox/person.html", {"page": page}, status=422)
    answer = receive_reply(to_message_id=message_id, text=form.cleaned_data["text"], now=clock.now())
    words = gettext("Answered. SMS to this person end here.") if answer.stopped else gettext("Answered.")
    toast_next_page(request, words)
    return redirect("console:sandbox:person", debtor_id)
