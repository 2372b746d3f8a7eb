"""People with debts and allowed contacts, for tests of the outbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import polars as pl
from django.db import connection

from acuerdo.cases.models import Case
from acuerdo.cases.operations import write_messages
from acuerdo.channels.operations import Dispatcher
from acuerdo.channels.queries import CONSISTENCY
from acuerdo.channels.rules.outgoing import Delivery, Outcome, Outgoing, Transport
from acuerdo.compliance.operations import judge_and_reserve
from acuerdo.content.models import Template, TemplateVersion
from acuerdo.content.operations import GALLERY
from acuerdo.content.queries import encode_messages, tokens
from acuerdo.content.rules.compiling import compile_template
from acuerdo.content.rules.documents import TemplateDocument
from acuerdo.content.rules.yaml_form import template_of_yaml
from acuerdo.portfolio.models import Creditor
from tests import factories
from tests.factories import NOW

WORKER = 4711


@cache
def _prepared(key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Document and prepared texts of a template of the gallery; compiling takes longer than a whole test."""
    read = template_of_yaml((GALLERY / f"{key}.yaml").read_text(encoding="utf-8"))
    document = TemplateDocument.model_validate(read["document"])
    return document.as_json(), compile_template(document, tokens())


def publish(key: str) -> TemplateVersion:
    """A template of the gallery, published."""
    document, compiled = _prepared(key)
    made = Template.objects.create(key=key, channel=document["channel"], draft=document, updated_at=NOW)
    return TemplateVersion.objects.create(
        template=made, number=1, document=document, compiled=compiled, published_at=NOW
    )


def carla() -> Case:
    """Carla owes 240 € to Roble and can be reached by e-mail and SMS."""
    for key in ("reminder-sms", "reminder-email"):
        publish(key)
    return owes(factories.creditor(), "Carla Núñez Prieto", email="carla@example.es", phone="+34600111222")


def owes(roble: Creditor, name: str, *, email: str, phone: str) -> Case:
    """Somebody who owes 240 € and can be reached."""
    owner = factories.debtor(name, at=roble)
    factories.contact_point(owner, "email", email)
    factories.contact_point(owner, "phone", phone)
    debt = factories.debt(owner, roble)
    opened = factories.case(owner, roble)
    factories.facts(opened, balance_cents=24_000, debt_reference=debt.reference, oldest_due_date=debt.due_date)
    return opened


def write(
    cases: Sequence[Case], *, channel: str = "sms", template: str = "", purpose: str = "collection", now: datetime = NOW
) -> pl.DataFrame:
    """Let the gate allow one contact for each case and queue its message; returns message_id and fault."""
    contacts = pl.DataFrame(
        {
            "case_id": [each.pk for each in cases],
            "debtor_id": [each.debtor_id for each in cases],
            "creditor_id": [each.creditor_id for each in cases],
        },
        schema={"case_id": pl.Int64, "debtor_id": pl.Int64, "creditor_id": pl.Int64},
    ).with_columns(
        pl.lit(channel).alias("channel"),
        pl.lit(template or f"reminder-{channel}").alias("template"),
        pl.lit("neutral").alias("tone"),
        pl.lit(purpose).alias("purpose"),
    )
    answers = judge_and_reserve(contacts, now=now)
    assert set(answers["decision"]) <= {"allow", "warn"}, answers.select("decision", "failed").to_dicts()
    return write_messages(contacts.hstack(answers.select("contact_id", "verdict_id")), now=now)


def dispatcher(transport: Transport | None = None, *, worker_id: int = WORKER, batch: int = 200) -> Dispatcher:
    """A dispatcher; every provider's messages go through the transport, if one is given."""
    transports = dict.fromkeys(("sandbox", "smtp"), transport) if transport else None
    return Dispatcher(encode=encode_messages, worker_id=worker_id, batch=batch, transports=transports)


def drain(transport: Transport | None = None, *, now: datetime = NOW + timedelta(seconds=1)) -> datetime | None:
    """Send everything that is due at an instant."""
    return dispatcher(transport).drain(clock=lambda: now)


class Road:
    """A transport that answers as told and remembers what it carried."""

    def __init__(self, answer: Callable[[Outgoing], Delivery] | None = None) -> None:
        self.carried: list[Outgoing] = []
        self._answer = answer or (lambda message: Delivery(message.message_id, Outcome.SENT, reference="250 ok"))

    def submit(self, batch: Sequence[Outgoing]) -> Future[list[Delivery]]:
        done: Future[list[Delivery]] = Future()
        self.carried.extend(batch)
        done.set_result([self._answer(message) for message in batch])
        return done


def nothing_is_wrong() -> None:
    with connection.cursor() as cursor:
        for name, sql, _remedy in CONSISTENCY:
            cursor.execute(sql)
            assert cursor.fetchall() == [], name
