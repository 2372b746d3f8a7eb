"""The tags as templates use them."""

from __future__ import annotations

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from acuerdo.console.parts.states import KINDS, state_of


def printed(source: str, **context: object) -> str:
    with translation.override("en"):
        return Template("{% load ui %}" + source).render(Context(context))


def test_every_state_of_every_kind_has_a_look_of_its_own():
    missing = {
        (kind, value) for kind, (choices, looks) in KINDS.items() for value in choices.values if value not in looks
    }

    assert missing == set()


def test_an_unknown_value_keeps_its_word_and_an_unknown_kind_is_a_fault():
    assert state_of("message", "teleported").label == "teleported"
    with pytest.raises(KeyError):
        state_of("weather", "sunny")


def test_state_is_word_icon_and_colour():
    html = printed('{% state "message" "sent" %}')

    assert html.startswith('<span class="state tone-success"><svg class="icon"')
    assert html.endswith("</svg>Sent</span>")


def test_labels_are_escaped():
    assert "<script>" not in printed("{% badge word %}{% icon 'x' label=word %}", word="<script>")
    assert "<script>" not in printed("{% panel title=word %}{{ word }}{% endpanel %}", word="<script>")


def test_nothing_known_is_a_dash():
    assert printed("{% money sum 'EUR' %}", sum=None) == '<span class="muted">—</span>'
    assert printed("{{ count|number }}", count=None) == "—"


class Example(forms.Form):
    secret = forms.CharField(required=False, widget=forms.PasswordInput)
    email = forms.EmailField(label="E-mail", help_text="Where we write to.")
    is_urgent = forms.BooleanField(label="Urgent", required=False)
    tone = forms.ChoiceField(label="Tone", choices=[("a", "Friendly")], widget=forms.RadioSelect)


def test_fields_tie_label_help_and_errors_together():
    html = printed("{% fields form %}", form=Example({"email": "x"}))

    assert '<label for="id_email">E-mail</label>' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'id="id_email_helptext"' in html
    assert 'id="id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<label for="id_is_urgent">Urgent</label>' in html
    assert "<legend>Tone</legend>" in html


@pytest.mark.parametrize("kind", ["never", "filtered", "forbidden", "failed", "done"])
def test_an_empty_list_says_which_kind_of_empty_it_is(kind):
    assert "<h2>" in printed(f'{{% empty "{kind}" %}}')


def test_every_field_that_is_typed_into_looks_like_one():
    html = printed("{% field form.secret %}{% field form.email %}", form=Example())

    assert html.count('class="input"') == 2
