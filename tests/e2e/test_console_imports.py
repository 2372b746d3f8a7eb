"""A file comes in by keyboard alone: upload, mapping, check, import; and without script too."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from acuerdo.portfolio.models import Debt, Import
from acuerdo.staff.enums import Role
from tests import factories

ROWS = """cliente;nombre;email;telefono;factura;vencimiento;importe
C-1;Carla Núñez Prieto;carla@example.es;600000001;F-1;31/03/2026;1.240,50
C-2;Luis Gil Romero;luis@example.es;600000002;F-2;15/04/2026;89,00
C-3;Marta Soler;no es un correo;600000003;F-3;15/04/2026;45,10
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "facturas.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def work() -> None:
    """What the worker does next."""
    from acuerdo.kernel import clock
    from acuerdo.portfolio.operations.background import run_in_background

    for run in Import.objects.filter(status="queued"):
        run_in_background(import_id=run.pk, language="en", clock=clock.now)


def press(page: Page, button: str) -> None:
    """Reach a button by focus and press it with Enter, as people without a mouse do."""
    page.get_by_role("button", name=button).focus()
    page.keyboard.press("Enter")


def look(page: Page, axe, shot, name: str) -> None:
    """The page as it stands is accessible; keep its picture."""
    assert axe(page) == []
    shot(page, name)


def upload_by_keyboard(page: Page, axe, file: Path) -> None:
    page.goto("/imports/")
    assert axe(page) == []
    page.keyboard.press("n")
    page.wait_for_url("/imports/new/")
    assert axe(page) == []
    page.get_by_label("Files").set_input_files(file)
    press(page, "Upload")
    page.wait_for_url("**/mapping/")


def test_a_file_is_imported_by_keyboard_alone(signed_in, axe, shot, file, no_csp_violations):
    factories.creditor()
    page = signed_in(Role.ADMIN)

    upload_by_keyboard(page, axe, file)
    expect(page.get_by_label("vencimiento becomes")).to_have_value("debt.due_date")
    look(page, axe, shot, "import-mapping")
    press(page, "Check the files")
    page.wait_for_selector("#run")
    look(page, axe, shot, "import-progress")
    work()
    page.get_by_text("This is what the files would change.").wait_for()
    look(page, axe, shot, "import-check")
    assert Debt.objects.count() == 0
    press(page, "Import now")
    page.wait_for_selector("#run")
    work()
    page.get_by_text("Keep this mapping as").wait_for()
    look(page, axe, shot, "import-done")

    assert sorted(Debt.objects.values_list("reference", "principal_cents")) == [("F-1", 124_050), ("F-2", 8_900)]
    with page.expect_download() as download:
        page.get_by_role("link", name="Download rejected rows").click()
    assert "no es un correo" in Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_a_file_is_imported_without_script(signed_in, file, no_csp_violations):
    factories.creditor()
    page = signed_in(Role.STRATEGIST, java_script_enabled=False)

    page.goto("/imports/new/")
    page.get_by_label("Files").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Check the files").click()
    work()
    page.reload()
    page.get_by_role("button", name="Import now").click()
    work()
    page.reload()

    expect(page.get_by_text("Keep this mapping as")).to_be_visible()
    assert Debt.objects.count() == 2


def test_a_file_that_cannot_be_read_says_so_and_keeps_nothing(signed_in, axe, shot, tmp_path, no_csp_violations):
    factories.creditor()
    broken = tmp_path / "foto.csv"
    broken.write_bytes(bytes(range(256)) * 40)
    page = signed_in(Role.ADMIN)

    page.goto("/imports/new/")
    page.get_by_label("Files").set_input_files(broken)
    page.get_by_role("button", name="Upload").click()

    page.locator("[aria-invalid=true]").wait_for()
    assert axe(page) == []
    shot(page, "import-unreadable")
    assert Import.objects.count() == 0
