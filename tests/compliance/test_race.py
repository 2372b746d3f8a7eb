"""Two workers and the last contact a person may receive in a week: one of them gets it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier
from typing import Any

import polars as pl
import pytest
from django.db import connection, transaction

from acuerdo.compliance.models import Contact
from acuerdo.compliance.operations import judge_and_reserve
from acuerdo.kernel import shards
from tests.factories import portfolio

pytestmark = pytest.mark.django_db(transaction=True)
NOW = portfolio.NOW
ROUNDS = 20
# Far above what a loaded machine needs; a worker that dies does not leave the other waiting for ever.
PATIENCE = 30


def people_with_one_contact_left(count: int) -> list[dict[str, Any]]:
    """An intent for each of some people whom three written contacts a week are allowed and two were made."""
    at = portfolio.creditor()
    debtors = [portfolio.debtor(f"Persona {number}", at=at) for number in range(count)]
    Contact.objects.bulk_create(
        Contact(
            debtor_id=debtor.pk,
            creditor_id=at.pk,
            channel=channel,
            purpose="collection",
            at=NOW - timedelta(days=days),
            status="made",
        )
        for debtor in debtors
        for channel, days in (("sms", 5), ("email", 2))
    )
    return [
        {"debtor_id": debtor.pk, "creditor_id": at.pk, "channel": "sms", "purpose": "collection"} for debtor in debtors
    ]


def ask(intent: dict[str, Any]) -> dict[str, Any]:
    return judge_and_reserve(pl.DataFrame([intent]), now=NOW).row(0, named=True)


def at_once(work: Callable[[Barrier], list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """What two threads answered, each with a connection of its own."""
    barrier = Barrier(2, timeout=PATIENCE)

    def one(_: int) -> tuple[int, list[dict[str, Any]]]:
        with closing(connection):
            connection.ensure_connection()
            return connection.connection.info.backend_pid, work(barrier)

    with ThreadPoolExecutor(2) as pool:
        (first, answers), (second, others) = pool.map(one, range(2))
    assert first != second
    return [answers, others]


def reserved(intent: dict[str, Any]) -> list[int]:
    return list(Contact.objects.filter(debtor_id=intent["debtor_id"], status="reserved").values_list("pk", flat=True))


def test_of_two_workers_at_the_same_instant_one_takes_the_last_contact():
    intents = people_with_one_contact_left(ROUNDS)

    def work(barrier: Barrier) -> list[dict[str, Any]]:
        answers = []
        for intent in intents:
            barrier.wait()
            with transaction.atomic():
                shards.lock_people([intent["debtor_id"]])
                answers.append(ask(intent))
        return answers

    for intent, *pair in zip(intents, *at_once(work), strict=True):
        winner, loser = sorted(pair, key=lambda answer: answer["decision"])
        assert (winner["decision"], loser["decision"]) == ("allow", "defer")
        # Not the gap of a day but the week's cap: the oldest contact has to fall out of it.
        assert loser["next_allowed_at"] == NOW + timedelta(days=2)
        assert (loser["failed"], loser["contact_id"]) == (["es.cap.written.7d"], None)
        assert reserved(intent) == [winner["contact_id"]]


def test_a_worker_that_takes_what_is_free_leaves_a_person_under_judgement_alone():
    [intent] = people_with_one_contact_left(1)
    mine = shards.shard_of(intent["debtor_id"])

    def work(barrier: Barrier) -> list[dict[str, Any]]:
        with transaction.atomic():
            got = [ask(intent) for _ in shards.try_lock([mine])]
            # Both have tried before either lets go.
            barrier.wait()
        return got

    assert sorted(len(answers) for answers in at_once(work)) == [0, 1]
    assert len(reserved(intent)) == 1


def test_without_the_lock_both_would_take_it():
    """Control: the two tests above would see the race if the lock did not close it."""
    usual, intent = people_with_one_contact_left(2)
    # Stores the verdict, for whose row the two would else wait.
    ask(usual)

    def work(barrier: Barrier) -> list[dict[str, Any]]:
        with transaction.atomic():
            answer = ask(intent)
            barrier.wait()
        return [answer]

    assert [answer["decision"] for [answer] in at_once(work)] == ["allow", "allow"]
    assert len(reserved(intent)) == 2
