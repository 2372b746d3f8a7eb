"""Running cases go on in another version: who can, who cannot and why; none lost, none doubled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from acuerdo.kernel.audit import SYSTEM
from acuerdo.kernel.models import AuditEntry
from acuerdo.strategies.enums import MoveStatus, RunningCases, StayReason
from acuerdo.strategies.models import Enrolment, Move, StrategyVersion
from acuerdo.strategies.operations import (
    CannotPublish,
    advance_due,
    enrol_due,
    finish_move,
    move_batch,
    publish_strategy,
    roll_back_strategy,
    save_draft,
)
from acuerdo.strategies.queries import (
    MoveLine,
    difference,
    move_of,
    moves_of,
    preview_move,
    staying_cases,
    strategy_draft,
    versions_of,
)
from acuerdo.strategies.rules.file_form import read_file
from acuerdo.strategies.rules.moving import Fate, fates
from acuerdo.strategies.tasks import EngineLoop
from tests.factories import NOW
from tests.factories import portfolio as people
from tests.strategies import scenes

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
# Two more steps before the wait: every number behind them changes.
LONGER = scenes.REMINDER.replace(
    "    next: amount\n  amount:", "    next: first\n  first: {kind: wait, for: PT1H, next: amount}\n  amount:"
)
WITHOUT_LISTEN = scenes.REMINDER.replace("next: {sent: listen,", "next: {sent: pause,").replace(
    """  listen:
    kind: wait_event
    events: [promise_made, link_clicked]
    timeout: P3D
    next: {promise_made: done, link_clicked: pause, timeout: call}
""",
    "",
)
LISTEN_IS_WAIT = scenes.REMINDER.replace(
    """    kind: wait_event
    events: [promise_made, link_clicked]
    timeout: P3D
    next: {promise_made: done, link_clicked: pause, timeout: call}
""",
    "    kind: wait\n    for: P9D\n    next: pause\n",
)
LISTEN_IS_TASK = LISTEN_IS_WAIT.replace(
    "    kind: wait\n    for: P9D\n    next: pause\n", "    kind: agent_task\n    title: Llamar\n    next: pause\n"
)


@pytest.fixture
def carla() -> int:
    """Carla's text has gone out: she stands at `listen` on version 1, due in three days."""
    scenes.templates()
    return scenes.listening(people.creditor())


def published(text: str, running: RunningCases = RunningCases.MOVE):
    strategy = scenes.Strategy.objects.get()
    draft = read_file(text).document
    save_draft(strategy_id=strategy.pk, revision=strategy.draft_revision, document=draft, actor=SYSTEM, now=NOW + DAY)
    return publish_strategy(strategy_id=strategy.pk, running=running, actor=SYSTEM, now=NOW + DAY)


def moved(text: str):
    done = published(text)
    finish_move(move_id=done.move_id, now=NOW + DAY)
    return done


def step_of(case_id: int) -> tuple[int, str]:
    enrolment = Enrolment.objects.get(case_id=case_id)
    version = StrategyVersion.objects.get(pk=enrolment.version_id)
    return version.number, version.document["nodes"][enrolment.node]["id"]


# Who can


def test_fates_follow_ids_and_kinds():
    before, after = (read_file(text).document for text in (scenes.REMINDER, WITHOUT_LISTEN))

    told = {fate.step: fate for fate in fates(before, after)}

    assert told["entry"] == Fate("entry", "entry", to="entry")
    assert told["text"] == Fate("text", "message", to="text")
    assert told["listen"] == Fate("listen", "wait_event", reason=StayReason.STEP_REMOVED)


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        (LISTEN_IS_WAIT, Fate("listen", "wait_event", to="listen")),
        (LISTEN_IS_TASK, Fate("listen", "wait_event", reason=StayReason.KIND_CHANGED)),
    ],
)
def test_a_wait_may_become_another_wait_only(text: str, fate: Fate):
    told = fates(read_file(scenes.REMINDER).document, read_file(text).document)

    assert next(each for each in told if each.step == "listen") == fate


def test_nobody_slips_into_a_step_that_acts_on_arrival():
    acting = scenes.REMINDER.replace("pause: {kind: wait, for: P1D,", "pause: {kind: hold,")
    told = fates(read_file(scenes.REMINDER).document, read_file(acting).document)

    assert next(each for each in told if each.step == "pause").reason is StayReason.KIND_CHANGED


def test_nobody_waits_at_an_entry_but_those_who_just_came_in():
    renamed = scenes.REMINDER.replace("start: entry", "start: door").replace("  entry:\n", "  door:\n")
    entry_is_wait = LONGER.replace("start: entry", "start: door").replace("  entry:\n", "  door:\n")
    entry_is_wait = entry_is_wait.replace("first: {", "entry: {").replace("next: first", "next: entry")

    assert fates(read_file(scenes.REMINDER).document, read_file(renamed).document)[0].to == "door"
    told = fates(read_file(entry_is_wait).document, read_file(scenes.REMINDER).document)
    assert next(each for each in told if each.step == "entry").reason is StayReason.STEP_REMOVED


# Moving


def test_case_moves_and_keeps_its_instants(carla):
    before = Enrolment.objects.get()

    done = moved(LONGER)

    after = Enrolment.objects.get()
    assert step_of(carla) == (2, "listen")
    assert after.node == before.node + 1
    assert (after.due_at, after.node_entered_at, after.entered_at) == (
        before.due_at, before.node_entered_at, before.entered_at,
    )  # fmt: skip
    told = move_of(move_id=done.move_id)
    assert (told.status, told.total, told.moved, told.stayed, told.share_done) == (MoveStatus.DONE, 1, 1, 0, 1.0)
    assert AuditEntry.objects.get(action="strategies.strategy.moved").after == {"version": 2, "moved": 1, "stayed": 0}
    scenes.assert_due_table_fits()


def test_moved_case_listens_to_what_its_new_step_wants(carla):
    moved(scenes.REMINDER.replace("[promise_made, link_clicked]", "[replied, link_clicked]").replace(
        "{promise_made: done,", "{replied: done,"))  # fmt: skip
    scenes.wake_reply(carla, NOW + 2 * DAY)

    advance_due(now=NOW + 2 * DAY)

    assert scenes.standing(carla) == "ended: finished"


def test_case_whose_step_is_gone_stays_and_finishes(carla):
    done = moved(WITHOUT_LISTEN)

    assert step_of(carla) == (1, "listen")
    assert (move_of(move_id=done.move_id).moved, move_of(move_id=done.move_id).stayed) == (0, 1)
    [left] = staying_cases(strategy_id=scenes.Strategy.objects.get().pk)
    assert (left.case_id, left.version, left.step, left.reason) == (carla, 1, "listen", StayReason.STEP_REMOVED)
    advance_due(now=NOW + 3 * DAY)
    assert scenes.standing(carla) == "ended: finished"


def test_cases_finish_on_their_version_unless_asked_to_move(carla):
    done = published(LONGER, RunningCases.FINISH)

    assert done.move_id is None
    assert move_batch(now=NOW + DAY) is None
    assert step_of(carla) == (1, "listen")


def test_publishing_without_anybody_inside_moves_nobody(carla):
    advance_due(now=NOW + 3 * DAY)

    assert published(LONGER).move_id is None


def test_workers_move_beside_their_other_work(carla):
    done = published(LONGER)
    loop = EngineLoop()

    rounds = 0
    while loop.drain(now=NOW + DAY, worker_id=1) == NOW + DAY:
        rounds += 1

    assert rounds == 64
    assert step_of(carla) == (2, "listen")
    assert move_of(move_id=done.move_id).status is MoveStatus.DONE


def test_move_goes_on_where_it_was_interrupted(carla):
    roble = people.Creditor.objects.get()
    others = [scenes.owing(f"Persona {n}", roble, phone=f"+3460000{n:04d}").pk for n in range(90)]
    enrol_due(now=NOW + MINUTE)
    advance_due(now=NOW + MINUTE)
    due = set(Enrolment.objects.values_list("case_id", "due_at"))
    done = published(LONGER)
    for _ in range(20):
        move_batch(now=NOW + DAY)
    with transaction.atomic():
        move_batch(now=NOW + DAY)
        transaction.set_rollback(True)
    half = move_of(move_id=done.move_id)

    finish_move(move_id=done.move_id, now=NOW + DAY)
    finish_move(move_id=done.move_id, now=NOW + DAY)

    assert 0 < half.share_done < 0.5
    assert 0 < half.moved < 91
    assert {step_of(case_id) for case_id in [carla, *others]} == {(2, "listen")}
    assert set(Enrolment.objects.values_list("case_id", "due_at")) == due
    assert move_of(move_id=done.move_id).moved == 91
    scenes.assert_due_table_fits()


def test_later_version_overtakes_a_move_under_way(carla):
    first = published(LONGER)
    second = published(scenes.REMINDER.replace("title: Llamar", "title: Llamar hoy"))
    finish_move(move_id=second.move_id, now=NOW + DAY)

    assert move_of(move_id=first.move_id).status is MoveStatus.OVERTAKEN
    assert step_of(carla) == (3, "listen")
    assert [row.id for row in moves_of(strategy_id=scenes.Strategy.objects.get().pk)] == [
        second.move_id, first.move_id,
    ]  # fmt: skip
    assert move_of(move_id=0) is None


def test_move_to_a_version_that_nobody_can_reach_leaves_all(carla):
    strategy = scenes.Strategy.objects.get()
    Move.objects.create(
        strategy=strategy, version_id=strategy.live_version_id, shards_left=[0], total=0, started_at=NOW
    )

    done = move_batch(now=NOW)

    assert (done.moved, done.stayed, done.is_last) == (0, 0, True)


# Before deciding


def test_preview_counts_who_would_move_and_who_not(carla):
    strategy = scenes.Strategy.objects.get()
    save_draft(strategy_id=strategy.pk, revision=1, document=read_file(WITHOUT_LISTEN).document, actor=SYSTEM, now=NOW)
    scenes.owing("Luis Gil Romero", people.Creditor.objects.get(), phone="+34600000002")
    enrol_due(now=NOW + MINUTE)

    told = preview_move(strategy_id=strategy.pk)

    assert told.lines == (
        MoveLine(1, "entry", "entry", 1, "entry", None),
        MoveLine(1, "listen", "wait_event", 1, None, StayReason.STEP_REMOVED),
    )
    assert (told.moving, told.staying) == (1, 1)


def test_preview_leaves_out_who_is_on_the_same_version(carla):
    strategy = scenes.Strategy.objects.get()
    assert preview_move(strategy_id=strategy.pk).lines == ()

    published(LONGER, RunningCases.FINISH)

    assert preview_move(strategy_id=strategy.pk).lines == (MoveLine(1, "listen", "wait_event", 1, "listen", None),)
    assert preview_move(strategy_id=strategy.pk, number=1).moving == 1


def test_staying_cases_of_a_draft_are_none(carla):
    key = scenes.create_strategy(
        document=read_file(scenes.REMINDER.replace("strategy: reminder", "strategy: other")).document,
        creditor_id=None, actor=SYSTEM, now=NOW,
    )  # fmt: skip

    assert staying_cases(strategy_id=key) == []
    assert preview_move(strategy_id=key).lines == ()
    assert {change.change for change in difference(strategy_id=key).steps} == {"added"}


# Publishing, rolling back


def test_publish_of_a_draft_that_changed_meanwhile_is_refused(carla):
    strategy = scenes.Strategy.objects.get()
    save_draft(strategy_id=strategy.pk, revision=1, document=read_file(LONGER).document, actor=SYSTEM, now=NOW + DAY)

    with pytest.raises(CannotPublish) as refusal:
        publish_strategy(strategy_id=strategy.pk, revision=1, actor=SYSTEM, now=NOW + DAY)

    assert (refusal.value.reason, refusal.value.by, refusal.value.at) == ("changed_meanwhile", "Acuerdo", NOW + DAY)
    assert publish_strategy(strategy_id=strategy.pk, revision=2, actor=SYSTEM, now=NOW + DAY).number == 2


def test_roll_back_publishes_the_old_document_as_a_new_version(carla):
    moved(LONGER)
    strategy = scenes.Strategy.objects.get()

    done = roll_back_strategy(strategy_id=strategy.pk, number=1, running=RunningCases.MOVE, actor=SYSTEM, now=NOW + DAY)
    finish_move(move_id=done.move_id, now=NOW + DAY)

    assert (done.number, done.changes.removed) == (3, ("first",))
    assert step_of(carla) == (3, "listen")
    assert strategy_draft(strategy_id=strategy.pk).document == read_file(scenes.REMINDER).document
    assert [(row.number, row.active, row.is_live) for row in versions_of(strategy_id=strategy.pk)] == [
        (3, 1, True), (2, 0, False), (1, 0, False),
    ]  # fmt: skip


def test_roll_back_leaves_a_draft_that_somebody_works_on(carla):
    published(LONGER)
    strategy = scenes.Strategy.objects.get()
    save_draft(strategy_id=strategy.pk, revision=2, document=read_file(LISTEN_IS_WAIT).document, actor=SYSTEM, now=NOW)

    roll_back_strategy(strategy_id=strategy.pk, number=1, actor=SYSTEM, now=NOW + DAY)

    assert strategy_draft(strategy_id=strategy.pk).document == read_file(LISTEN_IS_WAIT).document
    with pytest.raises(CannotPublish, match="no_version"):
        roll_back_strategy(strategy_id=strategy.pk, number=9, actor=SYSTEM, now=NOW)


def test_difference_tells_settings_and_ways(carla):
    published(LONGER, RunningCases.FINISH)
    strategy = scenes.Strategy.objects.get()

    told = difference(strategy_id=strategy.pk, before=1, after=2)

    assert [(change.step, change.change, change.kind) for change in told.steps] == [
        ("entry", "changed", "entry"), ("first", "added", "wait"),
    ]  # fmt: skip
    assert [(way.name, way.before, way.after) for way in told.steps[0].ways] == [("next", "amount", "first")]
    assert [(value.name, value.before, value.after) for value in told.steps[1].settings] == [("for", None, "PT1H")]
    assert difference(strategy_id=strategy.pk).is_empty
    gone = difference(strategy_id=strategy.pk, before=2, after=1)
    assert [(change.step, change.change) for change in gone.steps] == [("entry", "changed"), ("first", "removed")]
