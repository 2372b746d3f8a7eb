"""What debtors tell us themselves: "not my debt", "I cannot pay now", and that they were here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from acuerdo.cases.enums import TaskKind
from acuerdo.cases.events import DisputeOpened, HardshipDeclared, PortalVisited
from acuerdo.cases.models import Case, Note, Task
from acuerdo.cases.operations.refreshing import refresh_facts
from acuerdo.cases.operations.work import create_task
from acuerdo.compliance.operations import place_hold
from acuerdo.kernel.audit import Actor
from acuerdo.kernel.events import publish, publish_many
from acuerdo.portfolio.operations import mark_disputed

DISPUTE_REASONS = ("not_mine", "wrong_amount", "already_paid", "other")
HARDSHIP_WISHES = ("pause", "lower", "person")


def _said(code: str) -> str:
    return {
        "not_mine": _("says the debt is not theirs"),
        "wrong_amount": _("says the amount is wrong"),
        "already_paid": _("says it has been paid"),
        "other": _("says something is wrong"),
        "pause": _("asks for a pause"),
        "lower": _("asks for smaller payments"),
        "person": _("asks to talk to a person"),
    }[code]


# A person answers a dispute within two working days; a call back sooner.
_ANSWER_WITHIN = timedelta(days=2)
_CALL_WITHIN = timedelta(days=1)
# How long contact rests after "I can't pay right now", unless an agent agrees something else.
PAUSE = timedelta(days=14)
# A reload, or Back, is not another visit.
_ONE_VISIT = timedelta(minutes=30)
_ONE_AT_A_TIME = """
    SELECT pg_advisory_xact_lock(hashtextextended('cases_portalvisit', id)) FROM unnest(%s::bigint[]) AS id
"""
_VISIT = """
    WITH new AS (
        INSERT INTO cases_portalvisit (case_id, message_id, at)
        SELECT n.case_id, n.message_id, %(now)s
        FROM unnest(%(cases)s::bigint[], %(messages)s::bigint[]) AS n(case_id, message_id)
        JOIN cases_case c ON c.id = n.case_id
        WHERE NOT EXISTS (SELECT FROM cases_portalvisit v WHERE v.case_id = n.case_id AND v.at > %(since)s)
        RETURNING case_id, message_id
    )
    SELECT c.creditor_id, c.debtor_id, c.id, new.message_id FROM new JOIN cases_case c ON c.id = new.case_id
    ORDER BY c.id
"""


class CannotOpenRequest(Exception):
    """The case is closed, or the request names something that does not exist."""


def open_dispute(*, case_id: int, reason: str, text: str, debt_ids: list[int], actor: Actor, now: datetime) -> int:
    """Stop contact about a case and put the dispute before an agent; returns the key of the task.

    The same again while the first is unanswered adds the text and returns the first task.
    """
    if reason not in DISPUTE_REASONS:
        raise CannotOpenRequest(reason)
    with transaction.atomic():
        case = _open_case(case_id)
        title = _titled(case, reason)
        _write_down(case, title, text, now)
        mark_disputed(
            debt_ids=debt_ids or _open_debts(case), debtor_id=case.debtor_id, creditor_id=case.creditor_id, now=now
        )
        place_hold(
            debtor_id=case.debtor_id, creditor_id=case.creditor_id, event="dispute_opened", note=text[:500],
            actor=actor, now=now,
        )  # fmt: skip
        if waiting := _waiting(case, TaskKind.DISPUTE):
            return waiting
        task = create_task(case=case, kind=TaskKind.DISPUTE, title=title, due_at=now + _ANSWER_WITHIN, now=now)
        refresh_facts([case_id], now=now)
        publish(
            DisputeOpened(creditor_id=case.creditor_id, debtor_id=case.debtor_id, case_id=case_id, reason=reason),
            now=now,
        )
    return task


def declare_hardship(*, case_id: int, wish: str, text: str, actor: Actor, now: datetime) -> int:
    """Let contact rest for a fortnight and put the request before an agent; returns the key of the task.

    `wish` is `pause`, `lower` (smaller instalments) or `person` (a call back, which needs no rest).
    """
    if wish not in HARDSHIP_WISHES:
        raise CannotOpenRequest(wish)
    kind = TaskKind.CALL_BACK if wish == "person" else TaskKind.HARDSHIP
    with transaction.atomic():
        case = _open_case(case_id)
        title = _titled(case, wish)
        _write_down(case, title, text, now)
        if wish != "person":
            place_hold(
                debtor_id=case.debtor_id, creditor_id=case.creditor_id, event="hardship_declared", note=text[:500],
                until=now + PAUSE, actor=actor, now=now,
            )  # fmt: skip
        if waiting := _waiting(case, kind):
            return waiting
        due = now + (_CALL_WITHIN if wish == "person" else _ANSWER_WITHIN)
        task = create_task(case=case, kind=kind, title=title, due_at=due, now=now)
        refresh_facts([case_id], now=now)
        publish(
            HardshipDeclared(creditor_id=case.creditor_id, debtor_id=case.debtor_id, case_id=case_id, wish=wish),
            now=now,
        )
    return task


def record_visit(*, case_id: int, message_id: int | None, now: datetime) -> bool:
    """Note that the debtor came into the portal; within half an hour it is the same visit (returns false)."""
    return bool(record_visits(visits={case_id: message_id}, now=now))


def record_visits(*, visits: Mapping[int, int | None], now: datetime) -> list[int]:
    """Note that debtors came into the portal, by case the message that led there; returns the cases it is new of.

    Within half an hour it is the same visit.
    """
    cases = sorted(visits)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME, [cases])
        cursor.execute(
            _VISIT,
            {"cases": cases, "messages": [visits[case] for case in cases], "now": now, "since": now - _ONE_VISIT},
        )
        news = [PortalVisited(*row) for row in cursor.fetchall()]
        visited = [each.case_id for each in news]
        refresh_facts(visited, names=["cases"], now=now)
        publish_many(news, now=now)
    return visited


def _titled(case: Case, code: str) -> str:
    # For agents, who read the creditor's language whatever the debtor speaks.
    with translation.override(case.creditor.language):
        said = _said(code)
        return said[:1].upper() + said[1:]


def _open_case(case_id: int) -> Case:
    case = Case.objects.select_for_update().filter(pk=case_id, status="open").first()
    if case is None:
        raise CannotOpenRequest(case_id)
    return case


def _write_down(case: Case, heading: str, text: str, now: datetime) -> None:
    Note.objects.create(case_id=case.pk, author=None, text=f"{heading}\n{text}".strip(), at=now)


def _open_debts(case: Case) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM portfolio_debt WHERE debtor_id = %s AND creditor_id = %s AND status = 'open'",
            [case.debtor_id, case.creditor_id],
        )
        return [row[0] for row in cursor.fetchall()]


def _waiting(case: Case, kind: TaskKind) -> int | None:
    return Task.objects.filter(case_id=case.pk, kind=kind, status="open").values_list("pk", flat=True).first()
