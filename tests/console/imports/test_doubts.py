"""Doubtful readings at the screen: said with their example, and looked at before anything is checked."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from acuerdo.kernel.audit import SYSTEM
from acuerdo.portfolio.models import Import
from acuerdo.portfolio.operations import save_mapping
from tests import factories
from tests.factories import NOW

ROWS = "cliente;nombre;factura;vencimiento;importe\nC-1;Carla;F-1;03/04/2026;1.240,50\nC-2;Luis;F-2;05/06/2026;89,00\n"
SURE = ROWS.replace("03/04", "23/04")


def upload(client, creditor, rows=ROWS):
    file = SimpleUploadedFile("facturas.csv", rows.encode())
    client.post("/imports/new/", {"creditor": creditor.pk, "kind": "debts", "uploads": file})
    return Import.objects.latest("pk")


def form_of(page):
    given = {"decimal-0": ",", "thousands-0": "."}
    columns = page.files[0].columns
    given |= {"columns-0": str(len(columns))}
    for at, column in enumerate(columns):
        given |= {f"name-0-{at}": column.name, f"target-0-{at}": column.target, f"date-0-{at}": column.date_format}
    return given


def test_the_screen_says_what_is_doubtful_with_an_example(sam, roble):
    run = upload(sam, roble)

    response = sam.get(f"/imports/{run.pk}/mapping/")

    (doubt,) = response.context["page"].doubts
    assert (doubt.what, doubt.href) == ("Order of day and month: vencimiento", "#target-0-3")
    assert doubt.text == "“03/04/2026” is read as 3 April 2026. It could also be 4 March 2026."
    assert 'name="looked"' in response.content.decode()


def test_check_waits_until_somebody_has_looked(sam, roble):
    run = upload(sam, roble)
    form = form_of(sam.get(f"/imports/{run.pk}/mapping/").context["page"])

    refused = sam.post(f"/imports/{run.pk}/mapping/", {**form, "check": "1"})
    run.refresh_from_db()
    before = run.status
    looked = sam.post(f"/imports/{run.pk}/mapping/", {**form, "check": "1", "looked": "1"})
    run.refresh_from_db()

    assert (refused.status_code, before) == (422, "uploaded")
    assert "Look at the doubtful readings first, and say so." in refused.content.decode()
    assert (looked.status_code, run.status) == (302, "queued")


def test_there_is_no_way_round_it(sam, roble):
    run = upload(sam, roble)

    response = sam.post(f"/imports/{run.pk}/start/", {"run": "1", "on_error": "keep-good"})
    run.refresh_from_db()

    assert (response.url, run.status) == (f"/imports/{run.pk}/mapping/", "uploaded")


def test_an_import_of_others_does_not_exist(client_of, sam, roble):
    run = upload(sam, roble)
    dan = client_of(factories.member("Dan Rey", "strategist"))

    for way in ("start", "mapping"):
        assert dan.post(f"/imports/{run.pk}/{way}/", {"check": "1"}).status_code == 404


def test_a_mapping_the_creditor_kept_is_beyond_doubt(sam, roble):
    save_mapping(import_id=upload(sam, roble).pk, name="Facturas", actor=SYSTEM, now=NOW)

    page = sam.get(f"/imports/{upload(sam, roble).pk}/mapping/").context["page"]

    assert page.doubts == []


@pytest.mark.parametrize(
    ("rows", "what", "words", "href"),
    [
        (ROWS.replace("1.240,50", "1.240").replace("89,00", "2.100").replace("03/04", "23/04"), "Decimals: importe",
         "“1.240” is read as 1.24. It could also be 1,240.00.", "#decimal-0"),
        (SURE.replace("importe", "importe;saldo").replace("50\n", "50;7,00\n").replace("89,00\n", "89,00;9,00\n"),
         "Which column: importe", "saldo says the same", "#target-0-4"),
        (SURE.replace("nombre", "email"), "Not as its name says: email", "such as Carla, Luis",
         "#target-0-1"),
    ],
    ids=["decimals", "two columns", "values"],
)  # fmt: skip
def test_other_doubts_in_words(sam, roble, rows, what, words, href):
    page = sam.get(f"/imports/{upload(sam, roble, rows).pk}/mapping/").context["page"]

    (doubt,) = page.doubts
    assert (doubt.what, words in doubt.text, doubt.href) == (what, True, href)


def test_an_encoding_is_chosen_and_the_columns_keep_what_they_become(sam, roble):
    file = SimpleUploadedFile("f.csv", SURE.replace("nombre", "compañía").replace("Carla", "Núñez").encode("cp850"))
    sam.post("/imports/new/", {"creditor": roble.pk, "kind": "debts", "uploads": file})
    run = Import.objects.latest("pk")
    before = sam.get(f"/imports/{run.pk}/mapping/").context["page"]
    chosen = {**form_of(before), "encoded-0": "windows-1252", "encoding-0": "cp850"}

    sam.post(f"/imports/{run.pk}/mapping/", {**chosen, "target-0-1": "debtor.given_name", "save": "1"})
    after = sam.get(f"/imports/{run.pk}/mapping/").context["page"]

    assert [doubt.href for doubt in before.doubts] == ["#encoding-0"]
    assert [(column.name, column.target) for column in after.files[0].columns][1] == ("compañía", "debtor.given_name")
    assert "Núñez" in str(after.sample.rows[0])
    assert after.doubts == []


def test_a_delimiter_is_chosen_and_the_columns_are_read_again(sam, roble):
    run = upload(sam, roble, "cliente,factura;vencimiento,importe;nota\nC-1,F-1;13/04/2026,10;x\n")
    before = sam.get(f"/imports/{run.pk}/mapping/").context["page"]
    form = {**form_of(before), "delimited-0": ",", "delimiter-0": ";", "check": "1"}

    answer = sam.post(f"/imports/{run.pk}/mapping/", form)
    after = sam.get(answer["Location"]).context["page"]

    assert [doubt.href for doubt in before.doubts] == ["#delimiter-0"]
    assert [column.name for column in after.files[0].columns] == ["cliente,factura", "vencimiento,importe", "nota"]
    assert Import.objects.get().status == "uploaded"


def test_what_the_form_lacks_is_said_without_places_in_a_document(sam, roble):
    run = upload(sam, roble, SURE.replace("cliente", "columna").replace("factura", "otra"))
    form = form_of(sam.get(f"/imports/{run.pk}/mapping/").context["page"])

    refused = sam.post(f"/imports/{run.pk}/mapping/", {**form, "target-0-0": "", "save": "1"}).context["page"].faults

    assert "A required field is missing (Customer number). Name its column." in refused
    assert [fault for fault in refused if "mapping.yaml" in fault] == []


def test_a_file_without_one_whole_row_is_shown(sam, roble):
    run = upload(sam, roble, "cliente;factura;vencimiento;importe\nC-1;F-1\n")

    page = sam.get(f"/imports/{run.pk}/mapping/").context["page"]

    assert (page.doubts, len(page.sample.rows)) == ([], 1)
