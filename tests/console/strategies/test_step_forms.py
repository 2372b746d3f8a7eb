"""The form of a step: drawn from what its kind declares, read back into what the document keeps."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.utils.safestring import SafeString

from acuerdo.console.strategies.step_forms import StepForm
from acuerdo.console.strategies.step_known import Known
from acuerdo.strategies.rules.kinds import all_kinds

NOBODY = Known(
    language="en",
    creditor_id=None,
    templates=(),
    custom=(),
    strategies=(("late", "Late"),),
    references={"segment:vip": "VIP", "list:staff": "Staff"},
)
BIG = {"fact": "debt.balance", "op": ">=", "value": "100.00"}


def form_of(kind, data, typed=None, do="save"):
    post = None
    if typed is not None:
        post = QueryDict(mutable=True)
        for name, values in typed.items():
            post.setlist(name, values if isinstance(values, list) else [values])
    return StepForm(kind=kind, values=data, known=NOBODY, redraw=SafeString("/here/"), post=post, do=do)


def posted(form):
    """What a browser would send for this form as it is drawn."""
    sent = {}
    for bound in form:
        value = bound.value()
        names = bound.field.widget
        if hasattr(names, "widgets"):
            parts = zip(names.widgets_names, names.decompress(value), strict=True)
            sent |= {f"{bound.html_name}{suffix}": part for suffix, part in parts}
        elif value is True:
            sent[bound.html_name] = "on"
        elif value not in (None, False, ""):
            sent[bound.html_name] = value if isinstance(value, list) else str(value)
    sent |= _others(form.parts)
    return sent


def _others(parts):
    sent = {}
    for part in parts:
        if part.shape == "rows":
            sent[f"s-{part.name}-count"] = str(len(part.rows))
        if part.builder is not None:
            sent |= _rule(part.builder.part)
        for inner in (part.parts, *part.rows):
            sent |= _others(inner)
    return sent


def _rule(part):
    if part.is_group:
        sent = {f"{part.path}.join": part.join}
        for each in part.parts:
            sent |= _rule(each)
        return sent
    sent = {f"{part.path}.fact": part.fact, f"{part.path}.op": part.op}
    sent[f"{part.path}.value"] = [
        value for each in part.inputs for value in ([key for key, _w, on in each.options if on] or [each.value])
    ]
    return sent


STEPS = {
    "entry": {"segment": BIG, "reentry": "P90D", "priority": 20},
    "entry on a date": {
        "trigger": "event",
        "event": "due_approaching",
        "days_before": 3,
        "ceiling": {"contacts_per_day": 500, "cost_per_day": 12_550},
        "lane": "urgent",
    },
    "entry by the week": {
        "trigger": "schedule",
        "schedule": {"weekdays": ["mon", "thu"], "at": "09:30"},
        "segment": {"all": [BIG, {"any": [BIG, {"not": {"any": [BIG]}}]}]},
    },
    "message": {"channel": "sms", "template": "overdue-sms", "tone": "firm", "patience": "P2D"},
    "message on the best": {
        "channel": "best",
        "templates": {"email": "overdue", "sms": "overdue-sms"},
        "tone": "suits",
        "default_tone": "friendly",
    },
    "wait": {"for": "PT36H"},
    "wait in parts": {"for": "P1DT12H", "note": "a day and a half"},
    "wait for an hour": {"until": "10:00", "weekdays": ["tue"]},
    "wait for a date": {"until_date": {"fact": "promise.date", "days": -1}},
    "wait for the best hour": {"best_hour": True},
    "wait_event": {"events": ["replied", "link_clicked"], "timeout": "P3D"},
    "split": {"branches": [{"name": "big", "when": BIG}, {"name": "rest", "when": {"all": []}}]},
    "split_share": {"shares": [{"name": "a", "percent": 60}, {"name": "b", "percent": 40}]},
    "experiment": {
        "arms": [{"name": "a", "share": 50}, {"name": "b", "share": 50}],
        "hold_out": 20,
        "goal": "promised",
        "within": "P14D",
    },
    "offer": {"offer": "settlement", "discount_percent": 20, "valid_for": "P10D"},
    "offer of a plan": {"offer": "plan", "instalments": 6, "valid_for": "P10D"},
    "agent_task": {"title": "Ring", "work": "review", "due_in": "P2D"},
    "agent_task in two languages": {"title": {"es": "Llamar", "en": "Ring"}, "work": "call"},
    "hold": {"reason": "house_hold", "for": "P7D"},
    "release": {"reason": "house_hold"},
    "set_fact": {"fact": "custom.tier", "value": 3},
    "webhook": {"url": "https://example.org/hook", "facts": ["debt.balance", "debtor.language"]},
    "go_to": {"strategy": "late"},
    "end": {"outcome": "done"},
}


@pytest.mark.parametrize("name", STEPS)
def test_what_is_drawn_comes_back_as_it_was(name):
    kind, data = name.split(" ")[0], STEPS[name]

    form = form_of(kind, data, posted(form_of(kind, data)))

    assert form.errors == {}
    assert form.settings == data


def test_every_kind_has_a_form():
    assert {name.split(" ")[0] for name in STEPS} == set(all_kinds())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"s-timeout": "3", "s-timeout_unit": "D"}, "P3D"),
        ({"s-timeout": "12", "s-timeout_unit": "TH"}, "PT12H"),
        ({"s-timeout": "2", "s-timeout_unit": "W"}, "P2W"),
        ({"s-timeout": "90", "s-timeout_unit": "TM"}, "PT90M"),
    ],
)
def test_durations_are_a_number_and_a_unit(typed, kept):
    form = form_of("wait_event", {}, {"s-events": ["replied"], **typed})

    assert form.is_valid()
    assert form.settings == {"events": ["replied"], "timeout": kept}


@pytest.mark.parametrize("amount", ["", "0", "-1", "1.5", "many", "100000"])
def test_a_duration_that_is_none_is_refused_at_its_field(amount):
    form = form_of("wait_event", {}, {"s-events": ["replied"], "s-timeout": amount, "s-timeout_unit": "D"})

    assert list(form.errors) == ["timeout"]


@pytest.mark.parametrize(
    ("es", "en", "kept"),
    [
        ("Llamar", "Ring", {"es": "Llamar", "en": "Ring"}),
        ("Llamar", "", "Llamar"),
        ("", "Ring", "Ring"),
        ("a", "a", "a"),
    ],
)
def test_a_text_is_one_for_everybody_or_one_for_each_language(es, en, kept):
    form = form_of("agent_task", {}, {"s-title_es": es, "s-title_en": en})

    assert form.is_valid()
    assert form.settings == {"title": kept}


@pytest.mark.parametrize("text", ["", "  ", "x" * 201])
def test_a_text_that_is_missing_or_too_long_is_refused_at_its_field(text):
    form = form_of("agent_task", {}, {"s-title_es": text, "s-title_en": ""})

    assert list(form.errors) == ["title"]


def test_events_keep_their_order_and_new_ones_come_last():
    form = form_of(
        "wait_event",
        {"events": ["replied", "payment_recorded"], "timeout": "P1D"},
        {"s-events": ["payment_recorded", "link_clicked", "replied"], "s-timeout": "1", "s-timeout_unit": "D"},
    )

    assert form.is_valid()
    assert form.settings["events"] == ["replied", "payment_recorded", "link_clicked"]


def test_rows_are_added_moved_and_removed_with_what_is_typed_in_them():
    data = STEPS["split"]
    typed = posted(form_of("split", data)) | {"s-branches-1-name": "half typed"}

    added = form_of("split", data, typed, do="row-add:branches")
    moved = form_of("split", data, typed, do="row-up:branches-1")
    removed = form_of("split", data, typed, do="row-remove:branches-0")

    names = [[row[0].bound.value() for row in form.parts[0].rows] for form in (added, moved, removed)]
    assert names == [["big", "half typed", None], ["half typed", "big"], ["half typed"]]
    assert [len(row[1].builder.document["parts"]) for row in moved.parts[0].rows] == [0, 1]
    assert added.errors == {}


def test_names_of_ways_become_names_for_files():
    typed = posted(form_of("split", STEPS["split"])) | {"s-branches-0-name": "Debe más de 100 €"}

    form = form_of("split", STEPS["split"], typed)

    assert form.is_valid()
    assert form.settings["branches"][0]["name"] == "debe-mas-de-100"


def test_rules_may_name_segments():
    data = {"branches": [{"name": "vip", "when": {"all": [{"segment": "vip"}, {"not": {"list": "staff"}}]}}]}
    typed = posted(form_of("split", data)) | {"s-branches-0-name": "best"}

    form = form_of("split", data, typed)

    assert form.is_valid()
    assert form.settings == {"branches": [{"name": "best", "when": data["branches"][0]["when"]}]}


def test_a_condition_without_a_fact_is_named_at_its_place():
    data = {"branches": [{"name": "big", "when": {"all": [BIG]}}]}
    typed = posted(form_of("split", data)) | {"s-branches-0-when.0.fact": ""}

    form = form_of("split", data, typed)

    assert not form.is_valid()
    assert form.parts[0].rows[0][1].builder.part.parts[0].faults == ["Choose a fact."]


def test_the_channel_decides_which_template_is_asked_for():
    names = {
        channel: [part.name for part in form_of("message", {"channel": channel}).parts] for channel in ("sms", "best")
    }

    assert "template" in names["sms"]
    assert "templates" not in names["sms"]
    assert "templates" in names["best"]
    assert "template" not in names["best"]


def test_purposes_of_a_message_are_chosen_in_words():
    field = form_of("message", {"channel": "sms", "template": "thanks", "purpose": "fraud_alert"}).fields["purpose"]

    assert ("fraud_alert", "Warning of fraud") in field.choices
    assert [words for _key, words in field.choices if "_" in words] == []


def test_buttons_that_only_redraw_keep_everything_and_judge_nothing():
    form = form_of("wait", {"for": "P1D"}, {"s-way": "until", "s-until": "", "s-note": "half"}, do="draw")

    assert form.errors == {}
    assert [part.name for part in form.parts] == ["way", "until", "weekdays", "note"]
    assert form["note"].value() == "half"
