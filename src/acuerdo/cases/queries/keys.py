"""From people to their cases."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from acuerdo.cases.models import Case


def open_case_ids(*, debtor_ids: Sequence[int]) -> list[int]:
    """Keys of the open cases of these people, with any creditor."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM cases_case WHERE debtor_id = ANY(%s) AND status = 'open'", [list(set(debtor_ids))]
        )
        return [row[0] for row in cursor.fetchall()]


def open_case_of(*, creditor_id: int, debtor_id: int) -> int | None:
    """Key of the open case of a pair, if there is one."""
    found = Case.objects.filter(creditor_id=creditor_id, debtor_id=debtor_id, status="open")
    return found.values_list("pk", flat=True).first()


def open_cases_by_debtor(*, creditor_id: int, debtor_ids: Sequence[int]) -> dict[int, int]:
    """Keys of the open cases of these people with a creditor, by person."""
    found = Case.objects.filter(creditor_id=creditor_id, debtor_id__in=set(debtor_ids), status="open")
    return dict(found.values_list("debtor_id", "pk"))
