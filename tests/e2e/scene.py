"""A creditor in full work: texts, segments, a live strategy, and people who have been written to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl

from acuerdo.cases.operations import sync_cases
from acuerdo.kernel.audit import SYSTEM, Actor
from acuerdo.segments.operations import create_segment
from acuerdo.strategies.operations import create_strategy, publish_strategy
from acuerdo.strategies.rules.file_form import read_file
from tests import factories
from tests.e2e.worker import run_loops
from tests.gallery import gallery

BEN = Actor(kind="user", id=1, name="Ben Costa")
RULES = (
    ("over-100", "Más de 100 € a 30 días", {"all": [
        {"fact": "debt.balance", "op": ">=", "value": "100.00"},
        {"fact": "debt.days_past_due", "op": ">=", "value": 30}]}),
    ("reachable", "Con móvil y sin promesa", {"all": [
        {"fact": "contacts.has_mobile", "op": "=", "value": True}, {"fact": "promise.date", "op": "is_not_set"}]}),
    ("early", "Primeros días", {"any": [{"fact": "case.stage", "op": "in", "value": ["early", "late"]}]}),
)  # fmt: skip
STRATEGY = """\
strategy: first-notice
title: {es: Primer aviso, en: First notice}
start: entry
exit: [closed, paid, held]
steps:
  entry:
    kind: entry
    segment: {all: [{fact: debt.days_past_due, op: ">=", value: 5}]}
    next: size
  size:
    kind: split
    branches:
    - {name: large, when: {fact: debt.balance, op: ">=", value: "200.00"}}
    next: {large: mail, otherwise: reminder}
  reminder:
    kind: message
    channel: sms
    template: reminder-sms
    tone: friendly
    next: {sent: answer, not_allowed: call, no_contact_point: mail}
  mail:
    kind: message
    channel: email
    template: reminder-email
    tone: friendly
    next: {sent: answer, not_allowed: call, no_contact_point: call}
  answer:
    kind: wait_event
    events: [promise_made, replied]
    timeout: P3DT12H
    next: {promise_made: answered, replied: call, timeout: pause}
  pause: {kind: wait, for: P2D, next: call}
  call: {kind: agent_task, title: Llamar, next: answered}
  answered: {kind: end, outcome: answered}
"""
PEOPLE = (("Carla Núñez Prieto", 24_000), ("Luis Gil Romero", 8_915), ("Marta Soler Vidal", 124_050))


def people_who_owe(*, now: datetime) -> Any:
    """Banco Roble, the gallery of texts, and three people who owe and can be written to."""
    gallery(now=now)
    roble = factories.creditor(phone="+34 910 000 000", privacy_url="https://banco-roble.example/privacidad")
    for number, (name, cents) in enumerate(PEOPLE):
        person = factories.debtor(name, at=roble)
        factories.contact_point(person, "email", f"persona{number}@example.es")
        factories.contact_point(person, "phone", f"+3460000000{number}")
        factories.debt(person, roble, cents, due_date=now.date() - timedelta(days=20 + 30 * number))
        pairs = pl.DataFrame({"creditor_id": [roble.pk], "debtor_id": [person.pk]})
        sync_cases(pairs=pairs, actor=SYSTEM, now=now)
    return roble


def creditor_at_work(*, now: datetime) -> Any:
    """Banco Roble with three people who owe, three segments and one live strategy that has written to all of them."""
    roble = people_who_owe(now=now)
    for key, name, rule in RULES:
        create_segment(key=key, name=name, rule=rule, description="Para la primera campaña.", actor=BEN, now=now)
    made = create_strategy(document=read_file(STRATEGY).document, creditor_id=None, actor=BEN, now=now)
    publish_strategy(strategy_id=made, actor=BEN, now=now)
    run_loops()
    return roble
