"""Strategies on screen: read from a file, published, halted, kept apart by creditor."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from acuerdo.strategies.models import Strategy, StrategyVersion
from tests import factories
from tests.console.people import signed_in, text_of
from tests.strategies import scenes

pytestmark = pytest.mark.django_db


def named(key: str) -> str:
    return scenes.REMINDER.replace("strategy: reminder", f"strategy: {key}")


@pytest.mark.parametrize("rows", [1, 3])
def test_list_in_a_fixed_number_of_queries(eva, rows, django_assert_num_queries):
    for number in range(rows):
        scenes.strategy(named(f"reminder-{number}"))
    eva.get("/strategies/")

    with django_assert_num_queries(6):  # session, user, creditors, strategies, versions, enrolments
        answer = eva.get("/strategies/")

    assert text_of(answer).count("data-row") == rows


def test_an_uploaded_file_becomes_a_draft_before_the_typed_text(eva):
    upload = SimpleUploadedFile("late.yaml", named("late").encode())

    answer = eva.post("/strategies/new/", {"text": named("typed"), "file": upload, "creditor": ""})

    made = Strategy.objects.get()
    assert (made.key, made.status, answer["Location"]) == ("late", "draft", f"/strategies/{made.pk}/")


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\xfe binary \x80", b"strategy: x\nsteps: [", b"steps: {}"],
    ids=["empty", "binary", "half", "bare"],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_faults(eva, content):
    answer = eva.post("/strategies/new/", {"text": "", "file": SimpleUploadedFile("x.yaml", content), "creditor": ""})

    assert answer.status_code == 422
    assert Strategy.objects.count() == 0


def test_a_second_strategy_of_the_same_name_is_refused(eva):
    scenes.strategy()

    answer = eva.post("/strategies/new/", {"text": scenes.REMINDER, "creditor": ""})

    assert answer.status_code == 422
    assert "There is a strategy of this name already." in text_of(answer)


def test_the_second_of_two_who_edit_is_told_and_overwrites_nothing(eva):
    mine = scenes.strategy()
    changed = scenes.REMINDER.replace("timeout: P3D", "timeout: P5D")

    first = eva.post(f"/strategies/{mine.pk}/edit/", {"text": changed, "revision": "1"})
    second = eva.post(f"/strategies/{mine.pk}/edit/", {"text": scenes.REMINDER, "revision": "1"})

    assert (first.status_code, second.status_code) == (302, 422)
    assert "Somebody else saved this strategy meanwhile" in text_of(second)
    assert "5 days" in text_of(eva.get(f"/strategies/{mine.pk}/?show=draft"))


def test_a_draft_with_faults_is_listed_and_not_published(eva):
    eva.post("/strategies/new/", {"text": scenes.REMINDER.replace("template: overdue-sms", "template: nothing")})
    mine = Strategy.objects.get()

    page = text_of(eva.get(f"/strategies/{mine.pk}/"))
    eva.post(f"/strategies/{mine.pk}/publish/")

    assert "1 thing to fix before publishing" in page
    assert StrategyVersion.objects.count() == 0


def test_publish_pause_resume_and_stop(eva):
    mine = scenes.strategy()
    states = []

    for act in ("pause", "pause", "resume", "stop", "resume"):
        eva.post(f"/strategies/{mine.pk}/{act}/")
        states.append(Strategy.objects.get().status)

    assert states == ["paused", "paused", "live", "stopped", "stopped"]


def test_the_file_comes_back_as_it_was_written(eva):
    mine = scenes.strategy()

    answer = eva.get(f"/strategies/{mine.pk}/file/")
    eva.post(f"/strategies/{mine.pk}/edit/", {"text": text_of(answer), "revision": "1"})

    assert answer["Content-Disposition"] == 'attachment; filename="reminder.yaml"'
    assert "Draft differs" not in text_of(eva.get("/strategies/"))


def test_strategies_of_other_creditors_do_not_exist_and_leads_may_not_publish(roble):
    lumen = factories.creditor(factories.LUMEN)
    theirs = scenes.strategy(named("theirs"), creditor_id=lumen.pk)
    shared = scenes.strategy(named("shared"))
    ben = signed_in(factories.ben(roble))

    assert ben.get(f"/strategies/{theirs.pk}/").status_code == 404
    assert ben.get(f"/strategies/{shared.pk}/").status_code == 200
    assert ben.post(f"/strategies/{shared.pk}/pause/").status_code == 403
    assert set(Strategy.objects.values_list("status", flat=True)) == {"live"}
