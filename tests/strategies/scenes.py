"""A published strategy and people it works on, in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from acuerdo.content.operations import GALLERY, create_template, publish_template
from acuerdo.content.rules.yaml_form import template_of_yaml
from acuerdo.kernel.audit import SYSTEM
from acuerdo.strategies.enums import EnrolmentStatus, StrategyStatus, WakeEvent
from acuerdo.strategies.models import DueEnrolment, Enrolment, Strategy, StrategyVersion
from acuerdo.strategies.operations import advance_due, create_strategy, enrol_due, publish_strategy, wake
from acuerdo.strategies.rules.document import Document
from acuerdo.strategies.rules.file_form import read_file
from tests.factories import NOW
from tests.factories import portfolio as people

REMINDER = """\
strategy: reminder
start: entry
exit: [closed, paid, held]
steps:
  entry:
    kind: entry
    segment: {fact: case.stage, op: '=', value: early}
    next: amount
  amount:
    kind: split
    branches:
    - name: busy
      when: {fact: case.open_tasks, op: '>=', value: 3}
    next: {busy: done, otherwise: text}
  text:
    kind: message
    channel: sms
    template: overdue-sms
    next: {sent: listen, not_allowed: call, no_contact_point: call}
  listen:
    kind: wait_event
    events: [promise_made, link_clicked]
    timeout: P3D
    next: {promise_made: done, link_clicked: pause, timeout: call}
  pause: {kind: wait, for: P1D, next: call}
  call: {kind: agent_task, title: Llamar, next: done}
  done: {kind: end, outcome: finished}
"""


def templates(*, now: datetime = NOW) -> None:
    """The gallery's SMS for overdue debts, published."""
    read = template_of_yaml((GALLERY / "overdue-sms.yaml").read_text(encoding="utf-8"))
    made = create_template(
        key=read["key"],
        channel=read["channel"],
        title=read["title"],
        document=read["document"],
        actor=SYSTEM,
        now=now,
    )
    publish_template(template_id=made.pk, actor=SYSTEM, now=now)


def strategy(text: str = REMINDER, *, creditor_id: int | None = None, now: datetime = NOW) -> Strategy:
    """The strategy of a file, live."""
    document: Document = read_file(text).document
    key = create_strategy(document=document, creditor_id=creditor_id, actor=SYSTEM, now=now)
    publish_strategy(strategy_id=key, actor=SYSTEM, now=now)
    return Strategy.objects.get(pk=key)


def owing(name: str, of: Any, *, phone: str = "+34600000001", cents: int = 24_000, **facts: Any) -> Any:
    """A person with a phone, a debt, a case and its facts."""
    person = people.debtor(name, at=of)
    people.contact_point(person, "phone", phone)
    people.debt(person, of, cents)
    case = people.case(person, of)
    known = {"balance_cents": cents, "time_zone": "Europe/Madrid", "region": "ES-MD", "debt_reference": "D000001"}
    people.facts(case, **(known | facts))
    return case


def listening(of: Any) -> int:
    """A case whose text went out and that now waits for an answer."""
    strategy()
    carla = owing("Carla Núñez Prieto", of)
    enrol_due(now=NOW)
    advance_due(now=NOW)
    return int(carla.pk)


def wake_reply(case_id: int, now: datetime) -> None:
    """The person has answered."""
    wake(case_ids=[case_id], event=WakeEvent.REPLIED, now=now)


def standing(case_id: int) -> str:
    """The step a case stands at, or its outcome."""
    enrolment = Enrolment.objects.filter(case_id=case_id).latest("id")
    if enrolment.status == EnrolmentStatus.ENDED:
        return f"ended: {enrolment.outcome}"
    return str(StrategyVersion.objects.get(pk=enrolment.version_id).document["nodes"][enrolment.node]["id"])


def assert_due_table_fits():
    """Exactly the active enrolments of strategies that are not paused are due, each once, at its own instant."""
    paused = Strategy.objects.filter(status=StrategyStatus.PAUSED).values_list("pk", flat=True)
    active = Enrolment.objects.filter(status=EnrolmentStatus.ACTIVE).exclude(strategy_id__in=list(paused))
    expected = {(row.debtor_id % 64, row.due_at, row.pk) for row in active}
    assert set(DueEnrolment.objects.values_list("shard", "due_at", "enrolment_id")) == expected
