"""How every act on a case goes: the case or nothing, one form, one operation, and back to where the reader was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from acuerdo.cases.queries import CaseData, case_data
from acuerdo.console.access import StaffRequest
from acuerdo.console.cases import pages
from acuerdo.console.cases.places import case_address, place_of
from acuerdo.console.scope import scope_of
from acuerdo.console.toasts import toast_next_page
from acuerdo.kernel import clock


def case_or_404(request: StaffRequest, case_id: int, now: datetime) -> CaseData:
    """The case if this person may see it; a case of somebody else's does not exist for them."""
    data = case_data(case_id=case_id, creditor_ids=scope_of(staff=request.staff).ids, now=now)
    if data is None:
        raise Http404
    return data


def back(request: StaffRequest, case_id: int, *, part: str = "detail", anchor: str = "") -> HttpResponse:
    """To a page of the case, in the list that the reader is working through."""
    return redirect(case_address(case_id, place_of(request.GET), part=part) + anchor)


def said(
    request: StaffRequest, case_id: int, text: str, *, tone: str = "success", part: str = "detail", anchor: str = ""
) -> HttpResponse:
    """Back to the case, with a word on what was done."""
    toast_next_page(request, text, tone=tone)
    return back(request, case_id, part=part, anchor=anchor)


_SHOWN: dict[str, Callable[..., object | None]] = {"detail": pages.case_page, "person": pages.person_page}


def filled_case(
    request: StaffRequest,
    case_id: int,
    now: datetime,
    filled: Mapping[str, object],
    *,
    part: str = "detail",
    status: int = 422,
) -> HttpResponse:
    """The case once more with what was filled in: a form with its errors, a preview. `open` names the form shown."""
    show = _SHOWN[part]
    page = show(staff=request.staff, case_id=case_id, now=now, place=place_of(request.GET), filled=filled)
    if page is None:
        raise Http404
    return render(request, f"console/cases/{part}.html", context_of(page), status=status)


def context_of(page: object) -> dict[str, object]:
    """What the templates of a case take."""
    return {"page": page, "crumbs": [(reverse("console:cases:index"), gettext("Cases"))]}


def act(
    request: StaffRequest,
    case_id: int,
    name: str,
    form: Any,
    do: Callable[[CaseData, datetime], str],
    *,
    part: str = "detail",
) -> HttpResponse:
    """Check the form, do the one thing, say so. `do` returns what to say, or adds an error to the form."""
    now = clock.now()
    data = case_or_404(request, case_id, now)
    text = do(data, now) if form.is_valid() else ""
    if form.errors:
        return filled_case(request, case_id, now, {f"{name}_form": form, "open": name}, part=part)
    return said(request, case_id, text, part=part)
