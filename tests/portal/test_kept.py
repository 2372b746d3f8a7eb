"""Parts of debtors' pages that say the same to everybody are printed once for each language and creditor."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.template import Context, Engine, RequestContext, Template
from django.test import Client, RequestFactory
from django.utils import translation

from acuerdo.portal.templatetags.portal_ui import Kept
from acuerdo.portfolio.models import Creditor, Debt
from tests import factories
from tests.portal.test_pages import text_of

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


FILLED = (
    "{% load i18n portal_ui ui %}{% kept owes with name=who sum=cents|money_text:'EUR' %}"
    "{% blocktranslate %}Hello, {{ name }}{% endblocktranslate %}"
    "{% if owes %} {{ sum }} {{ printed }} {{ name }}{% endif %}"
    "{% endkept %}"
)


def test_what_follows_with_is_filled_in_each_time() -> None:
    part = Template(FILLED)
    people = [("Ana", 100, True), ("Ben", 200, True), ("Carla", 300, False)]

    with translation.override("en"):
        printed = [
            part.render(Context({"who": who, "cents": cents, "owes": owes, "printed": cents}))
            for who, cents, owes in people
        ]

    assert printed == ["Hello, Ana €1.00 100 Ana", "Hello, Ben €2.00 100 Ben", "Hello, Carla"]


def test_what_is_filled_in_is_escaped_and_may_look_like_a_hole() -> None:
    part = Template("{% load portal_ui %}{% kept with name=who %}<b>{{ name }}</b>{% endkept %}")

    printed = [part.render(Context({"who": who})) for who in ("<Ana>", "\x000\x00", None)]

    assert printed == ["<b>&lt;Ana&gt;</b>", "<b>\x000\x00</b>", "<b>None</b>"]


def test_nothing_may_depend_on_what_is_filled_in() -> None:
    part = Template("{% load portal_ui %}{% kept with name=who %}{% if name %}x{% endif %}{% endkept %}")

    with pytest.raises(TypeError, match="nothing may depend on it"):
        part.render(Context({"who": "Ana"}))


def test_what_is_live_is_printed_each_time_also_in_a_part_within_a_part() -> None:
    part = Template(
        "{% load portal_ui %}{% kept a %}<{% kept b with name=who %}{{ name }}"
        "{% live %}{% for each in each_time %} {{ each }}{% endfor %}{% endlive %}{% endkept %}> {{ n }}{% endkept %}"
    )
    people = [("Ana", "xy"), ("Ben", ""), ("Carla", "z")]

    printed = [part.render(Context({"who": who, "each_time": each, "n": n})) for n, (who, each) in enumerate(people)]

    assert printed == ["<Ana x y> 0", "<Ben> 0", "<Carla z> 0"]


def test_what_is_live_stands_as_it_is_where_nothing_is_kept() -> None:
    part = Template("{% load portal_ui %}{% live %}{{ who }}{% endlive %}")

    assert [part.render(Context({"who": who})) for who in ("Ana", "Ben")] == ["Ana", "Ben"]


PAGE = {
    "base": "{% load portal_ui %}[{% block title %}{% endblock %}] {% live %}{{ said }}{% endlive %}",
    "whole": "{% extends 'base' %}{% block title %}{{ owes }} {{ name }} {{ who }}{{ request.GET }}{% endblock %}",
    "page": "{% load portal_ui %}{% kept_page 'whole' owes=person.owes with name=who %}",
}


def test_page_that_is_kept_knows_nothing_but_what_is_named() -> None:
    engine = Engine(
        loaders=[("django.template.loaders.locmem.Loader", PAGE)],
        libraries={"portal_ui": "acuerdo.portal.templatetags.portal_ui"},
    )
    page = engine.get_template("page")
    people = [("Ana", True), ("<Ben>", True), ("Carla", False)]

    printed = [
        page.render(RequestContext(RequestFactory().get(f"/?{who}"), {"who": who, "person": {"owes": owes}, "said": n}))
        for n, (who, owes) in enumerate(people)
    ]

    assert printed == ["[True Ana ] 0", "[True &lt;Ben&gt; ] 1", "[False Carla ] 2"]


def test_page_after_another_persons_page_says_only_what_is_its_own(carla: Any, visit: Client) -> None:
    whole = visit.get("/my/").content.decode()
    Debt.objects.update(
        reference="ROB-2",
        product="Préstamo",
        original_cents=20_000,
        principal_cents=12_345,
        interest_cents=55,
        fees_cents=99,
    )  # fmt: skip
    carla.debtor.__class__.objects.update(given_name="Dan", name="Dan Ruiz")

    page = text_of(visit.get("/my/"))

    assert "Carla" in whole
    for words in ("Hello, Dan", "Pay €124.99 now", "Préstamo", "ROB-2", "Interest €0.55", "Costs €0.99"):
        assert words in page
    for words in ("Carla", "ROB-1", "Tarjeta", "240.00"):
        assert words not in page


def test_page_follows_its_creditor_and_its_debts(carla: Any, visit: Client) -> None:
    visit.get("/my/")
    Creditor.objects.update(name="Banco Olmo", legal_name="Olmo, S.A.", phone="+34911111111", brand_colour="#112233")
    Debt.objects.update(disputed_at=factories.NOW)

    response = visit.get("/my/")

    page = text_of(response)
    assert "/brand/112233.css" in response.content.decode()
    for words in ("You owe Banco Olmo", "Call Banco Olmo: +34 911 11 11 11", "Olmo, S.A.", "being checked"):
        assert words in page
    assert "Roble," not in page


def test_forms_of_two_visits_have_tokens_and_keys_of_their_own(visit: Client) -> None:
    first, second = (visit.get("/my/").content.decode() for _ in range(2))

    for name in ("csrfmiddlewaretoken", "key"):
        found = [re.findall(rf'name="{name}" value="([^"]+)"', page) for page in (first, second)]
        assert all(found)
        assert not set(found[0]) & set(found[1])
