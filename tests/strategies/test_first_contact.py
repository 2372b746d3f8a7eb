"""Whom a strategy would reach if it began now: counted and judged, nothing written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from acuerdo.compliance.models import Contact
from acuerdo.strategies.models import Enrolment
from acuerdo.strategies.operations import enrol_due
from acuerdo.strategies.queries.first_contact import FirstContact, first_contact
from acuerdo.strategies.queries.versions import graph_of_draft
from acuerdo.strategies.rules.file_form import read_file
from tests.factories import LUMEN, NOW
from tests.factories import portfolio as people
from tests.strategies import scenes

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 3, 3, 2, tzinfo=UTC)


def _look(text: str = scenes.REMINDER, *, now: datetime = NOW) -> FirstContact:
    graph = graph_of_draft(read_file(text).document, creditor_id=None)
    return first_contact(graph, creditor_ids=None, now=now)


def test_those_who_come_in_are_counted_and_judged_without_a_trace():
    of = people.creditor(LUMEN)
    first = scenes.owing("Carla Núñez Prieto", of)
    scenes.owing("Otra Persona Más", of, phone="+34600000002")
    scenes.owing("Sin Mora Alguna", of, phone="+34600000003", stage="late")

    found = _look()

    assert (found.selected, found.entering, found.judged) == (2, 2, 2)
    assert found.sent == {"sms": 2}
    assert (found.unreachable, found.later, found.refused, found.stopped) == (0, 0, 0, ())
    assert first.pk in found.examples
    assert not Contact.objects.exists()
    assert not Enrolment.objects.exists()


def test_rules_that_stop_it_today_are_named_with_their_counts():
    of = people.creditor(LUMEN)
    scenes.owing("Carla Núñez Prieto", of)
    without_phone = people.debtor("Sin Teléfono Ninguno", at=of)
    people.debt(without_phone, of, 9_000)
    people.facts(people.case(without_phone, of), balance_cents=9_000, time_zone="Europe/Madrid", region="ES-MD")

    found = _look(now=NIGHT)

    assert found.sent == {}
    assert (found.judged, found.later, found.unreachable) == (2, 1, 1)
    assert [each.cases for each in found.stopped] == [1] * len(found.stopped)
    assert all(each.reason.citations and each.until for each in found.stopped)


def test_people_in_another_strategy_are_selected_but_do_not_come_in():
    of = people.creditor(LUMEN)
    scenes.templates()
    scenes.strategy()
    scenes.owing("Carla Núñez Prieto", of)
    enrol_due(now=NOW)

    found = _look(scenes.REMINDER.replace("strategy: reminder", "strategy: another"))

    assert (found.selected, found.entering, found.judged, found.sent) == (1, 0, 0, None)


def test_people_who_were_in_it_do_not_come_in_again_before_their_time():
    scenes.templates()
    strategy = scenes.strategy()
    scenes.owing("Carla Núñez Prieto", people.creditor(LUMEN))
    enrol_due(now=NOW)
    Enrolment.objects.update(status=2, ended_at=NOW)
    again = scenes.REMINDER.replace("kind: entry", "kind: entry\n    reentry: P10D", 1)

    def entering(text: str, days: int) -> int:
        graph = graph_of_draft(read_file(text).document, creditor_id=None)
        at = NOW + timedelta(days=days)
        return first_contact(graph, creditor_ids=None, now=at, strategy_id=strategy.pk).entering

    assert (entering(scenes.REMINDER, 99), entering(again, 9), entering(again, 11)) == (0, 0, 1)


def test_a_strategy_without_messages_has_counts_alone():
    scenes.owing("Carla Núñez Prieto", people.creditor(LUMEN))
    text = scenes.REMINDER[: scenes.REMINDER.index("  amount:")].replace("next: amount", "next: done")

    found = _look(f"{text}  done: {{kind: end, outcome: finished}}\n")

    assert (found.selected, found.entering, found.judged, found.sent) == (1, 1, 0, None)
