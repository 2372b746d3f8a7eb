"""Parts of debtors' pages that say the same to everybody are printed once for each language and creditor."""

from __future__ import annotations

from django.template import Context, Template
from django.utils import translation

from acuerdo.portal.templatetags.portal_ui import Kept

PART = "{% load i18n portal_ui %}{% kept name %}{% translate 'Leave' %} {{ name }} {{ printed }}{% endkept %}"


def test_a_part_is_printed_once_for_each_language_and_value() -> None:
    part = Template(PART)

    with translation.override("en"):
        printed = [part.render(Context({"name": name, "printed": n})) for n, name in enumerate("ABA")]
    with translation.override("es"):
        printed.append(part.render(Context({"name": "A", "printed": 3})))

    assert printed == ["Leave A 0", "Leave B 1", "Leave A 0", "Salir A 3"]


def test_parts_kept_do_not_grow_without_end(monkeypatch) -> None:
    monkeypatch.setattr(Kept, "MOST", 2)
    part = Template(PART)

    with translation.override("en"):
        printed = [part.render(Context({"name": name, "printed": n})) for n, name in enumerate("ABCA")]

    assert printed == ["Leave A 0", "Leave B 1", "Leave C 2", "Leave A 3"]
