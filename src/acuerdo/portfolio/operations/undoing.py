"""An import taken back: what it created goes, what it changed is as before. Until its first message, not after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from acuerdo.kernel import audit
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish_many
from acuerdo.portfolio.enums import ImportKind, ImportStatus
from acuerdo.portfolio.events import ImportUndone
from acuerdo.portfolio.models import Import
from acuerdo.portfolio.operations.importing import PEOPLE_AN_EVENT
from acuerdo.portfolio.operations.running import lock_imports

_PEOPLE = """
    SELECT DISTINCT debtor_id FROM (
        SELECT debtor_id FROM portfolio_debt WHERE import_id = %(run)s
        UNION ALL SELECT debtor_id FROM portfolio_debtorreference WHERE import_id = %(run)s
        UNION ALL SELECT debtor_id FROM portfolio_contactpoint WHERE import_id = %(run)s
        UNION ALL SELECT d.debtor_id FROM portfolio_importchange c JOIN portfolio_debt d ON d.id = c.obj_id
                  WHERE c.import_run_id = %(run)s AND c.obj_type = 'debt'
        UNION ALL SELECT c.obj_id FROM portfolio_importchange c
                  WHERE c.import_run_id = %(run)s AND c.obj_type = 'debtor'
    ) touched ORDER BY debtor_id
"""
_PAID = """
    SELECT EXISTS (
        SELECT FROM portfolio_ledgerentry e JOIN portfolio_debt d ON d.id = e.debt_id
        WHERE e.booked_at >= %(since)s AND (e.payment_id IS NOT NULL OR e.import_id IS NULL)
          AND (d.import_id = %(run)s OR EXISTS (SELECT FROM portfolio_importchange c
               WHERE c.import_run_id = %(run)s AND c.obj_type = 'debt' AND c.obj_id = d.id)))
"""
# In this order: hashes first, so that the same file counts as new afterwards; persons last, if nobody else has them.
_STEPS = (
    """UPDATE portfolio_debtorreference r SET content_hash = NULL, words_hash = NULL
       WHERE r.creditor_id = %(creditor)s AND r.debtor_id IN (
           SELECT debtor_id FROM portfolio_contactpoint WHERE import_id = %(run)s
           UNION SELECT obj_id FROM portfolio_importchange WHERE import_run_id = %(run)s AND obj_type = 'debtor')""",
    """UPDATE portfolio_debt d SET content_hash = NULL, words_hash = NULL, product = b.product,
           debt_type = b.debt_type, iban = b.iban,
           issued_date = b.issued_date, due_date = b.due_date, custom = (c.before->>'custom')::jsonb,
           principal_cents = b.principal_cents, interest_cents = b.interest_cents, fees_cents = b.fees_cents,
           stated_principal_cents = b.stated_principal_cents, stated_interest_cents = b.stated_interest_cents,
           stated_fees_cents = b.stated_fees_cents, status = b.status, disputed_at = b.disputed_at,
           closed_at = b.closed_at
       FROM portfolio_importchange c, jsonb_populate_record(NULL::portfolio_debt, c.before - 'custom') b
       WHERE c.import_run_id = %(run)s AND c.obj_type = 'debt' AND c.obj_id = d.id""",
    """UPDATE portfolio_debtor d SET kind = b.kind, name = b.name, given_name = b.given_name,
           national_id = b.national_id, birth_date = b.birth_date, language = b.language, country = b.country,
           region = b.region, postcode = b.postcode, city = b.city, time_zone = b.time_zone
       FROM portfolio_importchange c, jsonb_populate_record(NULL::portfolio_debtor, c.before) b
       WHERE c.import_run_id = %(run)s AND c.obj_type = 'debtor' AND c.obj_id = d.id""",
    "DELETE FROM portfolio_ledgerentry WHERE import_id = %(run)s",
    "DELETE FROM portfolio_debt WHERE import_id = %(run)s",
    "DELETE FROM portfolio_contactpoint WHERE import_id = %(run)s",
    "DELETE FROM portfolio_debtorreference WHERE import_id = %(run)s",
    """WITH gone AS (
           DELETE FROM portfolio_debtor p WHERE p.import_id = %(run)s
             AND NOT EXISTS (SELECT FROM portfolio_debtorreference r WHERE r.debtor_id = p.id)
             AND NOT EXISTS (SELECT FROM portfolio_debt d WHERE d.debtor_id = p.id) RETURNING id)
       DELETE FROM portfolio_contactpoint c USING gone WHERE c.debtor_id = gone.id""",
    "DELETE FROM portfolio_importchange WHERE import_run_id = %(run)s",
)

Guard = Callable[..., str | None]
"""`(creditor_id, debtor_ids, since)`: the code of a reason why these persons' import cannot be taken back, or None."""
_guards: list[Guard] = []


class CannotUndoImport(Exception):
    """`reason` is a code: not_done, later_import, payment, or what a guard of another context says (message, …)."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def undo_guard(guard: Guard) -> Guard:
    """Ask this function, of a context above, before an import is taken back."""
    _guards.append(guard)
    return guard


def undo_import(*, import_id: int, actor: Actor, now: datetime) -> int:
    """Take an import back; returns how many persons it was about. Raises CannotUndoImport with the reason."""
    with transaction.atomic():
        lock_imports()
        run = Import.objects.select_for_update().get(pk=import_id)
        people = _people(run)
        reason = _reason_against(run, people)
        if reason is not None:
            raise CannotUndoImport(reason)
        with connection.cursor() as cursor:
            for step in _STEPS:
                cursor.execute(step, {"run": run.pk, "creditor": run.creditor_id})
        Import.objects.filter(pk=run.pk).update(status=ImportStatus.UNDONE)
        entry = audit.Entry(
            "portfolio.import.undone",
            "portfolio.import",
            run.pk,
            actor,
            creditor_id=run.creditor_id,
            after={"people": len(people)},
        )
        audit.record(entry, at=now)
        for start in range(0, len(people), PEOPLE_AN_EVENT):
            publish_many(
                [ImportUndone(run.creditor_id, run.pk, tuple(people[start : start + PEOPLE_AN_EVENT]))], now=now
            )
    return len(people)


def _people(run: Import) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"run": run.pk})
        return [row[0] for row in cursor.fetchall()]


def _reason_against(run: Import, people: list[int]) -> str | None:
    if run.status != ImportStatus.DONE or run.kind != ImportKind.DEBTS or run.started_at is None:
        return "not_done"
    later = Import.objects.filter(creditor_id=run.creditor_id, status=ImportStatus.DONE, kind=ImportKind.DEBTS)
    if later.filter(started_at__gte=run.started_at, pk__gt=run.pk).exists():
        return "later_import"
    with connection.cursor() as cursor:
        cursor.execute(_PAID, {"run": run.pk, "since": run.started_at})
        if cursor.fetchone()[0]:
            return "payment"
    found = (guard(creditor_id=run.creditor_id, debtor_ids=people, since=run.started_at) for guard in _guards)
    return next((reason for reason in found if reason), None)
