"""What a person said of being contacted, taken down with its proof."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from acuerdo.cases.queries import CaseData
from acuerdo.compliance.enums import Purpose
from acuerdo.compliance.operations import Proof, agree_at, refuse_at
from acuerdo.console.access import StaffRequest, require
from acuerdo.console.cases.acting import act, case_or_404
from acuerdo.console.cases.consents import consent_form
from acuerdo.kernel import clock
from acuerdo.staff.rules import Permission


@require_POST
@require(Permission.WORK_CASES)
def consent(request: StaffRequest, case_id: int) -> HttpResponse:
    """Record that the person agrees to be contacted at an address for a purpose, or wants nothing there any more."""
    now = clock.now()
    form = consent_form(case_or_404(request, case_id, now), request.POST, today=timezone.localdate(now))

    def do(data: CaseData, now: datetime) -> str:
        given = form.cleaned_data
        agrees = given["said"] == "agrees"
        proof = Proof(
            source=given["source"],
            text=given["wording"],
            contact_point_id=int(given["point"]),
            creditor_id=data.head.creditor_id,
            said_on=given["said_on"],
        )
        record = agree_at if agrees else refuse_at
        record(
            debtor_id=data.head.debtor_id,
            purpose=Purpose(given["purpose"]),
            proof=proof,
            actor=request.staff.actor,
            now=now,
        )
        return (
            gettext("Recorded. It binds from now on.") if agrees else gettext("Recorded. Nothing more is sent there.")
        )

    return act(request, case_id, "consent", form, do, part="person")
