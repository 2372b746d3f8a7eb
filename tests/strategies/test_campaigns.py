"""Campaigns and the strategies they are: both ways, without a database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from acuerdo.segments.rules import parse_rule
from acuerdo.strategies.enums import CampaignAct, EntryEvent, MessageTone
from acuerdo.strategies.rules.campaigns import STOPS, Campaign, CampaignStep, as_campaign, to_document
from acuerdo.strategies.rules.checks import find_faults
from acuerdo.strategies.rules.document import Edge
from acuerdo.strategies.rules.file_form import read_file, write_file

LATE = {"fact": "debt.days_past_due", "op": ">=", "value": 3}
THREE_STEPS: dict[str, Any] = {
    "name": "three-steps",
    "title": {"es": "Tres pasos", "en": "Three steps"},
    "audience": LATE,
    "first_day": date(2026, 3, 1),
    "last_day": date(2026, 3, 31),
    "hour": "10:00",
    "steps": [
        {"day": 0, "act": "sms", "template": "reminder-sms"},
        {"day": 3, "act": "email", "template": "overdue-email", "tone": "suits"},
        {"day": 7, "act": "task", "title": "Call"},
    ],
    "stops": ["promise_made", "replied"],
}

TEXTS = st.sampled_from(["Call", {"es": "Llamar", "en": "Call"}])
steps = st.one_of(
    st.builds(
        lambda day, act, tone, page: CampaignStep(day=day, act=act, template="a-text", tone=tone, landing=page),
        st.integers(0, 60),
        st.sampled_from([CampaignAct.EMAIL, CampaignAct.SMS]),
        st.sampled_from(MessageTone),
        st.sampled_from([None, "a-page"]),
    ),
    st.builds(
        lambda day, tone: CampaignStep(day=day, act=CampaignAct.BEST, email_template="a", sms_template="b", tone=tone),
        st.integers(0, 60),
        st.sampled_from(MessageTone),
    ),
    st.builds(lambda day, text: CampaignStep(day=day, act=CampaignAct.TASK, title=text), st.integers(0, 60), TEXTS),
)
days = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def campaigns(draw: st.DrawFn) -> Campaign:
    first = draw(days)
    event = draw(st.sampled_from([None, EntryEvent.PROMISE_BROKEN, EntryEvent.DUE_APPROACHING]))
    return Campaign(
        name="drawn",
        title={"es": "Una", "en": "One"},
        audience=parse_rule(LATE) if event is None else draw(st.sampled_from([None, parse_rule(LATE)])),
        event=event,
        days_before=5 if event is EntryEvent.DUE_APPROACHING else None,
        first_day=first,
        last_day=None if first is None else first + timedelta(days=draw(st.integers(0, 30))),
        hour=draw(st.sampled_from([None, "best", "09:30"])),
        steps=tuple(sorted(draw(st.lists(steps, min_size=1, max_size=6)), key=lambda step: step.day)),
        stops=tuple(draw(st.lists(st.sampled_from(STOPS), unique=True))),
        reentry=draw(st.sampled_from(["never", "P90D"])),
        purpose=draw(st.sampled_from(["collection", "operation_confirmation"])),
    )


@given(campaigns())
def test_a_campaign_becomes_a_sound_strategy(campaign: Campaign):
    assert find_faults(to_document(campaign)) == []


@given(campaigns())
def test_a_strategy_from_a_campaign_reads_back_and_gives_the_same_strategy(campaign: Campaign):
    document = to_document(campaign)

    read = as_campaign(document)

    assert read is not None
    assert to_document(read) == document


@given(campaigns())
def test_a_trip_through_a_file_keeps_the_campaign(campaign: Campaign):
    document = read_file(write_file(to_document(campaign))).document

    assert as_campaign(document) == as_campaign(to_document(campaign))


def test_days_become_waits_for_events_that_end_it():
    document = to_document(Campaign.model_validate(THREE_STEPS))

    assert [(node.id, node.kind) for node in document.nodes] == [
        ("entry", "entry"),
        ("hour", "wait"),
        ("step_1", "message"),
        ("day_3_2", "wait_event"),
        ("step_2", "message"),
        ("day_7_3", "wait_event"),
        ("step_3", "agent_task"),
        ("done", "end"),
        ("answered", "end"),
    ]
    assert Edge(source="day_3_2", out="replied", to="answered") in document.edges
    assert Edge(source="step_1", out="not_allowed", to="day_3_2") in document.edges


def test_a_message_keeps_its_purpose_and_its_landing_page():
    steps = [{"day": 0, "act": "sms", "template": "reminder-sms", "landing": "a-page"}]

    document = to_document(Campaign.model_validate({**THREE_STEPS, "purpose": "marketing", "steps": steps}))

    (message,) = (node for node in document.nodes if node.kind == "message")
    assert (message.data["purpose"], message.data["landing"]) == ("marketing", "a-page")


def test_what_was_added_on_the_canvas_is_no_campaign_any_more():
    document = to_document(Campaign.model_validate(THREE_STEPS))
    wait = document.nodes[3].model_copy(update={"data": {"events": ["replied"], "timeout": "PT36H"}})

    assert as_campaign(document.model_copy(update={"nodes": [*document.nodes[:3], wait, *document.nodes[4:]]})) is None
    assert as_campaign(document.model_copy(update={"nodes": document.nodes[1:], "edges": document.edges[1:]})) is None


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [{"day": 0, "act": "task"}],
        [{"day": 0, "act": "sms"}],
        [{"day": 0, "act": "best", "email_template": "only-one"}],
        [{"day": 3, "act": "task", "title": "b"}, {"day": 1, "act": "task", "title": "a"}],
    ],
)
def test_a_step_without_what_it_needs_is_refused(steps: list[dict[str, Any]]):
    with pytest.raises(ValidationError):
        Campaign.model_validate(THREE_STEPS | {"steps": steps})
