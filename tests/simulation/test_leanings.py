"""What simulated people lean to, and how their records come to show it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import numpy as np

from acuerdo.cases.rules.suiting import suiting_hour
from acuerdo.compliance.rules.packs import load_packs
from acuerdo.simulation.behaviour import CHANNELS, SCRIPT, Answer
from acuerdo.simulation.leanings import HOURS, Leanings
from acuerdo.simulation.past import Past
from acuerdo.simulation.population import Population, make_population
from acuerdo.simulation.records import Records
from acuerdo.simulation.world import SimulatedWorld
from acuerdo.strategies.rules.file_form import read_file
from acuerdo.strategies.rules.graph import compile_graph

START = date(2026, 6, 15)
SIZE = 6_000


def people_with_past(*, seed: int = 1) -> tuple[Population, Leanings]:
    people = make_population(size=SIZE, seed=seed, today=START)
    leanings = Leanings(people, seed=seed)
    Records(people, Past(people, leanings, SCRIPT, seed=seed))
    return people, leanings


def facts_of(people: Population, *keys: str) -> list[list[object]]:
    told = people.facts(keys, np.arange(people.size), today=START)
    return [told[key].to_list() for key in keys]


def test_on_the_first_day_some_are_known_and_nobody_who_never_owed_before():
    people, _ = people_with_past()
    tone, channel, hour, band = facts_of(people, "tone.suits", "channel.suits", "hour.suits", "risk.band")
    new = people.ints["cured_debts"] == 0

    assert {known for known, is_new in zip(tone, new, strict=True) if is_new} == {None}
    assert set(tone) == {None, "friendly", "neutral", "firm"}
    assert set(channel) == {None, *CHANNELS}
    assert set(band) == {"low", "medium", "high"}
    assert 0.01 < sum(known is not None for known in hour) / SIZE < 0.2


def test_records_of_the_past_show_what_people_lean_to():
    people, leanings = people_with_past()
    channel, hour, liked = facts_of(people, "channel.suits", "hour.suits", "contacts.preferred_channel")
    suits = [(known, CHANNELS[leaning]) for known, leaning in zip(channel, leanings.likes, strict=True) if known]
    hours = [(known, own) for known, own in zip(hour, leanings.hour.tolist(), strict=True) if known is not None]
    told = [(known, CHANNELS[leaning]) for known, leaning in zip(liked, leanings.likes, strict=True) if known]

    assert sum(known == own for known, own in hours) > 0.8 * len(hours)
    assert sum(known == own for known, own in suits) > 0.5 * len(suits)
    assert told
    assert all(known == own for known, own in told)


def test_the_same_seed_gives_the_same_past():
    keys = ("tone.suits", "channel.suits", "hour.suits")

    assert facts_of(people_with_past()[0], *keys) == facts_of(people_with_past()[0], *keys)


def test_the_hour_follows_the_rule_of_production():
    rng, size = np.random.default_rng(3), 300
    people = Population(size=size, person=np.zeros(size, dtype=np.int8))
    records, everybody = Records(people), np.arange(size)
    kept: list[list[int]] = [[] for _ in range(size)]
    for answer in (Answer.CLICKED, Answer.REPLIED, Answer.CLICKED, Answer.OPENED, Answer.REPLIED):
        acting = everybody[rng.random(size) < 0.7]
        hours = rng.integers(8, 12, len(acting)).astype(np.int8)
        records.answered(answer, acting, hours)
        for person, hour in zip(acting.tolist(), hours.tolist(), strict=True):
            kept[person] += [hour] if answer is not Answer.OPENED else []

    assert facts_of(people, "hour.suits") == [[suiting_hour(hours) for hours in kept]]


def test_the_last_e_mails_and_what_was_ignored():
    people = Population(size=2, person=np.zeros(2, dtype=np.int8))
    records, both, noon = Records(people), np.arange(2), np.array([12, 12], dtype=np.int8)
    friendly, email, sms = (np.full(2, code, dtype=np.int8) for code in (0, 0, 1))
    for number in range(6):
        records.sent(both, tone=friendly, channel=email)
        if number < 4:
            records.answered(Answer.OPENED, both[:1], noon[:1])
    records.sent(both, tone=friendly, channel=sms)
    records.answered(Answer.OPENED, both[1:], noon[1:])

    assert facts_of(people, "behaviour.opened_of_last_5_emails", "behaviour.ignored_messages") == [[3, 0], [3, 0]]


def test_messages_fit_by_channel_and_hour_where_people_live():
    people = make_population(size=2_000, seed=2, today=START)
    leanings, rows = Leanings(people, seed=2), np.arange(2_000)
    now = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)  # 11:00 in Madrid, 10:00 in the Canary Islands
    minutes = leanings.minutes(rows, now)
    fit = leanings.fit(rows, np.zeros(2_000, dtype=np.int8), minutes, np.random.default_rng(1))

    assert set(Counter(minutes.tolist())) == {600, 660}
    assert fit.channel.tolist() == (leanings.likes == 0).tolist()
    assert fit.hour.tolist() == [abs(own * 60 - minute // 60 * 60) <= 120 for own, minute in zip(
        leanings.hour.tolist(), minutes.tolist(), strict=True)]  # fmt: skip
    assert set((minutes + fit.minutes) // 60 % 24) == set(HOURS)


def test_contacts_of_the_last_days_and_waits_until_the_best_hour_are_simulated():
    people = make_population(size=800, seed=1, today=START)
    world = SimulatedWorld(
        compile_graph(read_file(LOUD).document), people, load_packs(["es", "house"], today=START), first_day=START,
        days=12, seed=1,
    )  # fmt: skip
    world.run()
    keys = ("behaviour.contacts_7_days", "engagement.messages_sent")
    week, sent = people.facts(keys, np.arange(800), today=world.clock.today(71)).values()

    assert week.max() == 3
    assert (week <= sent).all()


LOUD = """\
strategy: loud
start: entry
exit: [closed, paid]
steps:
  entry: {kind: entry, segment: {all: []}, next: hour}
  hour: {kind: wait, best_hour: true, next: text}
  text:
    kind: message
    channel: best
    templates: {email: x, sms: x}
    tone: suits
    next: {sent: hour, not_allowed: hour, no_contact_point: done}
  done: {kind: end}
"""
