"""Facts of the case itself, its work, its portal visits and the calls made on it."""

from __future__ import annotations

from acuerdo.cases.enums import CaseStatus, Stage
from acuerdo.kernel.facts import FactSource, FactType, Words, described, register, register_source

STATUSES = (
    (CaseStatus.OPEN.value, Words(es="abierto", en="open")),
    (CaseStatus.CLOSED.value, Words(es="cerrado", en="closed")),
)
STAGES = (
    (Stage.PRE_DUE.value, Words(es="antes del vencimiento", en="not due yet")),
    (Stage.EARLY.value, Words(es="temprana", en="early")),
    (Stage.LATE.value, Words(es="tardía", en="late")),
    (Stage.PRE_COURT.value, Words(es="prejudicial", en="pre-court")),
)

FACTS = (
    described(
        "case.status",
        FactType.CHOICE,
        "status",
        ("estado del expediente", "case status"),
        ("Abierto mientras se deba algo.", "Open while anything is owed."),
        "open",
        choices=STATUSES,
    ),
    described(
        "case.stage",
        FactType.CHOICE,
        "stage",
        ("fase", "stage"),
        ("Por días de mora: hasta 60, 61 a 180, más.", "By days past due: to 60, 61 to 180, more."),
        "early",
        choices=STAGES,
    ),
    described(
        "case.opened",
        FactType.DATE,
        "opened_date",
        ("fecha de apertura", "opening date"),
        ("Día en que se abrió el expediente.", "The day the case was opened."),
        "2026-01-15",
    ),
    described(
        "case.age_days",
        FactType.NUMBER,
        "",
        ("días abierto", "days open"),
        ("Días desde que se abrió el expediente.", "Days since the case was opened."),
        "21",
        days_since="opened_date",
    ),
    described(
        "case.open_tasks",
        FactType.NUMBER,
        "open_tasks",
        ("tareas pendientes", "open tasks"),
        ("Tareas de agentes sin terminar.", "Work for agents not done yet."),
        "0",
    ),
    described(
        "case.reference",
        FactType.NUMBER,
        "case_id",
        ("número de expediente", "case number"),
        ("Número con el que se cita el expediente.", "The number people quote for the case."),
        "1042",
    ),
    described(
        "engagement.portal_visits",
        FactType.NUMBER,
        "portal_visits",
        ("visitas al portal", "portal visits"),
        ("Veces que la persona entró en el portal.", "How often the person came into the portal."),
        "2",
    ),
    described(
        "engagement.last_visit",
        FactType.DATE,
        "last_visit_date",
        ("última visita al portal", "last portal visit"),
        ("Último día en que entró en el portal.", "The last day they came into the portal."),
        "2026-02-01",
    ),
)

SOURCE = FactSource(
    name="cases",
    columns=(
        "status", "stage", "opened_date", "assignee_id", "open_tasks", "portal_visits", "last_visit_date",
        "calls_logged", "last_call_date", "last_call_outcome", "last_hang_up_date",
    ),
    # Days are UTC days: the same instant must give the same row on every machine.
    # LATERAL: a look-up a case; joined as a whole, a batch would read the work on all cases there are.
    sql="""
        SELECT wanted.case_id, c.status, c.stage, (c.opened_at AT TIME ZONE 'UTC')::date AS opened_date, c.assignee_id,
               task.open_tasks, visit.portal_visits, visit.last_visit_date, call.calls_logged, call.last_call_date,
               COALESCE(call.last_call_outcome, '') AS last_call_outcome, call.last_hang_up_date
        FROM wanted
        JOIN cases_case c ON c.id = wanted.case_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS open_tasks FROM cases_task t WHERE t.case_id = wanted.case_id AND t.status = 'open'
        ) task
        CROSS JOIN LATERAL (
            SELECT count(*) AS portal_visits, (max(v.at) AT TIME ZONE 'UTC')::date AS last_visit_date
            FROM cases_portalvisit v WHERE v.case_id = wanted.case_id
        ) visit
        CROSS JOIN LATERAL (
            SELECT count(*) AS calls_logged, (max(l.at) AT TIME ZONE 'UTC')::date AS last_call_date,
                   (array_agg(l.outcome ORDER BY l.at DESC, l.id DESC))[1] AS last_call_outcome,
                   (max(l.at) FILTER (WHERE l.outcome = 'hung_up') AT TIME ZONE 'UTC')::date AS last_hang_up_date
            FROM cases_call l WHERE l.case_id = wanted.case_id
        ) call
    """,
)  # fmt: skip

register(*FACTS)
register_source(SOURCE)
