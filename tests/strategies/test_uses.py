"""What others use is not taken away under them; two people who save are told of one another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from acuerdo.kernel.audit import SYSTEM, Actor
from acuerdo.kernel.models import AuditEntry
from acuerdo.strategies.enums import StrategyStatus
from acuerdo.strategies.models import Strategy
from acuerdo.strategies.operations import (
    CannotHalt,
    CannotPublish,
    CannotSaveDraft,
    archive_strategy,
    create_strategy,
    delete_strategy,
    enrol_due,
    pause_strategy,
    publish_strategy,
    save_draft,
    stop_strategy,
)
from acuerdo.strategies.queries import (
    Use,
    add_strategy_uses,
    strategies_of,
    strategy_by_key,
    strategy_draft,
    uses,
    uses_of_list,
    uses_of_segment,
    uses_of_strategy,
    uses_of_template,
)
from acuerdo.strategies.rules.file_form import read_file
from tests.factories import NOW
from tests.factories import portfolio as people
from tests.strategies import scenes

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ANA = Actor(kind="user", id=7, name="Ana Ruiz")
OTHER = scenes.REMINDER.replace("strategy: reminder", "strategy: other")
LEADING = OTHER.replace("  done: {kind: end, outcome: finished}", "  done: {kind: go_to, strategy: reminder}")


@pytest.fixture
def reminder() -> Strategy:
    scenes.templates()
    people.creditor()
    return scenes.strategy()


def draft(text: str, **more) -> int:
    return create_strategy(document=read_file(text).document, creditor_id=None, actor=SYSTEM, now=NOW, **more)


def saved(strategy_id: int, text: str, revision: int = 1) -> None:
    save_draft(strategy_id=strategy_id, revision=revision, document=read_file(text).document, actor=ANA, now=NOW + DAY)


# Strategies


def test_strategy_that_another_leads_into_is_not_stopped(reminder):
    leading = scenes.strategy(LEADING)

    with pytest.raises(CannotHalt, match="reminder is used by other") as refusal:
        stop_strategy(strategy_id=reminder.pk, actor=SYSTEM, now=NOW)

    assert refusal.value.reason == "used"
    assert refusal.value.uses == (Use("other", {}, "live", ("done",), leading.pk),)
    reminder.refresh_from_db()
    assert reminder.status == StrategyStatus.LIVE


def test_leads_of_older_versions_with_cases_inside_count(reminder):
    leading = scenes.strategy(LEADING)
    scenes.owing("Carla Núñez Prieto", people.Creditor.objects.get())
    Strategy.objects.filter(key="reminder").update(scan_at=NOW + DAY)
    enrol_due(now=NOW)
    saved(leading.pk, OTHER)
    publish_strategy(strategy_id=leading.pk, actor=SYSTEM, now=NOW)

    assert [use.what for use in uses_of_strategy("reminder")] == ["running"]


def test_leads_in_drafts_and_into_oneself_do_not_count(reminder):
    draft(LEADING)

    assert uses_of_strategy("reminder") == []
    stop_strategy(strategy_id=reminder.pk, actor=SYSTEM, now=NOW)


def test_whatever_else_uses_strategies_is_asked(reminder, monkeypatch):
    monkeypatch.setattr(uses, "_elsewhere", [])
    add_strategy_uses(lambda key: [Use("spring", {"en": "Spring"}, "campaign")] if key == "reminder" else [])
    key = draft(OTHER)

    with pytest.raises(CannotHalt, match="used by spring"):
        stop_strategy(strategy_id=reminder.pk, actor=SYSTEM, now=NOW)
    archive_strategy(strategy_id=key, actor=SYSTEM, now=NOW)


def test_archived_strategy_is_off_the_lists_and_its_name_is_free(reminder):
    stop_strategy(strategy_id=reminder.pk, actor=SYSTEM, now=NOW)

    archive_strategy(strategy_id=reminder.pk, actor=ANA, now=NOW)

    assert strategies_of(creditor_ids=None) == []
    assert strategy_by_key("reminder") is None
    assert AuditEntry.objects.latest("pk").action == "strategies.strategy.archived"
    again = draft(scenes.REMINDER)
    assert strategy_by_key("reminder").pk == again
    with pytest.raises(CannotPublish, match="stopped"):
        publish_strategy(strategy_id=reminder.pk, actor=SYSTEM, now=NOW)


@pytest.mark.parametrize("act", [archive_strategy, delete_strategy])
def test_strategy_at_work_is_neither_archived_nor_deleted(reminder, act):
    pause_strategy(strategy_id=reminder.pk, actor=SYSTEM, now=NOW)

    with pytest.raises(CannotHalt) as refusal:
        act(strategy_id=reminder.pk, actor=SYSTEM, now=NOW)

    assert (refusal.value.reason, refusal.value.uses) == ("state", ())


def test_draft_that_was_never_published_is_deleted(reminder):
    key = draft(OTHER)

    delete_strategy(strategy_id=key, actor=ANA, now=NOW)

    assert not Strategy.objects.filter(pk=key).exists()
    assert AuditEntry.objects.latest("pk").action == "strategies.strategy.deleted"


def test_draft_that_was_published_once_is_only_archived(reminder):
    Strategy.objects.update(status=StrategyStatus.DRAFT)

    with pytest.raises(CannotHalt, match="was published"):
        delete_strategy(strategy_id=reminder.pk, actor=SYSTEM, now=NOW)


# Templates, segments, lists


def test_uses_of_a_template_name_strategy_and_step(reminder):
    assert uses_of_template("overdue-sms") == [Use("reminder", {}, "live", ("text",), reminder.pk)]
    assert uses_of_template("nothing") == []
    saved(reminder.pk, scenes.REMINDER.replace("timeout: P3D", "timeout: P5D"))

    assert [use.what for use in uses_of_template("overdue-sms")] == ["draft", "live"]


def test_uses_of_landing_pages_and_templates_by_channel_count(reminder):
    best = OTHER.replace(
        "channel: sms\n    template: overdue-sms",
        "channel: best\n    templates: {email: overdue-email, sms: short-sms}\n    landing: calm-page",
    )
    draft(best)

    for key in ("overdue-email", "short-sms", "calm-page"):
        assert [use.steps for use in uses_of_template(key)] == [("text",)]


def test_uses_of_segments_and_lists_are_found_at_any_depth(reminder):
    rule = "segment: {all: [{segment: late-payers}, {not: {list: friends}}]}"
    draft(OTHER.replace("segment: {fact: case.stage, op: '=', value: early}", rule))

    assert [(use.key, use.what, use.steps) for use in uses_of_segment("late-payers")] == [
        ("other", "draft", ("entry",))
    ]  # fmt: skip
    assert [use.key for use in uses_of_list("friends")] == ["other"]
    assert uses_of_segment("friends") == uses_of_list("late-payers") == []


# Two people


def test_second_to_save_is_told_by_whom_and_when(reminder):
    saved(reminder.pk, scenes.REMINDER.replace("timeout: P3D", "timeout: P5D"))

    with pytest.raises(CannotSaveDraft) as refusal:
        saved(reminder.pk, scenes.REMINDER.replace("timeout: P3D", "timeout: P7D"))

    told = refusal.value
    assert (told.reason, told.by, told.at, told.revision) == ("changed_meanwhile", "Ana Ruiz", NOW + DAY, 2)
    kept = strategy_draft(strategy_id=reminder.pk)
    assert (kept.updated_by, kept.updated_at, kept.revision) == ("Ana Ruiz", NOW + DAY, 2)
    assert kept.document == read_file(scenes.REMINDER.replace("timeout: P3D", "timeout: P5D")).document
