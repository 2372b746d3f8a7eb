"""What a pause means at the door of a strategy, told before it goes on and when it does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from acuerdo.console.strategies.pauses import pause_words, resumed_words
from acuerdo.kernel.audit import SYSTEM
from acuerdo.strategies.enums import EntryEvent, Trigger
from acuerdo.strategies.models import Enrolment
from acuerdo.strategies.operations import enrol_due, knock, pause_strategy
from acuerdo.strategies.operations.knocking import Admitted
from acuerdo.strategies.queries.waiting import Pause
from tests import factories
from tests.console.people import signed_in, text_of
from tests.factories import NOW
from tests.strategies import scenes

ON_REPLY = """\
strategy: on-import
start: entry
steps:
  entry: {kind: entry, trigger: event, event: imported, next: rest}
  rest: {kind: wait, for: P1D, next: done}
  done: {kind: end}
"""
FORTNIGHT = timedelta(days=14)


@pytest.mark.parametrize(
    ("pause", "words"),
    [
        (Pause(Trigger.SCHEDULE), "not made up for"),
        (Pause(Trigger.API), "Calls of other systems are refused"),
        (Pause(Trigger.SEGMENT), "whoever fits its rule then comes in"),
        (Pause(Trigger.EVENT, EntryEvent.DUE_APPROACHING), "whose due date is near"),
        (Pause(Trigger.EVENT, EntryEvent.IMPORTED, None, 2), "2 people wait outside: “case imported”"),
        (Pause(Trigger.EVENT, EntryEvent.PROMISE_BROKEN, FORTNIGHT, 1, 3), "14 days ago is passed over: so far 3."),
    ],
)
def test_each_entry_says_what_its_pause_means(pause: Pause, words: str):
    assert words in " ".join(pause_words(pause))


def test_resuming_tells_only_what_happened():
    assert resumed_words(Admitted(0, 0, 0)) == "The strategy goes on."
    assert resumed_words(Admitted(2, 1, 3)) == (
        "The strategy goes on. 2 who waited came in. 1 does not fit any more. 3 were passed over: too long ago."
    )


@pytest.mark.django_db
def test_page_of_a_paused_strategy_counts_who_waits_and_resuming_lets_them_in():
    roble = factories.creditor()
    carla = scenes.owing("Carla Núñez Prieto", roble)
    strategy = scenes.strategy(ON_REPLY)
    pause_strategy(strategy_id=strategy.pk, actor=SYSTEM, now=NOW)
    knock(case_ids=[carla.pk], event=EntryEvent.IMPORTED, now=NOW)
    enrol_due(now=NOW)
    eva = signed_in(factories.eva())

    page = text_of(eva.get(f"/strategies/{strategy.pk}/"))
    after = text_of(eva.post(f"/strategies/{strategy.pk}/resume/", follow=True))
    again = text_of(eva.post(f"/strategies/{strategy.pk}/resume/", follow=True))

    assert "1 person waits outside" in page
    assert "1 who waited came in." in after
    assert "nothing was done" in again
    assert Enrolment.objects.get().case_id == carla.pk
