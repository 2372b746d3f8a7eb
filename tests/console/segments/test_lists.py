"""Lists on screen: uploaded, mended, used and kept while something names them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from acuerdo.segments.models import ListMember, StaticList
from tests import factories
from tests.console.people import signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def roble():
    return factories.creditor()


@pytest.fixture
def eva(roble):
    for reference in ("C1", "C2", "C3"):
        factories.facts(factories.case(factories.debtor(f"Persona {reference}", at=roble, reference=reference), roble))
    return signed_in(factories.eva())


def file(text: str, name: str = "people.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def upload(client, roble, text: str = "reference;note\nC1;a\nC9;b\n", **given):
    fields = {"name": "Best", "description": "", "creditor": roble.pk, "file": file(text)} | given
    return client.post("/segments/lists/new/", fields, follow=True)


def test_a_file_becomes_a_list_and_rows_without_a_person_come_back(roble, eva):
    html = text_of(upload(eva, roble))

    assert "1 person found by the column “reference”. 1 row found nobody, see below." in html
    assert "nobody has this customer number, debt number or national id" in html
    assert ListMember.objects.count() == 1
    made = StaticList.objects.get()
    answer = eva.get(f"/segments/lists/{made.pk}/unmatched.csv")
    assert text_of(answer).splitlines() == [
        "Line,Value,Reason",
        '3,C9,"nobody has this customer number, debt number or national id"',
    ]


@pytest.mark.parametrize("text", ["C1\nC2\n", "nothing,id\nx,C1\ny,C2\n", "\n\nid\nC1\nC2\n"])
def test_the_column_with_people_is_found_with_or_without_a_heading(roble, eva, text):
    upload(eva, roble, text)

    assert StaticList.objects.get().members == 2


def test_formulas_do_not_leave_as_formulas(roble, eva):
    upload(eva, roble, "id\nC1\n=1+1\n")

    made = StaticList.objects.get()
    assert "'=1+1" in text_of(eva.get(f"/segments/lists/{made.pk}/unmatched.csv"))


@pytest.mark.parametrize(("how", "members"), [("replace", 1), ("add", 2)])
def test_another_file_replaces_or_adds(roble, eva, how, members):
    upload(eva, roble, "id\nC1\n")
    made = StaticList.objects.get()

    answer = eva.post(f"/segments/lists/{made.pk}/members/", {"how": how, "file": file("id\nC2\n")})

    made.refresh_from_db()
    assert (answer.status_code, made.members) == (302, members)


def test_files_that_cannot_be_read_and_names_taken_are_said(roble, eva):
    upload(eva, roble)
    made = StaticList.objects.get()
    binary = SimpleUploadedFile("x.csv", b"\x00\x01\x02")

    for answer in (
        eva.post("/segments/lists/new/", {"name": "New", "creditor": roble.pk, "file": binary}),
        eva.post("/segments/lists/new/", {"name": "Best", "creditor": roble.pk, "file": file("id\nC1\n")}),
        eva.post(
            f"/segments/lists/{made.pk}/members/", {"how": "add", "file": SimpleUploadedFile("x", b"\x00\x01\x02")}
        ),
        eva.post(f"/segments/lists/{made.pk}/members/", {"how": "add"}),
    ):
        assert answer.status_code == 422
        assert "errorlist" in text_of(answer)
    assert StaticList.objects.count() == 1


def test_a_list_is_chosen_in_a_rule_and_then_not_archived(roble, eva):
    upload(eva, roble)
    given = {
        "name": "Spared", "creditor": roble.pk, "rule.join": "all", "rule.0.fact": "list:best", "rule.0.op": "in_it",
        "do": "save",
    }  # fmt: skip
    detail = text_of(eva.post("/segments/new/", given, follow=True))
    assert "is on list “Best”" in detail
    assert "Persona C1" in detail
    made = StaticList.objects.get()

    refused = text_of(eva.post(f"/segments/lists/{made.pk}/archive/", follow=True))
    assert "Not archived: used by Spared." in refused

    made.refresh_from_db()
    assert made.archived_at is None


def test_a_list_that_nobody_uses_is_archived(roble, eva):
    upload(eva, roble)
    made = StaticList.objects.get()

    eva.post(f"/segments/lists/{made.pk}/archive/")

    assert eva.get(f"/segments/lists/{made.pk}/").status_code == 404
    assert "No list yet" in text_of(eva.get("/segments/lists/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_are_shown_in_a_fixed_number_of_queries(roble, eva, rows, django_assert_num_queries):
    for number in range(rows):
        upload(eva, roble, name=f"List {number}")
    eva.get("/segments/lists/")

    # session, user, creditors, lists
    with django_assert_num_queries(4):
        html = text_of(eva.get("/segments/lists/"))

    assert html.count("Banco Roble</span>") == rows


def test_lists_of_other_creditors_do_not_exist_and_leads_may_not_write(roble, eva):
    upload(eva, roble)
    made = StaticList.objects.get()
    stranger = signed_in(factories.dan())
    ben = signed_in(factories.ben(roble))

    assert stranger.get(f"/segments/lists/{made.pk}/").status_code in (403, 404)
    assert ben.get(f"/segments/lists/{made.pk}/").status_code == 200
    assert ben.post(f"/segments/lists/{made.pk}/archive/").status_code == 403
    assert ben.get("/segments/lists/new/").status_code == 403
