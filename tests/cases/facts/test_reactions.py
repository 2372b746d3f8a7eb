"""What people did about messages, read from the tables: counted, remembered, and the same as the rule says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acuerdo.cases.enums import CallOutcome
from acuerdo.cases.models import Call, CaseFacts
from acuerdo.cases.operations import record_call, record_visit, refresh_facts
from acuerdo.cases.queries import fact_frame
from acuerdo.cases.rules.suiting import CHANNELS, TONES, WEIGHTS, Record, what_suits
from acuerdo.channels.models import Message, MessageEvent
from acuerdo.compliance.models import Contact
from acuerdo.kernel.audit import Actor
from acuerdo.payments.models import Payment
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
ANA = Actor(kind="system", id=None, name="Ana Ruiz")


@pytest.fixture
def roble() -> Any:
    return factories.creditor()


@pytest.fixture
def carla(roble: Any) -> Any:
    return factories.case(factories.debtor(at=roble), roble)


def sent(carla: Any, days_ago: float, *events: str, channel: str = "email", **fields: Any) -> Message:
    at = NOW - timedelta(days=days_ago)
    message = factories.message(carla, channel, at=at, **fields)
    for number, kind in enumerate(events):
        factories.message_event(message, kind, at=at + timedelta(hours=1, minutes=number))
    return message


def facts_of(carla: Any) -> CaseFacts:
    refresh_facts([carla.pk], now=NOW)
    return CaseFacts.objects.get(case=carla)


def read(carla: Any, *keys: str, days_later: int = 0) -> tuple[Any, ...]:
    frame = fact_frame([carla.pk], keys, now=NOW + timedelta(days=days_later))
    return tuple(frame[key][0] for key in keys)


def test_nothing_sent_is_nothing_known(carla: Any) -> None:
    facts = facts_of(carla)

    assert (facts.messages_sent, facts.opened_of_last_emails, facts.ignored_messages) == (0, 0, 0)
    assert (facts.suiting_tone, facts.suiting_tone_reason, facts.suiting_channel, facts.suiting_hour) == (
        "", "", "", None,
    )  # fmt: skip
    assert read(carla, "tone.suits", "channel.suits", "hour.suits") == (None, None, None)


def test_messages_and_events_are_counted_since_the_case_was_opened(carla: Any) -> None:
    sent(carla, 200, "opened", "clicked")
    sent(carla, 9, "opened", "opened", "clicked")
    sent(carla, 5, "replied", "replied", channel="sms")
    sent(carla, 4, "bounced", status="failed")

    facts = facts_of(carla)

    assert (facts.messages_sent, facts.emails_sent, facts.sms_sent) == (2, 1, 1)
    assert (facts.messages_opened, facts.links_clicked, facts.replies, facts.bounces) == (1, 1, 2, 1)
    assert (facts.last_sent_date, facts.last_opened_date) == (date(2026, 6, 10), date(2026, 6, 6))
    assert (facts.last_clicked_date, facts.last_replied_date) == (date(2026, 6, 6), date(2026, 6, 10))


def test_opened_looks_back_on_the_last_five_emails(carla: Any) -> None:
    for days_ago in (60, 50, 40):
        sent(carla, days_ago, "opened")
    for days_ago in (30, 20, 10):
        sent(carla, days_ago)
    sent(carla, 5, "opened", channel="sms")
    sent(carla, 4, status="failed")

    assert facts_of(carla).opened_of_last_emails == 2


def test_ignored_messages_count_from_the_last_reaction(carla: Any) -> None:
    first = sent(carla, 30)
    sent(carla, 20)
    sent(carla, 10, channel="sms")
    assert facts_of(carla).ignored_messages == 3

    factories.message_event(first, "opened", at=NOW - timedelta(days=15))

    assert facts_of(carla).ignored_messages == 1


def test_tone_channel_and_hour_that_suit(carla: Any) -> None:
    for days_ago in (40, 30, 20):
        sent(carla, days_ago, "clicked", tone="friendly")
    sent(carla, 12, tone="firm", channel="sms")
    sent(carla, 10, tone="firm", channel="sms")
    factories.payment(carla, at=NOW - timedelta(days=38))
    factories.payment(carla, at=NOW - timedelta(days=26))

    facts_of(carla)

    # Clicks at 9 UTC are at 11 in Madrid. The second payment came four days after its message.
    assert read(carla, "tone.suits", "tone.suits_reason", "channel.suits", "hour.suits") == (
        "friendly", "paid:1:3:friendly", "email", 11,
    )  # fmt: skip


def test_payment_counts_for_the_last_message_before_it(carla: Any) -> None:
    for days_ago in (21, 11):
        sent(carla, days_ago, tone="firm")
        sent(carla, days_ago - 1, tone="neutral", channel="sms")
        factories.payment(carla, at=NOW - timedelta(days=days_ago - 1.5))

    facts_of(carla)

    keys = ("tone.suits", "tone.suits_reason", "channel.suits")
    assert read(carla, *keys) == ("neutral", "paid:2:2:neutral", "sms")


def test_receipts_teach_nothing(carla: Any) -> None:
    for days_ago in (21, 11):
        sent(carla, days_ago, "opened", "clicked", tone="neutral", purpose="operation_confirmation")

    assert facts_of(carla).suiting_tone == ""


def test_what_another_creditor_saw_is_not_told(roble: Any, carla: Any) -> None:
    lumen = factories.creditor(factories.LUMEN)
    theirs = factories.case(carla.debtor, lumen)
    for days_ago in (21, 11):
        sent(theirs, days_ago, "clicked", tone="neutral")

    facts = facts_of(carla)

    assert (facts.suiting_tone, facts.messages_sent) == ("", 0)


@pytest.mark.parametrize(
    ("days_later", "contacts"), [(0, (2, 3)), (5, (1, 3)), (6, (0, 3)), (28, (0, 1)), (29, (0, 0))]
)
def test_contacts_in_a_window_stay_true_as_days_pass(carla: Any, days_later: int, contacts: tuple[int, int]) -> None:
    for days_ago in (1, 6, 20):
        factories.contact(carla, at=NOW - timedelta(days=days_ago))
    factories.contact(carla, at=NOW, status="reserved")
    factories.contact(carla, at=NOW, direction="in")
    facts_of(carla)

    keys = ("behaviour.contacts_7_days", "behaviour.contacts_30_days")
    assert read(carla, *keys, days_later=days_later) == contacts


def test_calls_are_remembered_by_their_outcome(carla: Any) -> None:
    for days, outcome in ((-3, CallOutcome.HUNG_UP), (0, CallOutcome.NO_ANSWER)):
        record_call(case_id=carla.pk, note="x", outcome=outcome, actor=ANA, now=NOW + timedelta(days=days))

    keys = ("behaviour.calls", "behaviour.last_call", "behaviour.last_call_outcome", "behaviour.hung_up")
    assert read(carla, *keys) == (2, NOW.date(), "no_answer", date(2026, 6, 12))
    assert read(carla, "behaviour.contacts_7_days") == (2,)
    assert Call.objects.order_by("id").last().contact_id == Contact.objects.order_by("id").last().pk


def test_visit_and_click_count_until_a_payment_follows(carla: Any) -> None:
    sent(carla, 3, "clicked")
    record_visit(case_id=carla.pk, message_id=None, now=NOW - timedelta(days=2))
    refresh_facts([carla.pk], now=NOW)
    keys = ("behaviour.visited_without_paying", "behaviour.clicked_without_paying")
    assert read(carla, *keys) == (date(2026, 6, 13), date(2026, 6, 12))

    factories.payment(carla, at=NOW - timedelta(days=3))
    refresh_facts([carla.pk], now=NOW)

    assert read(carla, *keys) == (date(2026, 6, 13), None)


def test_debts_settled_earlier_are_counted(roble: Any, carla: Any) -> None:
    factories.debt(carla.debtor, roble)
    factories.debt(carla.debtor, roble, status="paid", principal_cents=0)

    facts = facts_of(carla)

    assert (facts.cured_debts, facts.open_debts, facts.balance_cents, facts.original_cents) == (1, 1, 24_000, 24_000)


# Each message: days before now, channel, tone, the event that followed, and whether a payment came a day later.
HISTORY = st.lists(
    st.tuples(
        st.sampled_from(CHANNELS),
        st.sampled_from([*TONES, ""]),
        st.sampled_from([None, "opened", "clicked", "replied"]),
        st.booleans(),
    ),
    max_size=10,
)
KINDS = {"opened": "opened", "clicked": "clicked", "replied": "answered"}


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORY)
def test_sql_and_the_rule_choose_the_same(carla: Any, history: list[tuple[str, str, str | None, bool]]) -> None:
    for table in (MessageEvent, Message, Payment):
        table.objects.all().delete()
    for number, (channel, tone, kind, is_paid) in enumerate(history):
        days_ago = 2 + 5 * (len(history) - number)
        sent(carla, days_ago, *([kind] if kind else []), channel=channel, tone=tone)
        if is_paid:
            factories.payment(carla, at=NOW - timedelta(days=days_ago - 1))

    facts = facts_of(carla)

    tone = what_suits(_records(history, 1), order=TONES)
    channel = what_suits(_records(history, 0), order=CHANNELS)
    assert (facts.suiting_tone, facts.suiting_tone_reason) == (tone.value or "", tone.reason)
    assert facts.suiting_channel == (channel.value or "")


def _records(history: list[tuple[str, str, str | None, bool]], by: int) -> dict[str, Record]:
    counts: dict[str, dict[str, int]] = {}
    for message in history:
        record = counts.setdefault(str(message[by]), dict.fromkeys(("sent", *WEIGHTS), 0))
        record["sent"] += 1
        reaction = "paid" if message[3] else KINDS.get(message[2] or "")
        if reaction:
            record[reaction] += 1
    return {name: Record(**record) for name, record in counts.items()}
