"""What a landing page sends: the fields of all its blocks, and which button was pressed."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

from acuerdo.content.rules.blocks.forms import SENT_BY


def take_part(request: HttpRequest) -> None:
    """Leave of the fields only those of the part that was sent, by their own names; other forms stay as they are."""
    if request.method != "POST":
        return
    part = request.POST.get(SENT_BY) or request.GET.get(SENT_BY)
    if not part:
        return
    own = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        of, _dot, field = name.rpartition(".")
        if of == part:
            own.setlist(field, values)
    request.POST = own  # type: ignore[assignment]  # read only, as every view reads it


def part_with_amount(sent: QueryDict) -> str:
    """The first part in which an amount was written; "" if there is none."""
    return next((name.removesuffix(".amount") for name in sent if name.endswith(".amount") and sent[name]), "")
