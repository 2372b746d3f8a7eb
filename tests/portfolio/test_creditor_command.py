"""`acuerdo creditor` adds and lists, and says what it cannot take."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from acuerdo.compliance.queries.packs import bindings_of
from acuerdo.kernel.models import AuditEntry
from acuerdo.portfolio.models import Creditor
from tests.factories import portfolio as people

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit code, and what was written to both outputs."""
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("creditor", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, out.getvalue(), err.getvalue()


def test_added_creditor_is_bound_by_the_law_of_its_country():
    code, out, _ = run(
        "--json", "add", "andina", "--name", "Andina Crédito", "--country", "co", "--currency", "cop",
        "--time-zone", "America/Bogota", "--sector", "financial",
    )  # fmt: skip

    made = Creditor.objects.get()
    assert (code, json.loads(out)) == (0, {"id": made.pk, "reference": "andina"})
    assert (made.country, made.currency, made.time_zone, made.sector) == ("CO", "COP", "America/Bogota", "financial")
    assert (made.legal_name, made.sms_sender) == ("Andina Crédito", "Andina Cred")
    assert bindings_of(creditor_ids=[made.pk])[made.pk].names == ("co", "house")
    assert AuditEntry.objects.get().actor_name == "command line"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["banco-roble", "--name", "Otro"], "there is a creditor 'banco-roble' already"),
        (["dos palabras", "--name", "Otro"], "letters, digits, hyphens and underscores"),
        (["otro", "--name", "Otro", "--country", "XX"], "no such country: XX; two letters"),
        (["otro", "--name", "Otro", "--currency", "EU"], "no such currency: EU; three letters"),
        (["otro", "--name", "Otro", "--time-zone", "Madrid"], "no such time zone: Madrid; a name such as"),
    ],
)
def test_what_cannot_be_added_is_said(arguments, told):
    people.creditor()

    code, _, err = run("add", *arguments)

    assert (code, told in err) == (2, True)
    assert Creditor.objects.count() == 1


def test_list_tells_people_and_programs():
    assert "none yet: acuerdo creditor add" in run("list")[1]
    people.creditor()

    assert run("list")[1].split()[:3] == ["banco-roble", "ES", "EUR"]
    assert [each["reference"] for each in json.loads(run("--json", "list")[1])["creditors"]] == ["banco-roble"]
