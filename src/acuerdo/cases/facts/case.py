"""Facts of the case itself, its work, its portal visits and the calls made on it."""

from __future__ import annotations

from acuerdo.cases.enums import CaseStatus, Stage
from acuerdo.kernel.facts import Fact, FactSource, FactType, Words, register, register_source

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
    Fact(
        key="case.status",
        type=FactType.CHOICE,
        label=Words(es="estado del expediente", en="case status"),
        help=Words(es="Abierto mientras se deba algo.", en="Open while anything is owed."),
        column="status",
        choices=STATUSES,
        example="open",
    ),
    Fact(
        key="case.stage",
        type=FactType.CHOICE,
        label=Words(es="fase", en="stage"),
        help=Words(es="Por días de mora: hasta 60, 61 a 180, más.", en="By days past due: to 60, 61 to 180, more."),
        column="stage",
        choices=STAGES,
        example="early",
    ),
    Fact(
        key="case.opened",
        type=FactType.DATE,
        label=Words(es="fecha de apertura", en="opening date"),
        help=Words(es="Día en que se abrió el expediente.", en="The day the case was opened."),
        column="opened_date",
        example="2026-01-15",
    ),
    Fact(
        key="case.age_days",
        type=FactType.NUMBER,
        label=Words(es="días abierto", en="days open"),
        help=Words(es="Días desde que se abrió el expediente.", en="Days since the case was opened."),
        days_since="opened_date",
        example="21",
    ),
    Fact(
        key="case.open_tasks",
        type=FactType.NUMBER,
        label=Words(es="tareas pendientes", en="open tasks"),
        help=Words(es="Tareas de agentes sin terminar.", en="Work for agents not done yet."),
        column="open_tasks",
        example="0",
    ),
    Fact(
        key="case.reference",
        type=FactType.NUMBER,
        label=Words(es="número de expediente", en="case number"),
        help=Words(es="Número con el que se cita el expediente.", en="The number people quote for the case."),
        column="case_id",
        example="1042",
    ),
    Fact(
        key="engagement.portal_visits",
        type=FactType.NUMBER,
        label=Words(es="visitas al portal", en="portal visits"),
        help=Words(es="Veces que la persona entró en el portal.", en="How often the person came into the portal."),
        column="portal_visits",
        example="2",
    ),
    Fact(
        key="engagement.last_visit",
        type=FactType.DATE,
        label=Words(es="última visita al portal", en="last portal visit"),
        help=Words(es="Último día en que entró en el portal.", en="The last day they came into the portal."),
        column="last_visit_date",
        example="2026-02-01",
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
