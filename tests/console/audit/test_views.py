"""The audit log: what is asked for, within the scope, and whether the chain holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from acuerdo.kernel.audit import SYSTEM, Actor, Entry, record, seal
from tests import factories
from tests.factories import LUMEN, NOW

BEN = Actor(kind="user", id=1, name="Ben Costa")


@pytest.fixture
def log(db):
    roble, lumen = factories.creditor(), factories.creditor(LUMEN)
    record(Entry("cases.case.closed", "cases.case", 7, BEN, creditor_id=roble.pk, debtor_id=1,
                 before={"status": "open"}, after={"status": "closed"}), at=NOW)  # fmt: skip
    record(
        Entry("portfolio.import.done", "portfolio.import", 3, SYSTEM, creditor_id=lumen.pk), at=NOW - timedelta(days=9)
    )
    record(Entry("staff.member.created", "staff.User", 5, SYSTEM), at=NOW - timedelta(days=20))
    record(Entry("compliance.consent.granted", "compliance.consent", 6, SYSTEM, debtor_id=99), at=NOW)
    seal()
    return roble, lumen


def actions(response) -> list[str]:
    return [row.line.action for row in response.context["page"].rows]


def auditor(*sees):
    return factories.member("Olga Prim", "auditor", sees=sees)


def test_log_shows_what_differs_and_only_the_scope(client_of, log):
    roble, _lumen = log

    response = client_of(auditor(roble)).get("/audit/")

    assert actions(response) == ["staff.member.created", "cases.case.closed"]
    closed = next(row for row in response.context["page"].rows if row.line.obj_id == 7)
    assert [(each.name, each.before, each.after) for each in closed.differences] == [("status", "open", "closed")]
    assert closed.href == "/cases/7/"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?who=user", ["cases.case.closed"]),
        ("?area=portfolio", ["portfolio.import.done"]),
        ("?q=costa", ["cases.case.closed"]),
        ("?creditor=lumen-energia", ["portfolio.import.done"]),
        ("?object=portfolio.import:3", ["portfolio.import.done"]),
        ("?first=2026-05-20&last=2026-06-06", ["staff.member.created", "portfolio.import.done"]),
        (
            "?first=x",
            [
                "compliance.consent.granted",
                "staff.member.created",
                "portfolio.import.done",
                "cases.case.closed",
            ],
        ),
    ],
)
def test_filters(client_of, log, query, expected):
    response = client_of(factories.eva()).get(f"/audit/{query}")

    assert actions(response) == expected


def test_agents_may_not_read_the_log(client_of, log):
    assert client_of(factories.ana(*log)).get("/audit/").status_code == 403


def test_chain_is_whole(client_of, log):
    response = client_of(factories.eva()).post("/audit/chain/")

    assert response.context["chain"].broken_at is None
    assert response.context["chain"].checked == 4


def test_chain_names_the_first_entry_that_was_changed(client_of, log):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_auditentry SET actor_name = 'Dan' WHERE action = 'cases.case.closed' RETURNING id"
        )
        changed = cursor.fetchone()[0]

    response = client_of(factories.eva()).post("/audit/chain/", headers={"HX-Request": "true"})

    assert response.context["chain"].broken_at == changed
    assert "tampered" in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_log_takes_the_same_queries_for_one_row_and_three(client_of, db, rows, django_assert_num_queries):
    for index in range(rows):
        record(Entry("staff.member.created", "staff.User", index, SYSTEM), at=NOW)
    client = client_of(factories.eva())

    with django_assert_num_queries(5):
        assert len(actions(client.get("/audit/"))) == rows


def test_entries_are_told_in_words_beside_their_code(client_of, log):
    html = client_of(factories.eva()).get("/audit/").content.decode()

    assert 'Case closed<code class="code sub">cases.case.closed</code>' in html
    assert ">Case 7</a>" in html


def test_sums_are_printed_in_units(client_of, log):
    roble, _lumen = log
    record(Entry("payments.payment.recorded", "payments.payment", 8, BEN, creditor_id=roble.pk,
                 after={"amount_cents": 241_156}), at=NOW)  # fmt: skip
    seal()

    row = client_of(factories.eva()).get("/audit/?object=payments.payment:8").context["page"].rows[0]

    assert [(each.name, each.after) for each in row.differences] == [("amount", "2,411.56")]
