"""The import screens: who may, what each step shows, and what is refused."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from acuerdo.console.imports.mapping import changed_document, date_formats
from acuerdo.portfolio.models import Debt, Import
from acuerdo.portfolio.operations.background import run_in_background
from tests import factories
from tests.factories import LUMEN, NOW

ROWS = (
    "cliente;nombre;factura;vencimiento;importe;tarifa\nC-1;Carla;F-1;31/03/2026;1.240,50;A\nC-2;Luis;F-2;x;89,00;B\n"
)


def upload(client, creditor, rows=ROWS):
    file = SimpleUploadedFile("facturas.csv", rows.encode())
    return client.post("/imports/new/", {"creditor": creditor.pk, "kind": "debts", "uploads": file})


def work() -> None:
    for run in Import.objects.filter(status="queued"):
        run_in_background(import_id=run.pk, language="en", clock=lambda: NOW)


def test_the_way_of_a_file(sam, roble):
    uploaded = upload(sam, roble)
    run = Import.objects.get()
    sam.post(f"/imports/{run.pk}/start/", {"check": "1", "on_error": "keep-good"})
    waiting = sam.get(f"/imports/{run.pk}/").content.decode()
    work()
    checked = sam.get(f"/imports/{run.pk}/").context["page"]
    sam.post(f"/imports/{run.pk}/start/", {"run": "1", "on_error": "keep-good"})
    moving = sam.get(f"/imports/{run.pk}/progress/", headers={"HX-Request": "true"})
    work()
    over = sam.get(f"/imports/{run.pk}/progress/", headers={"HX-Request": "true"})
    done = sam.get(f"/imports/{run.pk}/").context["page"]

    assert uploaded.url == f"/imports/{run.pk}/mapping/"
    assert "Waiting for a worker" in waiting
    assert "every 1s" in moving.content.decode()
    assert over.headers["HX-Refresh"] == "true"
    counts = [("New", 1), ("Changed", 0), ("Unchanged", 0), ("Rejected", 1)]
    assert [each[:2] for each in checked.counts] == counts
    assert (checked.status, [each[:2] for each in done.counts], done.status) == ("dry_run", counts, "done")
    assert list(done.reasons) == [("Due date: is not a date of the given format", 1)]
    assert Debt.objects.get().principal_cents == 124_050


def test_rejected_rows_come_back_as_a_file(sam, roble):
    upload(sam, roble)
    run = Import.objects.get()
    sam.post(f"/imports/{run.pk}/start/", {"run": "1", "on_error": "keep-good"})
    work()

    lines = b"".join(sam.get(f"/imports/{run.pk}/rejects/").streaming_content).decode("utf-8-sig").splitlines()

    assert lines[0].startswith("cliente;nombre;factura;vencimiento;importe;tarifa;line")
    assert lines[1].startswith("C-2;Luis;F-2;x;89,00;B;3;")


def test_import_is_undone(sam, roble):
    upload(sam, roble)
    run = Import.objects.get()
    sam.post(f"/imports/{run.pk}/start/", {"run": "1", "on_error": "keep-good"})
    work()

    sam.post(f"/imports/{run.pk}/undo/")
    run.refresh_from_db()
    again = sam.post(f"/imports/{run.pk}/undo/", follow=True)

    assert (run.status, Debt.objects.count()) == ("undone", 0)
    assert "Only a finished import can be undone." in again.content.decode()


def test_columns_are_mapped_by_the_form(sam, roble):
    upload(sam, roble)
    run = Import.objects.get()
    columns = ["cliente", "nombre", "factura", "vencimiento", "importe", "tarifa"]
    targets = ["debtor.reference", "debtor.name", "debt.reference", "debt.due_date", "debt.principal", "custom:number"]
    form = {"columns-0": "6", "decimal-0": ",", "thousands-0": ".", "date-0-3": "%d/%m/%Y", "save": "1"}
    form |= {f"name-0-{at}": name for at, name in enumerate(columns)}
    form |= {f"target-0-{at}": target for at, target in enumerate(targets)}

    response = sam.post(f"/imports/{run.pk}/mapping/", form)
    run.refresh_from_db()

    assert response.status_code == 302
    assert "debtor.name: nombre" in run.mapping
    assert "type: number" in run.mapping


def test_mapping_without_what_is_required_says_what_is_missing(sam, roble):
    upload(sam, roble)
    run = Import.objects.get()
    before = run.mapping
    form = {"columns-0": "1", "name-0-0": "importe", "target-0-0": "debt.principal", "decimal-0": ",", "save": "1"}

    response = sam.post(f"/imports/{run.pk}/mapping/", form)
    run.refresh_from_db()

    assert (response.status_code, run.mapping) == (422, before)
    assert "debt.reference" in response.content.decode()


def test_broken_document_is_shown_again_with_its_fault(sam, roble):
    upload(sam, roble)
    run = Import.objects.get()

    response = sam.post(f"/imports/{run.pk}/mapping/", {"document": "files: [", "save": "1"})

    assert (response.status_code, "not valid YAML" in response.content.decode()) == (422, True)


def test_mapping_is_kept_and_downloaded(sam, roble):
    upload(sam, roble)
    run = Import.objects.get()

    sam.post(f"/imports/{run.pk}/save-mapping/", {"name": ""})
    sam.post(f"/imports/{run.pk}/save-mapping/", {"name": "Facturas"})
    document = sam.get(f"/imports/{run.pk}/mapping.yaml").content.decode()

    assert document == run.mapping


def test_nothing_chosen_is_refused(sam, roble):
    response = sam.post("/imports/new/", {"creditor": roble.pk, "kind": "debts"})

    assert (response.status_code, Import.objects.count()) == (422, 0)


def test_leads_see_imports_but_run_none(client_of, sam, roble):
    upload(sam, roble)
    run = Import.objects.get()
    ben = client_of(factories.ben(roble))

    assert ben.get(f"/imports/{run.pk}/").status_code == 200
    assert ben.get("/imports/new/").status_code == 403
    assert ben.post(f"/imports/{run.pk}/start/", {"run": "1"}).status_code == 403
    assert Import.objects.get().status == "uploaded"


def test_imports_of_another_creditor_do_not_exist(client_of, sam, roble):
    upload(sam, roble)
    run = Import.objects.get()
    other = client_of(factories.member("Olga Prim", "strategist", sees=[factories.creditor(LUMEN)]))

    for part in ("", "progress/", "mapping/", "mapping.yaml", "rejects/"):
        assert other.get(f"/imports/{run.pk}/{part}").status_code == 404
    assert list(other.get("/imports/").context["page"].rows) == []


@pytest.mark.parametrize("imports", [1, 3])
def test_list_takes_the_same_queries_for_one_import_and_three(sam, roble, imports, django_assert_num_queries):
    for _ in range(imports):
        upload(sam, roble)

    # Session, user, scope, count, page.
    with django_assert_num_queries(5):
        assert len(sam.get("/imports/?creditor=x&q=facturas").context["page"].rows) == imports


def test_own_columns_keep_their_keys_and_new_ones_get_one_each():
    from django.http import QueryDict

    document = "mapping: 1\nkind: debts\ncountry: ES\nfiles:\n- name: a\n  fields: {debt.currency: {constant: EUR}}\n"
    given = QueryDict(
        "columns-0=2&name-0-0=Año&target-0-0=custom:number&name-0-1=ano&target-0-1=custom:text&decimal-0=."
    )

    changed = changed_document(document, files=["a.csv"], given=given)

    assert "constant: EUR" in changed
    assert ("ano:" in changed, "ano_2:" in changed) == (True, True)


def test_date_formats_are_shown_by_one_day():
    assert ("%d/%m/%Y", "31/12/2026") in date_formats()
