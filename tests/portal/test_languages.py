"""Another language in the middle of a form: what was typed stays, nothing is judged, nothing is done."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from acuerdo.cases.models import Task
from acuerdo.channels.models import Message
from acuerdo.compliance.models import Hold
from acuerdo.payments.models import PaymentIntent, Promise
from acuerdo.portal.models import EntryAttempt

KEY = "00000000-0000-4000-8000-000000000001"


def switch(browser: Client, path: str, typed: dict[str, Any], language: str = "es") -> str:
    """Press the language button of a page; the answer is that page in the language, with what was typed."""
    mark = "&" if "?" in path else "?"
    answer = browser.post(f"{path}{mark}lang={language}", {**typed, "speak": language})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert f'<html lang="{language}">' in html
    assert 'class="errorlist"' not in html
    return html


@pytest.mark.parametrize(
    ("path", "typed", "kept"),
    [
        ("/my/pay", {"key": KEY, "how_much": "other", "amount": "49,9x"}, ['value="49,9x"', f'value="{KEY}"']),
        ("/my/promise", {"due_date": "2026-06-20", "amount": ""}, ['value="2026-06-20"']),
        ("/my/help", {"wish": "lower", "text": "Perdí el <trabajo>"}, ["Perdí el &lt;trabajo&gt;"]),
        ("/my/dispute", {"reason": "other", "text": "Es de mi ex"}, ["Es de mi ex", 'value="other"']),
        ("/my/preferences", {"channels": ["email"], "hours": "morning"}, ['value="morning"']),
    ],
)
def test_switching_keeps_what_was_typed_and_does_nothing(
    visit: Client, path: str, typed: dict[str, Any], kept: list[str]
) -> None:
    page = visit.get(path).content.decode()
    html = switch(visit, path, typed)

    assert 'formaction="?lang=es"' in page
    for words in kept:
        assert words in html
    for model in (PaymentIntent, Promise, Hold, Task):
        assert not model.objects.exists()


def test_choices_and_boxes_stay_as_they_were_left(visit: Client) -> None:
    html = switch(visit, "/my/preferences", {"channels": ["email"], "hours": "morning"})

    ticked = [part.split(">")[0] for part in html.split("<input")[1:] if " checked" in part.split(">")[0]]
    on = {value for value in ("email", "sms", "morning", "any") if f'value="{value}"' in "".join(ticked)}
    assert on == {"email", "morning"}


def test_answer_at_the_door_stays_and_counts_as_no_try(link: str, carla: Any) -> None:
    html = switch(Client(), f"{link}?to=plan", {"answer": "1/1/1990"})

    assert 'value="1/1/1990"' in html
    assert 'formaction="?to=plan&amp;lang=en"' in html
    assert not EntryAttempt.objects.exists()


def test_language_chosen_in_a_form_is_remembered(visit: Client) -> None:
    switch(visit, "/my/help", {})

    assert '<html lang="es">' in visit.get("/my/").content.decode()


def test_enter_sends_the_form_and_not_the_language_button(visit: Client) -> None:
    html = visit.get("/my/pay").content.decode()

    first = html.index('form="entries"')
    assert "speak" not in html[first : html.index(">", first)]
    assert html.index("speak") > first


def test_unknown_language_changes_nothing(visit: Client) -> None:
    html = visit.post("/my/help?lang=tlh", {"speak": "tlh", "text": "Hola"}).content.decode()

    assert '<html lang="en">' in html
    assert "Hola" in html
    assert Message.objects.count() == 1
