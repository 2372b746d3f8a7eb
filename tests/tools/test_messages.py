"""Translations: what is read, merged and compiled."""

from __future__ import annotations

import json
from gettext import GNUTranslations

import pytest

from tools import messages

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
title = _("Debts")
text = ngettext("%(n)s debt", "%(n)s debts", n) % {"n": n}
verb = pgettext("verb", "Open")
"""
TEMPLATE = """
<ul>
      {% if x %}
   <li>{% translate "Debts" %} {% translate "Open" context "verb" %}</li>
  {% endif %}
 {% blocktranslate trimmed count n=n %}
   {{ n }} case
 {% plural %}
   {{ n }} cases
 {% endblocktranslate %}
</ul>
"""


@pytest.fixture(autouse=True)
def package(tmp_path, monkeypatch):
    folder = tmp_path / "src" / "acuerdo"
    folder.mkdir(parents=True)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "PACKAGE", folder)
    monkeypatch.setattr(messages, "LOCALE", folder / "locale")
    (folder / "debts.py").write_text(PYTHON)
    (folder / "debts.html").write_text(TEMPLATE)
    return folder


def translate(tmp_path, translations):
    path = tmp_path / "es.json"
    path.write_text(json.dumps(translations))
    return messages.main(["set", "es", str(path)])


ALL = {
    "Debts": "Deudas",
    "verb\x04Open": "Abrir",
    "%(n)s debt": ["%(n)s deuda", "%(n)s deudas"],
    "%(n)s case": ["%(n)s expediente", "%(n)s expedientes"],
}


def test_strings_of_python_and_templates_are_read():
    found = messages.extract()

    assert {(key, one.plural) for key, one in found.items()} == {
        ((None, "Debts"), ""),
        (("verb", "Open"), ""),
        ((None, "%(n)s debt"), "%(n)s debts"),
        ((None, "%(n)s case"), "%(n)s cases"),
    }
    assert found[None, "Debts"].places == {"src/acuerdo/debts.py", "src/acuerdo/debts.html"}


def test_missing_lists_what_set_fills_in(tmp_path):
    messages.main(["extract"])
    before = messages.missing("es")

    code = translate(tmp_path, ALL)

    assert before.keys() == ALL.keys()
    assert (code, messages.missing("es"), messages.faults()) == (0, {}, [])


def test_compiled_catalogue_is_read_by_gettext(tmp_path, package):
    messages.main(["extract"])
    translate(tmp_path, ALL)

    with (package / "locale" / "es" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        catalogue = GNUTranslations(file)

    assert catalogue.gettext("Debts") == "Deudas"
    assert catalogue.pgettext("verb", "Open") == "Abrir"
    assert catalogue.ngettext("%(n)s case", "%(n)s cases", 3) == "%(n)s expedientes"


def test_string_that_left_the_sources_leaves_the_catalogue(tmp_path, package):
    messages.main(["extract"])
    translate(tmp_path, ALL)
    (package / "debts.py").write_text("")

    messages.main(["extract"])

    assert set(messages.missing("es")) == set()
    assert "%(n)s debt" not in (package / "locale" / "es" / "LC_MESSAGES" / "django.po").read_text()
    assert messages.faults() == [
        "en: not compiled, run `python tools/messages.py compile`",
        *(["es: not compiled, run `python tools/messages.py compile`"]),
    ]


def test_lost_placeholder_is_a_fault(tmp_path):
    messages.main(["extract"])

    translate(tmp_path, {**ALL, "%(n)s case": ["un expediente", "unos expedientes"]})

    assert messages.faults() == ["es: placeholders differ: '%(n)s case'"]


def test_translation_of_nothing_is_said(tmp_path, capsys):
    messages.main(["extract"])

    assert translate(tmp_path, {**ALL, "Dets": "Deudas"}) == 1
    assert "Dets" in capsys.readouterr().err
